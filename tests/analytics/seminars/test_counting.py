"""A step is counted once, into blocks, and its answers are erased with their key."""

from datetime import timedelta

import pytest
from django.utils import timezone

from analytics.disclosure.audit import PromiseBrokenError
from analytics.measures.blocks import protect
from analytics.seminars import counting
from analytics.seminars.counting import answered, count_step
from surveys.models.audit import AnswerAudit
from surveys.models.seminar import FixedCountsError, Seminar, SeminarSeat
from surveys.seminars.running import MovedOnError
from tests.surveys.seminars import SESSION, act, counted, given, joined, make_seminar, opened

pytestmark = pytest.mark.django_db


def test_counts_are_blocks_of_everybody_who_joined():
    seminar = make_seminar()
    seats = joined(seminar, 8)
    given(opened(seminar), seats[:6], [3, 3, 3, 3, 5, 1])
    counted(seminar)
    count = seminar.counts.get()
    assert (count.step, count.side, count.target, count.n) == (1, "JPN", "", 8)
    block = protect([2, 1, 0, 4, 0, 1, 0, 0])
    assert count.cumulative == [list(interval) for interval in block.intervals]


def test_a_concern_is_counted_with_its_target():
    seminar = make_seminar()
    seats = joined(seminar, 5)
    counted(opened(seminar))
    given(opened(seminar, {"JPN": "ROK"}), seats, [6, 6, 6, 5, 5])
    counted(seminar)
    count = seminar.counts.get(step=2)
    assert count.target == "ROK"
    assert count.cumulative == [[0, 2]] * 6


def test_sides_are_counted_apart_and_of_fewer_than_five_nothing_is():
    seminar = make_seminar(sides=("JPN", "ROK", "USA"))
    japan, korea = joined(seminar, 5), joined(seminar, 4, "ROK")
    given(opened(seminar), [*japan, *korea], [3] * 9)
    counted(seminar)
    counts = {count.side: (count.n, count.cumulative) for count in seminar.counts.all()}
    assert set(counts) == {"JPN", "ROK"}
    assert counts["JPN"][0] == 5
    assert counts["JPN"][1] is not None
    assert counts["ROK"] == (4, None)


def test_it_is_cut_for_as_many_colleagues_as_the_seminar_withstands():
    seminar = make_seminar()
    Seminar.objects.filter(pk=seminar.pk).update(withstands=2)
    joined(seminar, 7)
    counted(opened(seminar))
    count = seminar.counts.get()
    assert count.cumulative[0] == [4, 7]


def test_answers_and_their_key_are_erased_and_counting_is_audited():
    seminar = make_seminar()
    seats = joined(seminar, 5)
    given(opened(seminar), seats, [3] * 5)
    counted(seminar)
    assert (seminar.public_key, seminar.wrapped_private_key) == (b"", b"")
    assert not SeminarSeat.objects.exclude(sealed=None).exists()
    entry = AnswerAudit.objects.get(act="count_seminar_step")
    assert entry.detail == {"study": str(seminar.study_id), "step": "first"}


def test_it_is_counted_once_and_never_changes():
    seminar = make_seminar()
    joined(seminar, 5)
    number = opened(seminar).number
    counted(seminar)
    with pytest.raises(MovedOnError):
        count_step(seminar=seminar, number=number, **SESSION)
    with pytest.raises(MovedOnError):
        act(count_step, seminar)
    with pytest.raises(FixedCountsError):
        seminar.counts.get().save()


def test_a_cut_that_gives_somebody_away_stores_nothing(monkeypatch):
    seminar = make_seminar()
    seats = joined(seminar, 5)
    given(opened(seminar), seats, [3] * 5)
    exact = [(0, 0)] * 3 + [(5, 5)] * 4
    monkeypatch.setattr(counting, "_cumulative", lambda tally, withstands: exact)
    with pytest.raises(PromiseBrokenError):
        counted(seminar)
    seminar.refresh_from_db()
    assert seminar.state == "open"
    assert not seminar.counts.exists()
    assert SeminarSeat.objects.exclude(sealed=None).count() == 5


# --- How many have answered ----------------------------------------------------------------------


def looked_at(seminar: Seminar, seconds: int) -> None:
    at = timezone.now() - timedelta(seconds=seconds)
    Seminar.objects.filter(pk=seminar.pk).update(answered_at=at)


def test_the_number_moves_on_every_ten_seconds_at_the_most():
    seminar = make_seminar()
    seats = joined(seminar, 8)
    opened(seminar)
    looked_at(seminar, 11)
    assert answered(seminar) == {"JPN": (0, 2)}
    given(seminar, seats, [3] * 8)
    assert answered(seminar) == {"JPN": (0, 2)}
    looked_at(seminar, 8)
    assert answered(seminar) == {"JPN": (0, 2)}
    looked_at(seminar, 11)
    assert answered(seminar) == {"JPN": (6, 8)}


def test_it_is_the_complement_of_what_the_counts_say_of_skipped():
    seminar = make_seminar()
    seats = joined(seminar, 10)
    opened(seminar)
    for number, seat in enumerate(seats, start=1):
        given(seminar, [seat], [3])
        looked_at(seminar, 11)
        ((low, high),) = answered(seminar).values()
        (fewest, most), *_rest = protect([10 - number, number, 0]).intervals
        assert (low, high) == (10 - most, 10 - fewest)
        assert low <= number <= high
        assert high - low >= 1


def test_of_fewer_than_five_there_is_no_number():
    seminar = make_seminar(sides=("JPN", "ROK"))
    joined(seminar, 4)
    opened(seminar)
    looked_at(seminar, 11)
    assert answered(seminar) == {}


def test_once_a_step_is_counted_nothing_is_left_of_its_number():
    seminar = make_seminar()
    joined(seminar, 5)
    opened(seminar)
    looked_at(seminar, 11)
    assert answered(seminar)
    counted(seminar)
    assert answered(seminar) == {}
