from itertools import pairwise

import pytest
from django.utils import translation

from analytics.measures.change import Movement
from analytics.measures.verdicts import Direction, EmpathyKind, GapKind, GapSubtype
from analytics.release.audience import AUDIENCES
from analytics.release.verdicts import MeanVerdict
from analytics.vocabulary import translated
from analytics.vocabulary.audiences import AUDIENCE_NAMES
from analytics.vocabulary.gaps import KINDS_BY_GAP, MOVEMENTS, VERDICTS_BY_GAP
from analytics.vocabulary.questions import GROUPS_OF_LENS
from analytics.web import wording
from tests.analytics.release.test_rows import cell


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


# --- Figures -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.424, "+0.42"),
        (-0.426, "−0.43"),
        (0.0, "0.00"),
        (-0.004, "0.00"),
        (1.0, "+1.00"),
        (None, "–"),
    ],
)
def test_a_figure_has_its_sign_and_nothing_is_a_dash(value, words):
    assert wording.signed(value) == words


@pytest.mark.parametrize(("value", "words"), [(0.5, "+0.5"), (-3, "−3"), (0, "0")])
def test_figures_beside_an_axis_are_short(value, words):
    assert wording.tick(value) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(-0.123, 0.4, "−0.12 to +0.40"), (0.0, 1.0, "0.00 to +1.00"), (None, None, "–")],
)
def test_an_interval_is_given_by_its_limits(low, high, words):
    assert wording.between(low, high) == words


def test_counts_in_words():
    words = [wording.count_words(interval) for interval in ((3, 5), (8, 8), (0, 2), None)]
    assert words == ["3–5", "8", "0–2", "–"]


# --- Verdicts ------------------------------------------------------------------------------------


def test_every_verdict_on_a_mean_has_a_word_of_its_own():
    assert translated(VERDICTS_BY_GAP["threat"]) == {
        "below": "below",
        "above": "above",
        "close": "close",
        "cannot_be_told": "cannot be told",
        "": "not published",
    }
    assert translated(VERDICTS_BY_GAP["image"]) == translated(VERDICTS_BY_GAP["threat"])
    assert list(translated(VERDICTS_BY_GAP["empathy"]).values()) == [
        "too low",
        "too high",
        "close",
        "cannot be told",
        "not published",
    ]
    for gap in ("threat", "image", "empathy"):
        assert set(translated(VERDICTS_BY_GAP[gap])) == set(MeanVerdict)


@pytest.mark.parametrize(
    ("gap", "every"), [("threat", GapKind), ("image", GapKind), ("empathy", EmpathyKind)]
)
def test_every_kind_has_words_of_its_own(gap, every):
    words = translated(KINDS_BY_GAP[gap])
    assert set(words) == set(map(str, every))
    assert len(set(words.values())) == len(words)


def test_kinds_against_the_panel_are_neutral_words():
    assert translated(KINDS_BY_GAP["threat"]) == {
        "overestimation": "above the panel's view",
        "underestimation": "below the panel's view",
        "misjudgment": "differs in both directions at once",
        "aligned": "aligned with the panel's view",
        "indeterminate": "cannot be determined",
        "inconclusive": "inconclusive",
        "insufficient": "too few to say",
    }


def test_kinds_of_an_image_gap_name_the_other_side_and_never_the_panel():
    words = " ".join(translated(KINDS_BY_GAP["image"]).values())
    aligned = cell(gap="image", kind="aligned")
    assert wording.kind_words(aligned) == "aligned with the other side's own view"
    assert "panel" not in words
    assert "avow" not in words


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
    assert wording.kind_words(cell(gap="empathy", kind=kind)) == words


def test_every_subtype_and_direction_has_its_sentence():
    for gap in ("threat", "image"):
        sentences = [wording.notes(cell(value=0, gap=gap, subtype=str(s))) for s in GapSubtype if s]
        sentences += [
            wording.notes(cell(value=0, gap=gap, direction=str(d))) for d in Direction if d
        ]
        assert [len(notes) for notes in sentences] == [1] * 10
        assert all(one != other for one, other in pairwise(sentences))
        assert not any("panel" in notes[0] for notes in sentences) or gap == "threat"


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
    assert wording.notes(one) == [
        "Too many of the panel answered that it cannot be determined.",
        "Depends on the undecided: with their answers it could point the other way.",
        "Delta on ranks among the vignettes: +0.41 to +0.52.",
    ]
    assert wording.notes(cell(value=0.2)) == []


def test_a_difference_that_is_no_gap_has_a_sentence():
    one = cell(subtype="slightly above")
    assert wording.notes(one) == ["Above the panel's view, but by less than counts as a gap."]


def test_too_few_to_classify_may_still_have_a_direction():
    one = cell(kind="insufficient", direction="below")
    assert wording.notes(one) == ["The few there are lie below the panel's view."]


def test_concerns_are_counted_by_their_verdicts_and_not_by_their_points():
    high = [cell(value=0.9), cell(value=0.9, kind="overestimation"), cell(value=0.9)]
    assert wording.concern_count("threat", high) == (
        "shown to be above the panel's view at 1 of 3 concerns"
    )
    low = cell(value=-0.9, gap="empathy", kind="underpredicted")
    assert wording.concern_count("empathy", [low]) == (
        "shown to be predicted too low at 1 of 1 concern"
    )
    assert wording.concern_count("empathy", [cell(value=-0.9, gap="empathy"), low]) == (
        "shown to be predicted too low at 1 of 2 concerns"
    )
    assert wording.concern_count("image", high) == ""


# --- Other enumerations --------------------------------------------------------------------------


def test_every_movement_and_audience_has_its_words():
    assert set(MOVEMENTS) == set(map(str, Movement))
    assert list(AUDIENCE_NAMES) == AUDIENCES
    assert len(set(translated(GROUPS_OF_LENS).values())) == 5


@pytest.mark.parametrize(
    ("chance", "short", "in_a_sentence"),
    [
        (0.0, "0", "none"),
        (0.01, "<\xa05", "fewer than 5"),
        (0.05, "5", "about 5"),
        (0.774, "75", "about 75"),
        (0.776, "80", "about 80"),
        (0.95, "95", "about 95"),
        (0.951, ">\xa095", "more than 95"),
        (1.0, ">\xa095", "more than 95"),
    ],
)
def test_chances_are_told_in_fives_and_nothing_is_called_certain(chance, short, in_a_sentence):
    assert wording.of_hundred(chance) == short
    assert wording.about_of_hundred(chance) == in_a_sentence


@pytest.mark.parametrize(
    ("gap", "name", "words"),
    [
        ("threat", "gap-above-1", "perhaps a small gap"),
        ("image", "gap-below-2", "at least a medium gap"),
        ("threat", "gap-above-3", "a large gap"),
        ("empathy", "gap-below-1", "perhaps by less than half a level"),
        ("empathy", "gap-below-2", "by at least half a level"),
        ("empathy", "gap-above-3", "by at least a level"),
        ("threat", "gap-cannot-be-told", "of unknown size"),
        ("empathy", "gap-close", "of unknown size"),
        ("threat", "", "of unknown size"),
    ],
)
def test_a_size_is_that_of_the_shade_and_unknown_without_one(gap, name, words):
    assert wording.size_words(gap, name) == words


def test_a_joint_verdict_is_counted_where_a_level_is_listed():
    assert wording.joint_count(None, 6) == ""
    assert wording.joint_count([], 6) == "shown jointly at 0 of 6 concerns"
    assert wording.joint_count([cell()], 1) == "shown jointly at 1 of 1 concern"


@pytest.mark.parametrize(("probability", "whole"), [(0.0, 1), (0.549, 54), (0.95, 95), (1.0, 99)])
def test_a_percentage_never_reaches_certainty(probability, whole):
    assert wording.whole_percent(probability) == whole
    assert wording.percent(probability) == f"{whole}{wording.NO_BREAK}%"
