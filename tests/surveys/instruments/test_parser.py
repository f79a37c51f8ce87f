"""Questionnaire files: what is shipped, and how a broken one is answered."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from surveys.instruments import parser
from surveys.instruments.document import questions
from surveys.instruments.errors import MOST_NAMED, InstrumentError
from surveys.instruments.parser import parse
from surveys.instruments.yaml_source import load
from tests.surveys.instruments.small import SECOND, SMALL, assert_named

WELCH = parser.HERE / "welch2013.yaml"

# Each fault alone: what is replaced, by what, the line, the field, and a part of the message.
FAULTS = [
    ("schema: 1", "schema: 2", 1, "schema", "is 2; expected the number 1"),
    ("slug: small", "slug: Not A Key", 2, "slug", "is 'Not A Key'; expected a short name"),
    ("slug: small\n", "", 1, "slug", "is missing"),
    ("version: 1", "version: 0", 3, "version", "is 0; expected a whole number"),
    ("version: 1", "version: 1.0", 3, "version", "is '1.0'; expected a whole number"),
    ("version: 1", "version: yes", 3, "version", "is 'yes'; expected a whole number"),
    ("version: 1", "version: true", 3, "version", "is True; expected a whole number"),
    ("version: 1", "version: 1\ncolour: red", 4, "colour", "is not a field here"),
    ("languages: [en, ko]", "languages: [en, en]", 6, "languages", "each once"),
    ("languages: [en, ko]", "languages: [en, Korean]", 6, "languages[2]", "a language tag"),
    ("code: PRK", "code: DPRK", 19, "parties[DPRK].code", "three capital letters"),
    ("domain: null", "domain: legal", 32, "concerns[clash].domain", "is 'legal'; expected mil"),
    ("domain: null", "domain: null\n    tone: red", 33, "concerns[clash].tone", "is not a field"),
    ("domain: societal", "domain: null", 47, "threats[portrayals].domain", "is empty; expected"),
    ("mark: serious", "mark: none", 43, "threats[missiles].quotation.mark", "is 'none'"),
    ("extras: [confidence]", "extras: [mood]", 61, "lenses.assessed.extras[1]", "is 'mood'"),
    ("  none: {en: {source: \"Not a concern\"}, ko: {draft: \"우려 아님\"}}\n", "", 62,
     "marks.none", "is missing"),
    ('"미사일"', '""', 41, "threats[missiles].item.ko.draft", "is empty"),
    ('"미사일"', '" "', 41, "threats[missiles].item.ko.draft", "is empty"),
    ('"미사일"', "", 41, "threats[missiles].item.ko.draft", "is empty"),
    ('"미사일"', "12", 41, "threats[missiles].item.ko.draft", "is 12; expected some words"),
    ('ko: {draft: "미사일"}', "ko: 미사일", 41, "threats[missiles].item.ko", "translation status"),
    ('ko: {draft: "미사일"}', "ko: {}", 41, "threats[missiles].item.ko", "exactly one"),
    ('{draft: "미사일"}', '{draft: "가", reviewed: "나"}', 41, "threats[missiles].item.ko",
     "exactly one translation status"),
    ('{draft: "미사일"}', '{final: "가"}', 41, "threats[missiles].item.ko.final", "not a field"),
    ('ko: {draft: "미사일"}', 'Korean: {draft: "가"}', 41, "threats[missiles].item.Korean",
     "is misnamed; expected a language tag"),
    # impression and vignettes
    ("  other: {en", "  tone: red\n  other: {en", 87, "impression.tone", "is not a field here"),
    ('  other: {en: {source: "Something else"}, ko: {draft: "그 밖의 것"}}\n', "", 81,
     "impression.other", "is missing; expected here: which party"),
    ('first: {title: {en: {source: "To begin"}, ko: {draft: "먼저"}}}', "first: {}", 83,
     "impression.first.title", "is missing"),
    ("domain: military\n  title", "domain: null\n  title", 89, "vignettes.domain", "is empty"),
    ("    - key: low\n", "    - key: Low\n", 94, "vignettes.situations[Low].key", "a short name"),
    (SECOND, "", 93, "vignettes.situations", "two or three situations, the least severe first"),
    (SECOND, SECOND.replace("high", "more") + SECOND.replace("high", "most") + SECOND, 93,
     "vignettes.situations", "two or three situations"),
]  # fmt: skip


@pytest.mark.parametrize("path", parser.shipped(), ids=lambda path: path.stem)
def test_every_shipped_file_can_be_read(path: Path) -> None:
    document = parser.read(path)

    assert document.slug == path.stem
    assert questions(document)


def test_the_schema_is_a_schema_and_no_questionnaire() -> None:
    schema = load(parser.SCHEMA.read_text(encoding="utf-8"))

    assert schema.problems == []
    Draft202012Validator.check_schema(schema.content)
    assert parser.SCHEMA not in parser.shipped()
    assert WELCH in parser.shipped()


def test_the_small_questionnaire_has_no_fault() -> None:
    assert parse(SMALL, "small.yaml").slug == "small"


@pytest.mark.parametrize(("old", "new", "line", "where", "message"), FAULTS)
def test_each_fault_alone_is_named_with_its_line(
    old: str, new: str, line: int, where: str, message: str
) -> None:
    assert_named(old, new, line, where, message)


def test_all_faults_are_reported_at_once_in_the_order_of_lines() -> None:
    broken = SMALL.replace("mark: serious", "mark: grave").replace("slug: small", "slug: S")

    with pytest.raises(InstrumentError) as caught:
        parse(broken, "small.yaml")

    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "small.yaml:2",
        "small.yaml:43",
    ]


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    with pytest.raises(InstrumentError, match=r"^empty.yaml:1: file: is empty"):
        parse(text, "empty.yaml")


@pytest.mark.parametrize(("text", "shown"), [("- a\n", "a list"), ("words\n", "'words'")])
def test_a_file_that_is_no_mapping_is_refused(text: str, shown: str) -> None:
    with pytest.raises(InstrumentError, match=f"^odd.yaml:1: file: is {shown}"):
        parse(text, "odd.yaml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InstrumentError, match=r"^none.yaml:1: file: No such file"):
        parser.read(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "legacy.yaml"
    path.write_bytes("schema: 1\nslug: 日本\n".encode("shift_jis"))

    with pytest.raises(InstrumentError, match=r"^legacy.yaml:2: file: is not UTF-8"):
        parser.read(path)


def test_what_cannot_be_printed_is_named_as_an_escape() -> None:
    for name in ("\\ud800", "\\u202e", "\\0"):
        with pytest.raises(InstrumentError) as caught:
            parse(SMALL + f'"a{name}": 1\n', "<b>\u202e\n.yaml")
        (problem,) = caught.value.problems
        assert problem.isprintable()
        assert problem.startswith("<b>\\u202e\\n.yaml:")

    with pytest.raises(InstrumentError, match=r"^a\\u202e.yaml:1: file: is not UTF-8"):
        parser.decoded(b"\xff", "a\u202e.yaml")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8-sig")

    assert parser.read(path) == parse(SMALL, "small.yaml")


def test_of_very_many_faults_the_first_are_named_and_the_others_counted() -> None:
    with pytest.raises(InstrumentError) as caught:
        parse(SMALL + "".join(f"x{number}: 1\n" for number in range(MOST_NAMED + 5)), "odd.yaml")

    *named, last = caught.value.problems
    assert len(named) == MOST_NAMED
    assert last == "odd.yaml:1: file: has 5 more faults; mend these first"


@pytest.mark.parametrize("entry", ["[en, en]", "[{a: 1}, {a: 1}]", "[{a: 1, b: 2}, {b: 2, a: 1}]"])
def test_an_entry_is_given_once_whatever_it_is(entry: str) -> None:
    with pytest.raises(InstrumentError, match=r"6: languages: is a list that does not fit"):
        parse(SMALL.replace("languages: [en, ko]", f"languages: {entry}"), "small.yaml")


def test_parties_and_concerns_are_not_so_many_that_their_dyads_fill_the_memory() -> None:
    schema = load(parser.SCHEMA.read_text(encoding="utf-8")).content["properties"]

    assert (schema["parties"]["maxItems"], schema["concerns"]["maxItems"]) == (30, 100)
