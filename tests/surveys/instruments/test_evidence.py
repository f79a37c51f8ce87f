"""Documents that assessors are given: which pages name them, and faults of a file."""

import re

import pytest

from surveys.instruments.builder import from_content
from surveys.instruments.errors import InstrumentError
from surveys.instruments.evidence import EvidenceLink
from surveys.instruments.parser import parse
from surveys.questionnaire import pages
from tests.factories import short
from tests.surveys.instruments.small import SMALL


def title(words: str) -> dict[str, dict[str, str]]:
    others = {language: {"draft": f"{words}*"} for language in ("zh-Hans", "ja", "ko")}
    return {"en": {"source": words}, **others}


EVERYTHING = {"title": title("Common file"), "url": "https://example.org/file.pdf"}
PAPER = {"title": title("A folder on paper"), "parties": ["JPN", "PRC"]}
DOCUMENT = from_content({**short().content, "evidence": [EVERYTHING, PAPER]})


def test_an_assessors_pages_name_what_is_about_all_and_each_dyad_what_is_about_it():
    shown = pages(DOCUMENT, "assessor", "PRC", "en", modules=["vignettes"])
    common = (EvidenceLink("Common file", "https://example.org/file.pdf"),)
    assert [page.evidence for page in shown] == [common] * 4 + [()]
    named = {
        (section.perceiver, section.target): section.evidence
        for page in shown
        for section in page.sections
        if section.evidence
    }
    paper = (EvidenceLink("A folder on paper", ""),)
    assert named == {("PRC", "JPN"): paper, ("JPN", "PRC"): paper}


def test_it_is_named_in_the_language_of_the_page():
    (first, *_) = pages(DOCUMENT, "assessor", "PRC", "ja")
    assert first.evidence[0].title == "Common file*"


def test_participants_are_shown_none():
    for page in pages(DOCUMENT, "participant", "PRC", "en", modules=["impression", "predicted"]):
        assert not page.evidence
        assert not any(section.evidence for section in page.sections)


FILE = """\
evidence:
  - title: {en: {source: "File"}, ko: {draft: "자료"}}
"""


@pytest.mark.parametrize(
    "line",
    [
        "",
        '    url: "https://example.org"\n',
        '    url: "https://example.org:8443/a/b.pdf?page=2#top"\n',
        "    parties: [ROK, JPN]\n",
    ],
)
def test_what_has_no_fault_is_accepted(line):
    (document,) = parse(SMALL + FILE + line, "small.yaml").evidence
    assert document.title.read("en") == "File"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('    url: "http://example.org/"\n', "evidence[1].url: is 'http://example.org/'; expected"),
        ('    url: "javascript:alert(1)"\n', "expected an address that begins with https://"),
        ('    url: "https://"\n', "expected an address that begins with https://"),
        ('    url: "https://user@example.org/"\n', "names no user"),
        ('    url: "https://example.org/a b"\n', "without spaces"),
        ("    parties: [JPN]\n", "expected a list of the codes of the two parties"),
        ("    parties: [JPN, JPN]\n", "expected a list of the codes of the two parties"),
        ("    parties: [JPN, XYZ]\n", "'XYZ' is no party of this file; use one of"),
        ("    target: JPN\n", "is not a field here; the fields are title, url, parties"),
    ],
)
def test_a_fault_is_named(line, message):
    with pytest.raises(InstrumentError, match=re.escape(message)):
        parse(SMALL + FILE + line, "small.yaml")


def test_an_empty_list_is_refused():
    with pytest.raises(InstrumentError, match="evidence: is an empty list; expected a list of doc"):
        parse(SMALL + "evidence: []\n", "small.yaml")
