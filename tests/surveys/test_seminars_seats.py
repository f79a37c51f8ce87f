"""Phones join, and answer as often as they like until a step is counted."""

import pytest

from surveys import sealing
from surveys.models.seminar import Seminar, SeminarSeat
from surveys.seminars import seats as module
from surveys.seminars.seats import (
    ClosedStepError,
    FullError,
    NotJoiningError,
    answer,
    join,
    seat_of,
    seminar_of,
    sizes,
    write_anew,
)
from surveys.server_keys import unwrap_private_key
from tests.surveys.seminars import counted, given, joined, make_seminar, opened

pytestmark = pytest.mark.django_db


def places(seminar: Seminar) -> list[int | None]:
    """What is sealed, as only the key of the step tells it."""
    private = unwrap_private_key(bytes(seminar.wrapped_private_key))
    sealed = SeminarSeat.objects.order_by("pk").values_list("sealed", flat=True)
    return [
        None if each is None else sealing.unseal(bytes(each), private_key=private)["place"]
        for each in sealed
    ]


def test_the_database_has_a_hash_of_the_secret_and_no_time_or_number():
    seminar = make_seminar()
    secret = join(seminar=seminar, side="JPN")
    row = SeminarSeat.objects.values().get()
    assert secret not in str(row)
    assert set(row) == {"locator", "seminar_id", "side", "sealed"}
    seat = seat_of(seminar, secret)
    assert seat is not None
    assert seat.pk == row["locator"]


def test_a_secret_opens_its_own_seminar_only():
    seminar, other = make_seminar(), make_seminar()
    secret = join(seminar=seminar, side="JPN")
    assert seat_of(other, secret) is None
    assert seat_of(seminar, secret[::-1]) is None


def test_nobody_joins_once_the_first_question_is_asked():
    seminar = make_seminar()
    joined(seminar, 1)
    opened(seminar)
    with pytest.raises(NotJoiningError):
        join(seminar=seminar, side="JPN")
    assert sizes(seminar) == {"JPN": 1}


def test_no_more_join_than_there_may_be(monkeypatch):
    monkeypatch.setattr(module, "MOST_SEATS", 2)
    seminar = make_seminar()
    joined(seminar, 2)
    with pytest.raises(FullError):
        join(seminar=seminar, side="JPN")
    join(seminar=make_seminar(), side="JPN")


def test_a_side_that_does_not_take_part_cannot_be_joined():
    with pytest.raises(ValueError, match="PRC"):
        join(seminar=make_seminar(), side="PRC")


def test_the_last_answer_counts_and_may_be_taken_back():
    seminar = make_seminar()
    (seat,) = joined(seminar, 1)
    opened(seminar)
    for place in (3, 5, 4):
        answer(seminar=seminar, seat=seat, step=1, place=place)
    assert places(seminar) == [4]
    answer(seminar=seminar, seat=seat, step=1, place=0)
    assert places(seminar) == [None]


def test_what_is_stored_is_as_long_whatever_is_answered_and_says_nothing():
    seminar = make_seminar()
    given(opened_with(seminar, 2), SeminarSeat.objects.all(), [1, 7])
    first, second = SeminarSeat.objects.values_list("sealed", flat=True)
    assert len(first) == len(second) > 4_000
    assert b"place" not in bytes(first)


def opened_with(seminar: Seminar, people: int) -> Seminar:
    joined(seminar, people)
    return opened(seminar)


def test_an_answer_that_comes_late_is_not_taken():
    seminar = make_seminar()
    (seat,) = joined(seminar, 1)
    with pytest.raises(ClosedStepError):
        answer(seminar=seminar, seat=seat, step=1, place=3)
    counted(opened(seminar))
    with pytest.raises(ClosedStepError):
        answer(seminar=seminar, seat=seat, step=1, place=3)
    opened(seminar, {"JPN": "PRC"})
    with pytest.raises(ClosedStepError):
        answer(seminar=seminar, seat=seat, step=1, place=3)
    assert not SeminarSeat.objects.exclude(sealed=None).exists()


@pytest.mark.parametrize("place", [-1, 8])
def test_an_answer_that_there_is_not_is_not_taken(place):
    seminar = make_seminar()
    (seat,) = joined(seminar, 1)
    opened(seminar)
    with pytest.raises(ValueError, match="no such answer"):
        answer(seminar=seminar, seat=seat, step=1, place=place)


def test_the_letters_may_be_typed_in_any_way():
    seminar = make_seminar()
    letters = seminar.join_code
    for typed in (letters.lower(), f"{letters[:5]}-{letters[5:]}", f" {letters[:5]} {letters[5:]}"):
        assert seminar_of(typed) == seminar
    assert seminar_of(letters[:-1]) is None
    assert seminar_of("") is None


def pk_of(seat: SeminarSeat) -> str:
    return seat.pk


def test_rows_are_written_anew_without_answers_in_an_order_that_is_drawn(monkeypatch):
    seminar = make_seminar()
    seats = joined(seminar, 4)
    given(opened(seminar), seats, [1, 2, 3, 4])
    written: list[str] = []
    create = type(SeminarSeat.objects).bulk_create

    def noted(self, rows):
        written.extend(row.pk for row in rows)
        return create(self, rows)

    monkeypatch.setattr(type(SeminarSeat.objects), "bulk_create", noted)
    monkeypatch.setattr(
        module.secrets.SystemRandom, "shuffle", lambda self, rows: rows.sort(key=pk_of)
    )
    write_anew(seminar)
    assert written == sorted(seat.pk for seat in seats)
    assert not SeminarSeat.objects.exclude(sealed=None).exists()
