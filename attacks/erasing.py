"""What is left in any file of what somebody withdrew, or in which order things were erased?

Sealed copies are looked for as the bytes that were written, texts as they were typed, and rows by
the keyed hashes that find them: in every file of both databases, the write-ahead logs among them.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connections

from attacks import people
from attacks.databases import Place, on_postgresql, on_sqlite
from attacks.outcome import Outcome
from attacks.postgres_server import read_files
from surveys import responding, tidying, withdrawing
from surveys.envelope_contents import Holder
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.locating import tag_of, text_tags
from surveys.models.response import Envelope
from surveys.models.round import Round

# Of a long value PostgreSQL keeps pieces of about 2,000 bytes; SQLite pages of 4,096.
PIECE = 200
OPEN, CLOSED = "before closing", "after closing"


class Left(NamedTuple):
    """How many of the withdrawn values stand in any file, of how many."""

    before: int
    at_once: int
    after: int
    values: int


def run(long: bool) -> Iterable[Outcome]:
    """Yield rows for both engines, before and after closing; 12 people withdraw if `long`."""
    for place in (on_sqlite, on_postgresql):
        with place() as here:
            for moment in (OPEN, CLOSED):
                yield judged(here, moment, withdraw_many(here, moment, 12 if long else 3))


def withdraw_many(place: Place, moment: str, number: int) -> Left:
    """Let so many withdraw, of twice as many, and look for what was theirs."""
    round = people.open_round(modules=[OWN_CONCERNS])
    holders = answer(round, 2 * number)
    gone, staying = holders[:number], holders[number:]
    marks = [mark for holder in gone for mark in marks_of_envelope(holder)]
    if moment == CLOSED:
        people.close(round)
        marks = [mark for holder in gone for mark in marks_of_response(holder)]
    before = found(place, marks)
    for holder in gone:
        assert withdrawing.withdraw(code=holder.code)
    at_once = found(place, marks)
    tidying.tidy()
    after = found(place, marks)
    kept = [mark for holder in staying for mark in marks_kept(holder, moment)]
    assert found(place, kept) == len(kept), "what others gave is gone as well"
    return Left(before, at_once, after, len(marks))


def answer(round: Round, number: int) -> list[Holder]:
    """Let so many answer, write a text of their own, and send."""
    draw = random.Random(number)
    holders = [people.begin(invitation) for invitation in people.invite(round, number)]
    for holder in holders:
        people.save(holder, draw)
        responding.save_texts(holder=holder, texts={"JPN/1": text_of(holder)})
        people.send(holder)
    return holders


def text_of(holder: Holder) -> str:
    return f"a concern of nobody else, {holder.envelope.pk[:24]}"


def marks_of_envelope(holder: Holder) -> list[bytes]:
    """Return the key of the envelope and pieces of the sealed copy, from its middle on."""
    sealed = bytes(Envelope.objects.get(pk=holder.envelope.pk).sealed or b"")
    middle = len(sealed) // 2
    return [holder.envelope.pk.encode(), sealed[:PIECE], sealed[middle : middle + PIECE]]


def marks_of_response(holder: Holder) -> list[bytes]:
    """Return the key of the response, that of its text, and the text."""
    text, round, code = text_of(holder), holder.round, holder.code
    return [tag_of(round, code).encode(), text_tags(round, code)[0].encode(), text.encode()]


def marks_kept(holder: Holder, moment: str) -> Sequence[bytes]:
    return marks_of_response(holder) if moment == CLOSED else [holder.envelope.pk.encode()]


def found(place: Place, marks: Iterable[bytes]) -> int:
    """Return how many of the marks stand in any file."""
    held = b"".join(contents(place))
    return sum(mark in held for mark in marks)


def contents(place: Place) -> Iterator[bytes]:
    for path in place.files.values():
        yield from read_files(path.parent)
    for alias, server in place.servers.items():
        connections[alias].cursor().execute("CHECKPOINT")
        yield server.everything()


def judged(place: Place, moment: str, left: Left) -> Outcome:
    return Outcome(
        attack=f"{place.engine}: bytes of what was withdrawn {moment}, in every file, "
        "write-ahead logs included",
        promise="5",
        reached=f"{left.after} of {left.values} found two minutes later "
        f"({left.before} before withdrawing, {left.at_once} just after)",
        by_chance="–",
        holds=left.before == left.values and left.after == 0,
    )
