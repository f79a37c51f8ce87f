"""Seminars for tests, run by the functions that the pages call."""

from collections.abc import Mapping, Sequence

from analytics.seminars.counting import count_step
from surveys.models.seminar import Seminar, SeminarSeat
from surveys.models.study import Study
from surveys.seminars import running
from surveys.seminars.seats import answer, join, seat_of
from tests import factories
from tests.html import parse

SESSION = {"session_key": "laptop", "by": "facilitator"}


def make_seminar(
    study: Study | None = None, sides: Sequence[str] = ("JPN",), languages: Sequence[str] = ("en",)
) -> Seminar:
    """A seminar of the Welch instrument that people can join."""
    seminar = Seminar(
        study=study or factories.make_study(),
        instrument=factories.make_instrument(),
        title="Seminar",
        sides=list(sides),
        languages=list(languages),
    )
    return running.create_seminar(seminar=seminar, **SESSION)


def joined(seminar: Seminar, people: int, side: str = "JPN") -> list[SeminarSeat]:
    """So many phones that have joined."""
    secrets = [join(seminar=seminar, side=side) for _ in range(people)]
    seats = [seat_of(seminar, secret) for secret in secrets]
    return [seat for seat in seats if seat is not None]


def opened(
    seminar: Seminar, targets: Mapping[str, str] | None = None, *, confirmed: bool = False
) -> Seminar:
    act(running.open_step, seminar, targets=targets, confirmed=confirmed)
    return seminar


def counted(seminar: Seminar) -> Seminar:
    act(count_step, seminar)
    return seminar


def act(function, seminar: Seminar, **choices) -> None:
    function(seminar=seminar, number=seminar.number, **SESSION, **choices)
    seminar.refresh_from_db()


def given(seminar: Seminar, seats: Sequence[SeminarSeat], places: Sequence[int]) -> None:
    """Each seat gives the answer in its place to the open step."""
    for seat, place in zip(seats, places, strict=True):
        answer(seminar=seminar, seat=seat, step=seminar.step, place=place)


def run_through(
    seminar: Seminar, seats: Sequence[SeminarSeat], places: Sequence[Sequence[int]]
) -> None:
    """All steps one after the other, with what each seat answers in each."""
    for number, answers in enumerate(places):
        opened(seminar, {"JPN": "PRC"} if number == 1 else None)
        given(seminar, seats, answers)
        counted(seminar)


def text_of(response) -> str:
    """What stands on a page."""
    return parse(response).one("main").text
