from itertools import pairwise, product

import pytest
from django.utils import translation

from analytics.measures.verdicts import Direction, EmpathyKind, GapKind, GapSubtype
from analytics.web import verdict_wording
from tests.analytics.release.test_rows import cell


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("gap", "every"), [("threat", GapKind), ("image", GapKind), ("empathy", EmpathyKind)]
)
def test_every_kind_has_words_of_its_own(gap, every):
    told = verdict_wording.kinds_of(gap)
    assert set(told) == set(map(str, every))
    assert len(set(told.values())) == len(told)


def test_kinds_against_the_panel_are_neutral_words():
    assert verdict_wording.kinds_of("threat") == {
        "overestimation": "above the panel's view",
        "underestimation": "below the panel's view",
        "misjudgment": "differs in both directions at once",
        "aligned": "aligned with the panel's view",
        "indeterminate": "cannot be determined",
        "inconclusive": "inconclusive",
        "insufficient": "too few to say",
    }


def test_kinds_of_an_image_gap_name_the_other_side_and_never_the_panel():
    told = " ".join(verdict_wording.kinds_of("image").values())
    assert verdict_wording.kind_words(cell(gap="image", kind="aligned")) == (
        "aligned with the other side's own view"
    )
    assert "panel" not in told
    assert "avow" not in told


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("underpredicted", "predicted too low"),
        ("overpredicted", "predicted too high"),
        ("accurate", "predicted accurately"),
        ("inconclusive", "inconclusive"),
        ("insufficient", "too few to say"),
    ],
)
def test_kinds_of_predictions(kind, words):
    one = cell(gap="empathy", kind=kind)
    assert verdict_wording.kind_words(one) == words
    assert verdict_wording.is_verdict(one) == words.startswith("predicted")


def test_every_subtype_and_direction_has_its_sentence():
    for gap in ("threat", "image"):
        told = [verdict_wording.notes(cell(gap=gap, subtype=str(s))) for s in GapSubtype if s]
        told += [verdict_wording.notes(cell(gap=gap, direction=str(d))) for d in Direction if d]
        assert [len(notes) for notes in told] == [1] * 8
        assert all(one != other for one, other in pairwise(told))
        assert not any("panel" in notes[0] for notes in told) or gap == "threat"


def test_what_more_there_is_to_say_comes_in_order():
    one = cell(
        kind="indeterminate",
        subtype="panel cannot determine",
        figures={
            "depends_on_undecided": True,
            "c_delta_uniform": 0.52,
            "c_delta_minimum_entropy": 0.41,
        },
    )
    assert verdict_wording.notes(one) == [
        "Too many of the panel answered that it cannot be determined.",
        "Depends on the undecided: with their answers it could point the other way.",
        "Delta on ranks among the vignettes: +0.41 to +0.52.",
    ]
    assert verdict_wording.notes(cell()) == []


def test_too_few_to_classify_may_still_have_a_direction():
    one = cell(kind="insufficient", direction="below")
    assert verdict_wording.notes(one) == ["The few there are lie below the panel's view."]


def test_questions_for_dialogue_are_overestimated_and_underpredicted():
    for kind, (guess, gap) in product(map(str, GapKind), GUESSES.items()):
        found = verdict_wording.for_dialogue(cell(kind=kind), empathy(guess, gap))
        assert found == ((kind, guess) == ("overestimation", "underpredicted"))
    above = cell(kind="overestimation")
    assert verdict_wording.for_dialogue(above, empathy("underpredicted", -0.6))
    assert not verdict_wording.for_dialogue(above, empathy("inconclusive", -0.3))
    assert not verdict_wording.for_dialogue(above, None)
    assert not verdict_wording.for_dialogue(None, empathy("underpredicted", -0.6))


GUESSES = {"underpredicted": -0.6, "inconclusive": -0.3, "accurate": 0.0, "overpredicted": 0.6}


def empathy(kind, gap):
    return cell(value=gap, gap="empathy", kind=kind)
