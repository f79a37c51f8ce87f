"""Questionnaire files: what is shipped, and how a broken one is answered."""

import hashlib
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from surveys.instruments import reading
from surveys.instruments.document import (
    ELSE,
    Document,
    Heading,
    QuestionSpec,
    answers_of,
    impression_options,
)
from surveys.instruments.reading import InstrumentError, all_questions, parse, questions
from surveys.instruments.source import load
from surveys.instruments.text import texts

WELCH = reading.HERE / "welch2013.yaml"

SMALL = """\
schema: 1
slug: small
version: 1
title: {en: {source: "Title"}, ko: {draft: "제목"}}
citation: {text: "A work.", note: {en: {source: "A note."}, ko: {reviewed: "주석."}}}
languages: [en, ko]
preface: {en: {source: "Preface."}, ko: {draft: "머리말."}}
parties:
  - code: JPN
    name: {en: {source: "Japan"}, ko: {draft: "일본"}}
    side: {en: {source: "Japan"}, ko: {draft: "일본"}}
    possessive: {en: {source: "Japan's"}, ko: {draft: "일본의"}}
    participants: {en: {source: "participants from Japan"}, ko: {draft: "일본 측 참가자"}}
  - code: ROK
    name: {en: {source: "ROK"}, ko: {draft: "한국"}}
    side: {en: {source: "the ROK"}, ko: {draft: "한국"}}
    possessive: {en: {source: "the ROK's"}, ko: {draft: "한국의"}}
    participants: {en: {source: "participants from the ROK"}, ko: {draft: "한국 측 참가자"}}
  - code: PRK
    target_only: true
    name: {en: {source: "DPRK"}, ko: {draft: "북한"}}
    side: {en: {source: "the DPRK"}, ko: {draft: "북한"}}
    possessive: {en: {source: "the DPRK's"}, ko: {draft: "북한의"}}
    participants: {en: {source: "nobody from the DPRK"}, ko: {draft: "북한 측 없음"}}
concerns:
  - key: military
    domain: military
    label: {en: {source: "Military"}, ko: {draft: "군사"}}
    item: {en: {source: "{target_possessive} forces"}, ko: {draft: "{target}의 병력"}}
    referent: {en: {source: "{perceiver_possessive} safety"}, ko: {draft: "{perceiver}의 안전"}}
  - key: clash
    domain: null
    label: {en: {source: "Clash"}, ko: {draft: "충돌"}}
    item: {en: {source: "a clash with {target}"}, ko: {draft: "{target} 측과의 충돌"}}
    referent: {en: {source: "{perceiver_possessive} peace"}, ko: {draft: "{perceiver}의 평화"}}
threats:
  - key: missiles
    perceiver: JPN
    target: PRK
    domain: military
    item: {en: {source: "missiles"}, ko: {draft: "미사일"}}
    referent: {en: {source: "Japan's safety"}, ko: {draft: "일본의 안전"}}
    quotation: {label: "Rockets", mark: serious}
  - key: portrayals
    perceiver: JPN
    target: ROK
    domain: societal
    item: {en: {source: "portrayals"}, ko: {draft: "묘사"}}
    referent: {en: {source: "Japan's standing"}, ko: {draft: "일본의 위상"}}
lenses:
  perceived:
    title: {en: {source: "About {target}"}, ko: {draft: "{target} 관련"}}
    question: {en: {source: "Is {item} serious for {referent}?"}, ko: {draft: "{item} {referent}?"}}
    stem: {en: {source: "How serious is each?"}, ko: {draft: "각 사안은?"}}
    referent_line: {en: {source: "For {referent}"}, ko: {draft: "{referent}에 대해"}}
  assessed:
    title: {en: {source: "{perceiver}, {target}"}, ko: {draft: "{perceiver}, {target}"}}
    question: {en: {source: "Does {item} matter to {referent}?"}, ko: {draft: "{item} {referent}?"}}
    stem: {en: {source: "How serious is each?"}, ko: {draft: "각 사안은?"}}
    referent_line: {en: {source: "For {referent}"}, ko: {draft: "{referent}에 대해"}}
    extras: [confidence]
marks:
  serious: {en: {source: "Serious"}, ko: {draft: "심각함"}}
  moderate: {en: {source: "Moderate"}, ko: {draft: "중간"}}
  low: {en: {source: "Low"}, ko: {draft: "낮음"}}
  none: {en: {source: "Not a concern"}, ko: {draft: "우려 아님"}}
  cannot_determine: {en: {source: "Cannot be determined"}, ko: {draft: "판단 불가"}}
  prefer_not_to_say: {en: {source: "Prefer not to say"}, ko: {draft: "무응답"}}
confidence:
  question: {en: {source: "How sure?"}, ko: {draft: "확신은?"}}
  choices:
    low: {en: {source: "Low"}, ko: {draft: "낮음"}}
    medium: {en: {source: "Medium"}, ko: {draft: "중간"}}
    high: {en: {source: "High"}, ko: {draft: "높음"}}
basis:
  question: {en: {source: "On what?"}, ko: {draft: "근거는?"}}
  choices:
    capability: {en: {source: "Capability"}, ko: {draft: "능력"}}
    intent: {en: {source: "Intent"}, ko: {draft: "의도"}}
    inadvertence: {en: {source: "Inadvertence"}, ko: {draft: "비의도"}}
"""
OPTIONAL = """\
impression:
  question: {en: {source: "Which for {perceiver}?"}, ko: {draft: "{perceiver}에 무엇이?"}}
  first: {title: {en: {source: "To begin"}, ko: {draft: "먼저"}}}
  revised:
    title: {en: {source: "Again"}, ko: {draft: "다시"}}
    guidance: {en: {source: "As you see it now."}, ko: {draft: "지금의 생각대로."}}
  other: {en: {source: "Something else"}, ko: {draft: "그 밖의 것"}}
vignettes:
  domain: military
  title: {en: {source: "Invented"}, ko: {draft: "가상"}}
  question: {en: {source: "{item} How serious?"}, ko: {draft: "{item} 얼마나?"}}
  stem: {en: {source: "How serious is each?"}, ko: {draft: "각 상황은?"}}
  situations:
    - key: low
      text: {en: {source: "A and B are friends."}, ko: {draft: "A와 B는 친구."}}
    - key: high
      text: {en: {source: "A attacks B."}, ko: {draft: "A가 B를 공격."}}
"""
PLAIN = SMALL
SMALL = PLAIN + OPTIONAL
SECOND = OPTIONAL[OPTIONAL.index("    - key: high") :]

# Each fault alone: what is replaced, by what, the line, the field, and a part of the message.
FAULTS = [
    # spelling
    ("slug: small", "slug: [small", 3, "file", "is not YAML"),
    ("slug: small", "slug: sm\x07all", 2, "file", "a character that YAML forbids"),
    ("slug: small", "slug: small\nslug: other", 3, "slug", "given twice, first in line 2"),
    ("perceiver: JPN", "perceiver: JPN\n    key: again", 39, "threats[missiles].key", "given"),
    ("slug: small", "slug: !!python/name:os.system small", 2, "slug", "!!python/name:os.system"),
    ("slug: small", "slug: !shell small", 2, "slug", "the tag or value !shell"),
    ("slug: small", "slug: &a small\nversion2: *a", 3, "version2", "is an alias"),
    ("slug: small", "? [a]\n: b\nslug: small", 2, "file", "a field name that is not a word"),
    ("version: 1", f"version: {'9' * 5000}", 3, "version", "which is not read"),
    ("slug: small", "slug: small\n---\nslug: other", 3, "file", "is not YAML"),
    # shape
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
    # sense
    (', ko: {draft: "미사일"}', "", 41, "threats[missiles].item", "has no text in ko; add it"),
    ('ko: {draft: "미사일"}', 'ko: {draft: "가"}, no: {draft: "raketter"}', 41,
     "threats[missiles].item.no", "is not one of the languages"),
    ('ko: {draft: "미사일"}', 'ko: {source: "미사일"}', 41, "threats[missiles].item.ko",
     "source is for en"),
    ('en: {source: "missiles"}', 'en: {draft: "missiles"}', 41, "threats[missiles].item.en",
     "source is for en"),
    ("key: clash", "key: military", 31, "concerns[military].key", "'military' is used before"),
    ("perceiver: JPN", "perceiver: CAN", 38, "threats[missiles].perceiver", "is no party"),
    ("target: PRK", "target: CAN", 39, "threats[missiles].target", "is no party of this file"),
    ("target: PRK", "target: JPN", 39, "threats[missiles].target", "is the perceiver too"),
    ("perceiver: JPN\n    target: PRK", "perceiver: PRK\n    target: JPN", 38,
     "threats[missiles].perceiver", "is target_only and rates nothing"),
    ("target: PRK\n    domain: military\n    item: {en: {source: \"missiles\"",
     "target: ROK\n    domain: military\n    item: {en: {source: \"{item}\"", 41,
     "threats[missiles].item.en", "unknown placeholder {item}; known here: none"),
    ("key: portrayals\n    perceiver: JPN\n    target: ROK",
     "key: missiles\n    perceiver: JPN\n    target: PRK", 44, "threats[missiles].key",
     "'missiles' is used before in JPN>PRK"),
    ("key: portrayals", "key: clash", 44, "threats[clash].key", "is the key of a concern"),
    ('"{target}의 병력"', '"{targt}의 병력"', 29, "concerns[military].item.ko", "{targt}"),
    ('"{target}의 병력"', '"{target!r}의 병력"', 29, "concerns[military].item.ko", "{target!r}"),
    ('"{target}의 병력"', '"{target:9}의 병력"', 29, "concerns[military].item.ko", "{target:9}"),
    ('"{target}의 병력"', '"{target.x}의 병력"', 29, "concerns[military].item.ko", "{target.x}"),
    ('"{target}의 병력"', '"{target}의 {병력"', 29, "concerns[military].item.ko", "a stray brace"),
    ('"{target}의 병력"', '"{{target}}의"', 29, "concerns[military].item.ko", "a stray brace"),
    ('"{target}의 병력"', '"병력"', 29, "concerns[military].item.ko", "what they name: target"),
    ('"{target}의 병력"', '"{target}과 병력"', 29, "concerns[military].item.ko", "two forms"),
    ('"{referent}에 대해"', '"{item}에 대해"', 55, "lenses.perceived.referent_line.ko", "{item}"),
    ('"{target} 관련"', '"{item} 관련"', 52, "lenses.perceived.title.ko", "placeholder {item}"),
    # impression and vignettes
    ("  other: {en", "  tone: red\n  other: {en", 87, "impression.tone", "is not a field here"),
    ('  other: {en: {source: "Something else"}, ko: {draft: "그 밖의 것"}}\n', "", 81,
     "impression.other", "is missing; expected here: which party"),
    ('first: {title: {en: {source: "To begin"}, ko: {draft: "먼저"}}}', "first: {}", 83,
     "impression.first.title", "is missing"),
    ("Which for {perceiver}?", "Which for {target}?", 82, "impression.question.en",
     "unknown placeholder {target}; known here: {perceiver}, {perceiver_participants}"),
    ('"{perceiver}에 무엇이?"', '"무엇이?"', 82, "impression.question.ko", "name: perceiver"),
    ('"{perceiver}에 무엇이?"', '"{perceiver}이?"', 82, "impression.question.ko", "two forms"),
    ('source: "To begin"', 'source: "{perceiver}"', 83, "impression.first.title.en",
     "unknown placeholder {perceiver}; known here: none"),
    (', ko: {draft: "지금의 생각대로."}', "", 86, "impression.revised.guidance", "no text in ko"),
    ("domain: military\n  title", "domain: null\n  title", 89, "vignettes.domain", "is empty"),
    ('"{item} How serious?"', '"{perceiver} {item}"', 91, "vignettes.question.en", "{perceiver}"),
    ('"{item} 얼마나?"', '"얼마나?"', 91, "vignettes.question.ko", "what they name: item"),
    ('"각 상황은?"', '"{item} 각 상황은?"', 92, "vignettes.stem.ko", "unknown placeholder {item}"),
    ("    - key: low\n", "    - key: high\n", 96, "vignettes.situations[high].key",
     "'high' is used before; give each of the situations its own key"),
    ("    - key: low\n", "    - key: Low\n", 94, "vignettes.situations[Low].key", "a short name"),
    ("A attacks B.", "A attacks {target}.", 97, "vignettes.situations[high].text.en", "{target}"),
    ("A attacks B.", "The ROK attacks B.", 97, "vignettes.situations[high].text.en",
     "names 'ROK'; a situation is invented"),
    ("A가 B를", "북한이 B를", 97, "vignettes.situations[high].text.ko", "names '북한'"),
    (SECOND, "", 93, "vignettes.situations", "two or three situations, the least severe first"),
    (SECOND, SECOND.replace("high", "more") + SECOND.replace("high", "most") + SECOND, 93,
     "vignettes.situations", "two or three situations"),
]  # fmt: skip


@pytest.mark.parametrize("path", reading.shipped(), ids=lambda path: path.stem)
def test_every_shipped_file_can_be_read(path: Path) -> None:
    document = reading.read(path)

    assert document.slug == path.stem
    assert questions(document)


def test_the_schema_is_a_schema_and_no_questionnaire() -> None:
    schema = load(reading.SCHEMA.read_text(encoding="utf-8"))

    assert schema.problems == []
    Draft202012Validator.check_schema(schema.content)
    assert reading.SCHEMA not in reading.shipped()
    assert WELCH in reading.shipped()


def test_the_small_questionnaire_has_no_fault() -> None:
    assert parse(SMALL, "small.yaml").slug == "small"


@pytest.mark.parametrize(("old", "new", "line", "where", "message"), FAULTS)
def test_each_fault_alone_is_named_with_its_line(
    old: str, new: str, line: int, where: str, message: str
) -> None:
    assert old in SMALL

    with pytest.raises(InstrumentError) as caught:
        parse(SMALL.replace(old, new, 1), "small.yaml")

    assert len(caught.value.problems) == 1
    assert caught.value.problems[0].startswith(f"small.yaml:{line}: {where}: ")
    assert message in caught.value.problems[0]
    assert str(caught.value) == caught.value.problems[0]


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    broken = SMALL.replace("mark: serious", "mark: grave").replace("slug: small", "slug: S")

    with pytest.raises(InstrumentError) as caught:
        parse(broken, "small.yaml")

    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "small.yaml:2",
        "small.yaml:43",
    ]


def test_a_party_code_given_twice_is_refused() -> None:
    broken = SMALL.replace("code: PRK", "code: ROK").replace("target: PRK", "target: ROK")

    with pytest.raises(InstrumentError) as caught:
        parse(broken, "small.yaml")

    assert caught.value.problems == (
        "small.yaml:19: parties[ROK].code: 'ROK' is used before; give each of the parties its own "
        "code",
    )


def test_parties_that_are_all_target_only_are_refused() -> None:
    broken = SMALL.replace("code: JPN", "code: JPN\n    target_only: true")
    broken = broken.replace("code: ROK", "code: ROK\n    target_only: true")

    with pytest.raises(InstrumentError, match=r"small.yaml:8: parties: are all target_only"):
        parse(broken, "small.yaml")


def test_aliases_that_would_grow_without_end_are_refused() -> None:
    bomb = 'a: &a ["x", "x"]\n' + "".join(
        f"{new}: &{new} [*{old}, *{old}]\n" for old, new in pairwise("abcdefghijkl")
    )

    with pytest.raises(InstrumentError, match=r"^bomb.yaml:1: b\[1\]: is an alias"):
        parse(bomb, "bomb.yaml")


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(InstrumentError, match="is nested too deeply"):
        parse("[" * 1200, "deep.yaml")


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
        reading.read(tmp_path / "none.yaml")


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "legacy.yaml"
    path.write_bytes("schema: 1\nslug: 日本\n".encode("shift_jis"))

    with pytest.raises(InstrumentError, match=r"^legacy.yaml:2: file: is not UTF-8"):
        reading.read(path)


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8-sig")

    assert reading.read(path) == parse(SMALL, "small.yaml")


def test_values_are_read_as_json_would_read_them() -> None:
    source = load("no: no\non: [yes, off, 12:30, 2013-11-08, 010, 1.5, 7, -1, null, ~, true]\nko:")

    assert source.problems == []
    assert source.content == {
        "no": "no",
        "on": ["yes", "off", "12:30", "2013-11-08", "010", "1.5", 7, -1, None, None, True],
        "ko": None,
    }


def test_lines_are_those_of_the_field_names() -> None:
    lines = load("a:\n  b: >-\n    x\n  c:\n    - 1\n    - d: 2\n").lines

    assert lines[("a",)] == 1
    assert lines[("a", "b")] == 2
    assert lines[("a", "c")] == 4
    assert lines[("a", "c", 1)] == 6
    assert lines[("a", "c", 1, "d")] == 6


def test_questions_are_in_order_and_a_target_only_party_rates_nothing() -> None:
    asked = questions(parse(SMALL, "small.yaml"))

    assert [question.key for question in asked] == [
        "JPN>ROK:military",
        "JPN>ROK:clash",
        "JPN>ROK:portrayals",
        "JPN>PRK:military",
        "JPN>PRK:clash",
        "JPN>PRK:missiles",
        "ROK>JPN:military",
        "ROK>JPN:clash",
        "ROK>PRK:military",
        "ROK>PRK:clash",
    ]
    assert asked[1] == QuestionSpec("JPN>ROK:clash", "concern", "JPN", "ROK", "clash", None, 2)
    assert asked[5] == QuestionSpec(
        "JPN>PRK:missiles", "threat", "JPN", "PRK", "missiles", "military", 6
    )


def test_impressions_and_vignettes_come_after_the_questions_of_dyads() -> None:
    document = parse(SMALL, "small.yaml")

    found = all_questions(document)

    assert found[:10] == questions(document)
    assert found[10:] == (
        QuestionSpec("JPN", "impression", "JPN", "", "impression", None, 11),
        QuestionSpec("ROK", "impression", "ROK", "", "impression", None, 12),
        QuestionSpec("low", "vignette", "", "", "low", "military", 13),
        QuestionSpec("high", "vignette", "", "", "high", "military", 14),
    )
    assert len({question.key for question in found}) == 14


def test_a_questionnaire_may_have_neither_impression_nor_vignettes() -> None:
    document = parse(PLAIN, "plain.yaml")

    assert (document.impression, document.vignettes) == (None, None)
    assert all_questions(document) == questions(document)
    with pytest.raises(KeyError):
        document.vignette("low")


def test_a_heading_may_have_guidance() -> None:
    impression = parse(SMALL, "small.yaml").impression

    assert impression is not None
    assert isinstance(impression.first, Heading)
    assert impression.first.title.read("ko") == "먼저"
    assert impression.first.guidance is None
    assert impression.revised.title.read("en") == "Again"
    assert impression.revised.guidance is not None
    assert impression.revised.guidance.read("en") == "As you see it now."


def test_vignettes_keep_the_order_of_the_file() -> None:
    document = parse(SMALL, "small.yaml")

    assert document.vignettes is not None
    assert [vignette.key for vignette in document.vignettes.situations] == ["low", "high"]
    assert document.vignettes.guidance is None
    assert document.vignette("high").text.read("en") == "A attacks B."


@pytest.mark.parametrize("kind", ["concern", "threat", "vignette"])
def test_answers_are_in_published_order(kind: str) -> None:
    assert answers_of(parse(SMALL, "small.yaml"), kind, "JPN") == (
        "skipped",
        "prefer_not_to_say",
        "cannot_determine",
        "none",
        "low",
        "moderate",
        "serious",
    )


@pytest.mark.parametrize(("side", "others"), [("JPN", ("ROK", "PRK")), ("ROK", ("JPN", "PRK"))])
def test_answers_to_an_impression_are_the_other_parties(side: str, others: tuple[str, str]) -> None:
    document = parse(SMALL, "small.yaml")

    assert impression_options(document, side) == (*others, ELSE)
    assert answers_of(document, "impression", side) == (
        "skipped",
        "prefer_not_to_say",
        "cannot_determine",
        *others,
        "else",
    )


@pytest.mark.parametrize(
    ("kind", "side", "message"),
    [
        ("rumour", "JPN", "no such kind of question: 'rumour'"),
        ("impression", "PRK", "no side with participants: 'PRK'"),
        ("impression", "", "no side with participants: ''"),
    ],
)
def test_answers_of_what_is_not_asked_are_refused(kind: str, side: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        answers_of(parse(SMALL, "small.yaml"), kind, side)


def test_a_text_falls_back_to_the_source_language_and_ignores_case() -> None:
    title = parse(SMALL, "small.yaml").title

    assert [title.read(tag) for tag in ("ko", "KO", "en", "ja", "")] == [
        "제목",
        "제목",
        "Title",
        "Title",
        "Title",
    ]
    assert [title.status(tag) for tag in ("en", "ko", "ja")] == ["source", "draft", None]
    assert title.plain() == {"en": "Title", "ko": "제목"}


def test_a_language_is_draft_until_every_text_is_reviewed() -> None:
    assert reading.draft_languages(parse(SMALL, "s")) == ("ko",)
    assert reading.draft_languages(parse(SMALL.replace("draft:", "reviewed:"), "s")) == ()
    one_left = SMALL.replace("draft:", "reviewed:").replace('reviewed: "비의도"', 'draft: "비의도"')
    assert reading.draft_languages(parse(one_left, "s")) == ("ko",)


def test_the_checksum_is_of_the_content_and_not_of_the_writing() -> None:
    document = parse(SMALL, "small.yaml")
    rewritten = parse("# a remark\n" + SMALL.replace("slug: small", "slug:   'small'"), "x")
    changed = parse(SMALL.replace('"미사일"', '"로켓"'), "x")

    assert reading.checksum(document) == reading.checksum(rewritten)
    assert reading.checksum(document) != reading.checksum(changed)
    assert len(reading.checksum(document)) == 64


def test_the_checksum_is_sha256_of_sorted_compact_json() -> None:
    document = parse(SMALL, "small.yaml")
    text = json.dumps(document.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert reading.checksum(document) == hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_a_stored_copy_gives_the_same_document(welch: Document) -> None:
    stored = json.loads(json.dumps(welch.content, sort_keys=True))

    again = reading.from_content(stored)

    assert again == welch
    assert all_questions(again) == all_questions(welch)
    assert reading.checksum(again) == reading.checksum(welch)


@pytest.fixture(scope="module")
def welch() -> Document:
    return reading.read(WELCH)


def test_welch_asks_91_questions(welch: Document) -> None:
    asked = questions(welch)

    assert Counter(question.kind for question in asked) == {"concern": 72, "threat": 19}
    assert [question.position for question in asked] == list(range(1, 92))
    assert len({question.key for question in asked}) == 91
    assert asked[0].key == "PRC>JPN:military"
    assert asked[6].key == "PRC>JPN:resurgent-militarism"
    assert asked[-1].key == "USA>ROK:obsession-with-japan"


def test_welch_asks_four_impressions_and_three_vignettes_besides(welch: Document) -> None:
    besides = all_questions(welch)[91:]

    assert [(question.key, question.kind, question.position) for question in besides] == [
        ("PRC", "impression", 92),
        ("JPN", "impression", 93),
        ("ROK", "impression", 94),
        ("USA", "impression", 95),
        ("low", "vignette", 96),
        ("middle", "vignette", 97),
        ("high", "vignette", 98),
    ]
    assert {question.domain for question in besides[4:]} == {"military"}


def test_welch_has_one_concern_for_each_domain_and_an_unintended_clash(welch: Document) -> None:
    assert [(concern.key, concern.domain) for concern in welch.concerns] == [
        ("military", "military"),
        ("political", "political"),
        ("economic", "economic"),
        ("societal", "societal"),
        ("environmental", "environmental"),
        ("unintended-clash", None),
    ]


def test_welch_s_table_is_quoted_word_for_word(welch: Document) -> None:
    table = {
        ("PRC", "JPN"): ["Resurgent militarism serious", "Diaoyutai serious"],
        ("PRC", "ROK"): ["Springboard for American hegemony moderate"],
        ("PRC", "USA"): ["Keeping China poor and weak serious"],
        ("JPN", "PRC"): ["Regional hegemony serious", "Territorial predation serious"],
        ("JPN", "ROK"): ["Demonization low"],
        ("JPN", "USA"): ["Abandonment low"],
        ("ROK", "PRC"): ["Enabling DPRK serious"],
        ("ROK", "JPN"): ["Dokdo serious", "Disrespect serious"],
        ("ROK", "USA"): ["Abandonment low", "Favouring Japan low"],
        ("USA", "PRC"): [
            "Revisionism serious",
            "Strategic competitor serious",
            "Threat to allies serious",
        ],
        ("USA", "JPN"): ["Inflammatory actions moderate", "Political weakness low"],
        ("USA", "ROK"): ["Obsession with Japan low"],
    }
    quoted: dict[tuple[str, str], list[str]] = {}
    for threat in welch.threats:
        assert threat.quotation is not None
        row = quoted.setdefault((threat.perceiver, threat.target), [])
        row.append(f"{threat.quotation.label} {threat.quotation.mark}")

    assert quoted == table
    marks = Counter(threat.quotation.mark for threat in welch.threats if threat.quotation)
    assert marks == {"serious": 11, "moderate": 2, "low": 6}


def test_welch_s_domains(welch: Document) -> None:
    assert Counter(threat.domain for threat in welch.threats) == {
        "political": 9,
        "military": 7,
        "societal": 2,
        "economic": 1,
    }


def test_welch_is_written_in_four_languages_and_only_english_is_no_draft(welch: Document) -> None:
    assert welch.languages == ("en", "zh-Hans", "ja", "ko")
    assert reading.draft_languages(welch) == ("zh-Hans", "ja", "ko")
    every = texts(welch.content)
    assert len(every) == 2 + 1 + 4 * 4 + 6 * 3 + 19 * 2 + (4 * 4 + 2) + 6 + 4 + 4 + 5 + 7
    for _, versions in every:
        assert list(versions) == ["en", "zh-Hans", "ja", "ko"]
        assert [next(iter(version)) for version in versions.values()] == ["source"] + ["draft"] * 3


def test_the_citation_says_what_the_table_is(welch: Document) -> None:
    assert "David A. Welch" in welch.citation.text
    assert "Shanghai, 8-10 November 2013" in welch.citation.text
    assert "Not for citation or wide circulation" in welch.citation.note.read("en")
