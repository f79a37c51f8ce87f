import pytest

from analytics.computing.changes import changes, previous_release
from analytics.measures.blocks import protect
from analytics.measures.published_change import published_change
from analytics.models import Change, Release
from analytics.release.queries import changes_of
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from tests import factories
from tests.analytics.made import LOW, SERIOUS, block_row, make_release

FEW_SERIOUS, MANY = (0, 0, 0, 0, 0, 0, 4), (0, 0, 0, 0, 0, 0, 12)


def low_at_first(question, lens):
    return (0, 0, 0, 0, 12, 0, 0)


@pytest.fixture
def first(study):
    return make_release(study, low_at_first)


def later(study):
    return factories.make_round(study, state="draft")


def test_nothing_is_compared_in_a_first_round(study):
    assert changes(later(study), [block_row(MANY)]) == []


def test_a_group_is_compared_with_itself_in_the_round_before(first, study):
    (row,) = changes(later(study), [block_row(MANY)])
    (expected,) = published_change([protect((0, 0, 0, 0, 12, 0, 0))], [protect(MANY)])
    assert (row.lens, row.group, row.key) == ("perceived", "PRC", "PRC>JPN:military")
    assert (row.round_before, row.n_before, row.n_after) == (1, 12, 12)
    assert row.movement == expected.movement == "rose"
    assert row.figures["level_shift"] == expected.level_shift > 1.5


def test_few_people_are_too_few_to_say(first, study):
    (row,) = changes(later(study), [block_row(FEW_SERIOUS)])
    assert (row.movement, row.figures["level_shift"], row.n_after) == ("too few to say", None, 4)


def test_questions_and_groups_that_were_not_there_before_are_left_out(first, study):
    blocks = [block_row(MANY, item="new"), block_row(MANY, lens="predicted", group="JPN")]
    assert changes(later(study), blocks) == []


def test_impressions_have_no_order_in_which_to_rise(first, study):
    assert changes(later(study), [block_row(MANY, lens="first")]) == []


def test_a_panel_by_side_is_compared_as_one(first, study):
    blocks = [
        block_row(tally, lens="assessed", group=f"panel/{side}")
        for side, tally in (("JPN", SERIOUS), ("ROK", LOW))
    ]
    (row,) = changes(later(study), blocks)
    assert (row.group, row.n_before, row.n_after) == ("panel", 12, 16)
    assert row.figures["level_shift"] > 0


def test_the_round_before_is_the_last_released_one_with_the_same_questions(first, study):
    second = make_release(study)
    third = later(study)
    assert previous_release(third) == second
    assert previous_release(first.round) is None
    Round.objects.filter(pk=second.round_id).update(instrument=_other(second.round.instrument))
    assert previous_release(third) == first
    assert previous_release(later(factories.make_study())) is None


def _other(instrument: Instrument) -> Instrument:
    instrument.pk, instrument.version, instrument._state.adding = None, 99, True
    instrument.checksum = "0" * 64
    instrument.save()
    return instrument


def test_changes_are_published_with_the_later_round(closed_round, study):
    second = factories.make_round(study)
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(8):
            factories.respond(second, side=side, marks=1)
    release = Release.objects.get(round=factories.close(second))
    rows = changes_of(release)
    assert len(rows) == 182
    perceived = [row for row in rows if row.lens == "perceived"]
    assert {row.movement for row in perceived} == {"fell"}
    assert {row.figures["level_shift"] for row in perceived} == {
        perceived[0].figures["level_shift"]
    }
    assert perceived[0].figures["level_shift_high"] < 0
    panel = [row for row in rows if row.lens == "assessed"]
    assert {(row.n_before, row.n_after, row.movement) for row in panel} == {
        (8, 0, "too few to say")
    }
    assert not Change.objects.filter(matrix__release__round=closed_round).exists()
