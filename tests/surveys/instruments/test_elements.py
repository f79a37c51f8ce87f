"""What a question must say in every language, and the words that say it."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from surveys.instruments import parser
from surveys.instruments.document import Document
from surveys.instruments.elements import elements_table
from surveys.instruments.errors import InstrumentError
from tests.surveys.instruments.small import SMALL

LINES = """\
    elements:
      - key: means
        in: [item]
        words: {en: "forces", ko: "병력"}
"""
BEFORE = """ko: {draft: "{perceiver}의 안전"}}\n"""
SURE = SMALL.replace(BEFORE, BEFORE + LINES, 1)
WELCH = parser.HERE / "welch2013.yaml"
DOCUMENTED = Path(__file__).parents[3] / "docs" / "instrument.md"


def problems(text: str) -> list[str]:
    with pytest.raises(InstrumentError) as caught:
        parser.parse(text, "small.yaml")
    return list(caught.value.problems)


def test_elements_are_listed_side_by_side() -> None:
    assert elements_table(parser.parse(SURE, "small.yaml").content) == (
        "| text | element | en | ko |\n"
        "| --- | --- | --- | --- |\n"
        "| military: item | means | forces | 병력 |\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            'ko: "병력"',
            'ko: "무기"',
            "34: concerns[military].elements[means].words.ko: is '무기', which the item does not "
            "say; mend the one or the other",
        ),
        (
            ', ko: "병력"',
            "",
            "34: concerns[military].elements[means].words: has no words in ko; name those that "
            "say it, or mend the text",
        ),
        (
            'ko: "병력"',
            'ko: "병력", ja: "部隊"',
            "34: concerns[military].elements[means].words.ja: is not one of the languages of the "
            "file; add it there",
        ),
        (
            "in: [item]",
            "in: [item, stem]",
            "33: concerns[military].elements[means].in: names stem, which is no text here; leave "
            "it out",
        ),
        (
            "in: [item]",
            "in: [item, referent]",
            "34: concerns[military].elements[means].words.en: is 'forces', which the referent does "
            "not say; mend the one or the other",
        ),
    ],
)
def test_each_fault_of_an_element_is_named(old: str, new: str, problem: str) -> None:
    assert f"small.yaml:{problem}" in problems(SURE.replace(old, new))


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ("{target}が軍事力を用いる可能性", "{target}が軍事力を用いること"),
        ("{target}의 군사력 사용 가능성", "{target}의 군사력 사용"),
        ("B側が軍事力を用いる可能性は", "B側が軍事力を用いることは"),
        ("B측의 군사력 사용 가능성은", "B측의 군사력 사용은"),
        ("今后五年内，以下各项属于", "以下各项属于"),
    ],
)
def test_a_translation_that_asks_something_else_is_refused(now: str, before: str) -> None:
    text = WELCH.read_text("utf-8")
    assert now in text
    found = problems(text.replace(now, before, 1))
    assert all(".words." in problem and "does not say" in problem for problem in found)


def test_every_concern_lens_and_vignette_says_of_what_it_is_made(welch: Document) -> None:
    content = welch.content
    keys = {
        entry["key"]: {element["key"] for element in entry["elements"]}
        for entry in content["concerns"]
    }

    assert "possibility" in keys["military"]
    assert "no-intent" in keys["unintended-clash"]
    for entry in (*content["concerns"], *content["lenses"].values(), content["vignettes"]):
        for name in {"item", "referent", "question", "stem"} & entry.keys():
            assert any(name in element["in"] for element in entry["elements"])
    for entry in (content["lenses"]["perceived"], content["lenses"]["assessed"]):
        shared = {e["key"] for e in entry["elements"] if e["in"] == ["question", "stem"]}
        assert shared >= {"degree", "time", "likelihood", "consequences"}


def test_the_elements_are_documented_side_by_side(welch: Document) -> None:
    assert elements_table(welch.content) in DOCUMENTED.read_text("utf-8")


def test_the_command_shows_the_table() -> None:
    out = StringIO()
    call_command("show_elements", str(WELCH), stdout=out)
    assert out.getvalue() == elements_table(parser.read(WELCH).content)
