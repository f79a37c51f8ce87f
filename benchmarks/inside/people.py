"""A round that many made-up people have answered, written by the shortest way there is."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction
from numpy.typing import NDArray

from analytics.jobs import fix_thresholds
from benchmarks.studies import cells
from surveys.instruments.builder import from_content
from surveys.instruments.document import Document
from surveys.instruments.loader import load_instrument
from surveys.instruments.parser import read, shipped
from surveys.models.base import Seat
from surveys.models.instrument import Instrument, Question
from surveys.models.response import Lens, Rating, Response
from surveys.models.round import Round
from surveys.models.study import Study

# Of each of the twelve dyads among four sides: 60 questions.
CONCERNS = 5
SEED = 20136


class Side(NamedTuple):
    """People who are asked the same: seat and side of their responses, group, lens, questions."""

    seat: str
    side: str
    group: str
    lens: str
    questions: Sequence[Question]


def migrated() -> Study:
    """A study in databases made by the program's own migrations, with `questionnaire` loaded."""
    for database in ("default", "identity"):
        call_command("migrate", database=database, verbosity=0)
    load_instrument(questionnaire(), by="benchmark")
    return Study.objects.create(slug="benchmark", title={"en": "Benchmark"}, languages=["en"])


def questionnaire() -> Document:
    """Welch's, without threats and with so few concerns that there are 60 questions."""
    (path,) = [path for path in shipped() if path.stem == "welch2013"]
    content = read(path).content
    return from_content({**content, "concerns": content["concerns"][:CONCERNS], "threats": []})


def closed_round(study: Study, **fields: object) -> Round:
    """A closed round of the study, the next by number, that nobody has answered."""
    round = Round(
        study=study,
        instrument=Instrument.objects.get(),
        number=study.rounds.count() + 1,
        title={"en": "Round"},
        languages=["en"],
        state=Round.State.CLOSED,
        simulated=True,
        **fields,
    )
    fix_thresholds(None, round)
    round.save(force_insert=True)
    return round


def answer(round: Round, people: int, nominators: int = 1) -> None:
    """Let so many people of each side, and as many assessors, answer every question.

    With n people there are 120 n ratings: 60 questions, each put to n people of the perceiver's
    side and to n assessors, whom this many sides nominated.
    """
    with transaction.atomic(using="default"):
        for number, side in enumerate(_sides(round, nominators)):
            of_panel = side.seat == Seat.ASSESSOR
            rng = np.random.default_rng([SEED, round.number, number])
            _write(round, side, people // nominators if of_panel else people, rng)


def _sides(round: Round, nominators: int) -> Iterator[Side]:
    concerns = Question.objects.filter(instrument=round.instrument_id, kind=Question.Kind.CONCERN)
    sides = sorted({question.perceiver for question in concerns})
    asked = [question for question in concerns if question.target in sides]
    for side in sides:
        own = [question for question in asked if question.perceiver == side]
        yield Side(Seat.PARTICIPANT, side, side, Lens.PERCEIVED, own)
    for side in sides[:nominators]:
        yield Side(Seat.ASSESSOR, side, f"panel/{side}", Lens.ASSESSED, asked)


def _write(round: Round, side: Side, people: int, rng: np.random.Generator) -> None:
    marks = _marks(people, len(side.questions), rng)
    respondents = identifiers(people, rng)
    given = (round.pk.hex, side.seat, side.side, "")
    copy(Response, ((who, *given, f"{who}{who}") for who in respondents), RESPONSE)
    questions = [question.pk.hex for question in side.questions]
    names = iter(identifiers(marks.size, rng))
    rows = (
        (next(names), who, round.pk.hex, question, side.lens, side.group, mark, "")
        for who, answers in zip(respondents, marks.tolist(), strict=True)
        for question, mark in zip(questions, answers, strict=True)
    )
    copy(Rating, rows, RATING)


RESPONSE = ("id", "round_id", "seat", "side", "level", "withdrawal_tag")
RATING = ("id", "response_id", "round_id", "question_id", "lens", "group", "mark", "basis")


def _marks(people: int, questions: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Shape (people, questions): the marks of random tallies, handed out at random."""
    tallies = cells(people, questions, int(rng.integers(2**31))).tallies
    marks = np.arange(tallies.shape[1]) - 3
    return rng.permuted(np.stack([np.repeat(marks, tally) for tally in tallies]), axis=1).T


def identifiers(number: int, rng: np.random.Generator) -> list[str]:
    text = rng.bytes(16 * number).hex()
    return [text[i : i + 32] for i in range(0, len(text), 32)]


def copy(model: type, rows: Iterable[tuple[object, ...]], columns: Sequence[str]) -> None:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as stream:
                for row in rows:
                    stream.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)


def settle() -> None:
    """Leave the tables as they are some time after a round has closed."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "VACUUM")
