import hashlib
import json

import pytest

from surveys.instruments.builder import from_content
from surveys.instruments.document import (
    ELSE,
    QuestionSpec,
    all_questions,
    answers_of,
    checksum,
    draft_languages,
    impression_options,
    questions,
    stored_marks,
)
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.parser import parse
from tests.surveys.instruments.small import SMALL


def test_questions_are_in_order_and_a_target_only_party_rates_nothing() -> None:
    specs = questions(parse(SMALL, "small.yaml"))

    assert [question.key for question in specs] == [
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
    assert specs[1] == QuestionSpec("JPN>ROK:clash", "concern", "JPN", "ROK", "clash", None, 2)
    assert specs[5] == QuestionSpec(
        "JPN>PRK:missiles", "threat", "JPN", "PRK", "missiles", "military", 6
    )


def test_other_kinds_come_after_the_questions_of_dyads() -> None:
    document = parse(SMALL, "small.yaml")

    specs = all_questions(document)

    assert specs[:10] == questions(document)
    assert specs[10:] == (
        QuestionSpec("JPN", "impression", "JPN", "", "impression", None, 11),
        QuestionSpec("ROK", "impression", "ROK", "", "impression", None, 12),
        QuestionSpec("low", "vignette", "", "", "low", "military", 13),
        QuestionSpec("high", "vignette", "", "", "high", "military", 14),
        QuestionSpec("JPN>ROK:trend", "trend", "JPN", "ROK", "trend", None, 15),
        QuestionSpec("JPN>PRK:trend", "trend", "JPN", "PRK", "trend", None, 16),
        QuestionSpec("ROK>JPN:trend", "trend", "ROK", "JPN", "trend", None, 17),
        QuestionSpec("ROK>PRK:trend", "trend", "ROK", "PRK", "trend", None, 18),
        QuestionSpec("JPN>:reflection", "reflection", "JPN", "", "reflection", None, 19),
        QuestionSpec("ROK>:reflection", "reflection", "ROK", "", "reflection", None, 20),
    )
    assert len({question.key for question in specs}) == 20


@pytest.mark.parametrize(
    ("kind", "answers"),
    [("trend", ("lessened", "same", "grown")), ("reflection", ("no", "not_sure", "yes"))],
)
def test_whether_something_has_changed_is_for_the_respondent_to_say(kind, answers) -> None:
    published = answers_of(parse(SMALL, "small.yaml"), kind)

    assert published == ("skipped", "prefer_not_to_say", *answers)
    assert stored_marks(published) == (-3, -2, 0, 1, 2)


def test_marks_and_impressions_are_stored_in_a_row_from_minus_three() -> None:
    document = parse(SMALL, "small.yaml")

    assert stored_marks(answers_of(document, "concern")) == (-3, -2, -1, 0, 1, 2, 3)
    assert stored_marks(answers_of(document, "impression", "JPN")) == (-3, -2, -1, 0, 1, 2)


def test_a_stored_copy_with_its_keys_in_another_order_is_the_same_document() -> None:
    document = parse(SMALL, "small.yaml")
    stored = json.loads(json.dumps(document.content, sort_keys=True))

    for kind, question in from_content(stored).reported_changes.items():
        assert tuple(question.answers) == REPORTED_CHANGES[kind]


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


def test_a_language_is_draft_until_every_text_is_reviewed() -> None:
    assert draft_languages(parse(SMALL, "s")) == ("ko",)
    assert draft_languages(parse(SMALL.replace("draft:", "reviewed:"), "s")) == ()
    one_left = SMALL.replace("draft:", "reviewed:").replace('reviewed: "비의도"', 'draft: "비의도"')
    assert draft_languages(parse(one_left, "s")) == ("ko",)


def test_the_checksum_is_of_the_content_and_not_of_the_writing() -> None:
    document = parse(SMALL, "small.yaml")
    rewritten = parse("# a remark\n" + SMALL.replace("slug: small", "slug:   'small'"), "x")
    changed = parse(SMALL.replace('"미사일"', '"로켓"'), "x")

    assert checksum(document) == checksum(rewritten)
    assert checksum(document) != checksum(changed)
    assert len(checksum(document)) == 64


def test_the_checksum_is_sha256_of_sorted_compact_json() -> None:
    document = parse(SMALL, "small.yaml")
    text = json.dumps(document.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert checksum(document) == hashlib.sha256(text.encode("utf-8")).hexdigest()
