"""Parties that can be named as an impression and are asked about nowhere else."""

import pytest

from surveys.instruments.document import (
    Document,
    answers_of,
    directed_dyads,
    impression_options,
    questions,
)
from surveys.instruments.errors import InstrumentError
from surveys.instruments.labels import labels
from surveys.instruments.parser import parse
from tests.surveys.instruments.small import SMALL

OTHER = '  other: {en: {source: "Something else"}'
FURTHER = """\
  further:
    - code: RUS
      name: {en: {source: "Russia"}, ko: {draft: "러시아"}}
"""


def with_further(further: str) -> str:
    return SMALL.replace(OTHER, further + OTHER)


def test_it_comes_after_the_parties_and_is_asked_about_nowhere() -> None:
    plain, document = parse(SMALL, "small.yaml"), parse(with_further(FURTHER), "small.yaml")

    assert impression_options(document, "JPN") == ("ROK", "PRK", "RUS", "else")
    assert answers_of(document, "impression", "ROK")[3:] == ("JPN", "PRK", "RUS", "else")
    assert labels(document, "ko").options["RUS"] == "러시아"
    assert questions(document) == questions(plain)
    assert directed_dyads(document) == directed_dyads(plain)


def test_everybody_can_name_the_dprk_in_the_shipped_questionnaire(welch: Document) -> None:
    for side in welch.sides:
        assert impression_options(welch, side)[-2:] == ("PRK", "else")
        assert len(answers_of(welch, "impression", side)) == 8
    assert [labels(welch, tag).options["PRK"] for tag in welch.languages] == [
        "DPRK",
        "朝鲜",
        "北朝鮮",
        "북한",
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("RUS", "PRK", "impression.further[PRK].code", "'PRK' is a party of this file already"),
        ("RUS", "Russia", "impression.further[Russia].code", "expected a party code"),
        (', ko: {draft: "러시아"}', "", "impression.further[RUS].name", "has no text in ko"),
        ('source: "Russia"', 'source: "{target}"', "impression.further[RUS].name.en", "{target}"),
        (FURTHER[11:], FURTHER[11:] * 2, "impression.further[RUS].code", "is used before"),
    ],
)
def test_a_fault_is_named(old: str, new: str, field: str, message: str) -> None:
    with pytest.raises(InstrumentError) as caught:
        parse(with_further(FURTHER.replace(old, new)), "small.yaml")

    (problem,) = caught.value.problems
    assert problem.split(": ")[1] == field
    assert message in problem


def test_more_answers_than_were_proved_are_refused() -> None:
    codes = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG")
    entries = [FURTHER[11:].replace("RUS", code) for code in codes]
    parse(with_further(f"  further:\n{''.join(entries[:6])}"), "small.yaml")

    with pytest.raises(InstrumentError, match="impression: has 13 answers with 10 parties"):
        parse(with_further(f"  further:\n{''.join(entries)}"), "small.yaml")


def test_a_situation_may_not_name_one() -> None:
    broken = with_further(FURTHER).replace("A attacks B.", "Russia attacks B.")
    with pytest.raises(InstrumentError, match="names 'Russia'; a situation is invented"):
        parse(broken, "small.yaml")
