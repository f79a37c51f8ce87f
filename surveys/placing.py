"""Where the rows of envelopes lie: in an order that tells nothing of people.

A table shows in which order its rows were written, by their places and, on PostgreSQL, by the
number of the transaction in each. So whoever begins is written together with all others of a pool,
in a random order; and every few minutes a worker writes the pools anew in which somebody wrote,
since each page that is saved moves a row again.

A small round is one pool. A large one has as many as leave LEAST_IN_POOL envelopes in each, so that
what beginning and saving cost does not grow with the round. Who is in which pool is decided by the
locator, a keyed hash that only a return code can make: by nothing that anybody knows of people.
"""

import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from surveys import locking
from surveys.models.response import Envelope
from surveys.models.round import Round

# There are at least about as many in each pool of a round that has more than one, and at most about
# twice as many: the number of pools is a power of two.
LEAST_IN_POOL = 100
# A worker writes about so many in one transaction, for which whoever saves has to wait.
MIXED_TOGETHER = 500
# A worker mixes so many at least where anybody wrote, however few did: all of most rounds.
LEAST_MIXED = 2_000
# Pools begin where the first hexadecimal digits of a locator, so many, have a certain value.
DIGITS = 4
BEGINNINGS = 0x10000
AFTER_ALL = "g"
# Locators are evenly spread, so that this part of a large round says how many envelopes it has.
PART = "01"
PARTS = 256


class Pool(NamedTuple):
    """The envelopes of a round whose locators lie from ``first`` up to ``end``, without it."""

    round: Round
    first: str
    end: str

    @property
    def envelopes(self) -> QuerySet[Envelope]:
        return Envelope.objects.filter(round=self.round, pk__gte=self.first, pk__lt=self.end)


def pools_of(round: Round) -> list[Pool]:
    """Return the pools of a round, in the order of locators."""
    number = _number_of_pools(round)
    width = BEGINNINGS // number
    bounds = [f"{place * width:0{DIGITS}x}" for place in range(number)]
    return [Pool(round, *pair) for pair in zip(bounds, [*bounds[1:], AFTER_ALL], strict=True)]


def pool_of(round: Round, locator: str) -> Pool:
    """Return the pool of a round in which the envelope with this locator lies or will lie."""
    pools = pools_of(round)
    return pools[_place_of(locator, len(pools))]


def _number_of_pools(round: Round) -> int:
    envelopes = Envelope.objects.filter(round=round)
    number: int = envelopes.filter(pk__lt=PART).count() * PARTS
    if number < LEAST_IN_POOL * PARTS:
        number = envelopes.count()
    fitting = max(1, number // LEAST_IN_POOL)
    return min(BEGINNINGS, 1 << (fitting.bit_length() - 1))


def _place_of(locator: str, number: int) -> int:
    return int(locator[:DIGITS], 16) * number // BEGINNINGS


# --- Writing --------------------------------------------------------------------------------------


def insert_among_others(envelope: Envelope) -> None:
    """Insert an envelope and write the others of its pool again, in a random order.

    Call in a transaction that has locked the round. Half of them, drawn at random, are written in
    a transaction within it: two numbers of transactions in a pool tell `mix` that it is due.
    """
    pool = pool_of(envelope.round, envelope.pk)
    together = [*pool.envelopes, envelope]
    pool.envelopes.delete()
    secrets.SystemRandom().shuffle(together)
    _insert(together[::2])
    with transaction.atomic(using="default"):
        _insert(together[1::2])


def insert_shuffled(envelopes: Iterable[Envelope]) -> None:
    """Insert envelopes in an order drawn by the system's generator of random numbers."""
    shuffled = list(envelopes)
    secrets.SystemRandom().shuffle(shuffled)
    _insert(shuffled)


def _insert(envelopes: list[Envelope]) -> None:
    Envelope.objects.bulk_create(envelopes, batch_size=200)


# --- Mixing ---------------------------------------------------------------------------------------


def rounds_to_mix() -> list[Round]:
    """Return the rounds that are not closed and whose envelopes show an order of writing.

    SQLite cannot say whether anything was written: there it is every round with envelopes.
    """
    rounds = Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSING])
    return [round for round in rounds.only("pk", "state") if pools_to_mix(round)]


def mix(round: Round) -> None:
    """Write the pools of a round that show an order of writing anew, each in a random order.

    Several are written together, MIXED_TOGETHER envelopes or so, and which ones is random too: when
    a pool was last written tells only that somebody wrote in one of those. Whoever saves meanwhile
    waits for one such crowd at the most.
    """
    for crowd in _crowds(pools_to_mix(round)):
        with transaction.atomic(using="default"):
            locking.state_locked(round)
            # Locked, so that none comes back that is being opened just now.
            envelopes = [each for pool in crowd for each in pool.envelopes.select_for_update()]
            for pool in crowd:
                pool.envelopes.delete()
            insert_shuffled(envelopes)


def _crowds(pools: list[Pool]) -> list[list[Pool]]:
    """Divide pools at random into crowds to be written together."""
    secrets.SystemRandom().shuffle(pools)
    crowds = max(1, len(pools) // max(1, MIXED_TOGETHER // (2 * LEAST_IN_POOL)))
    return [crowd for place in range(crowds) if (crowd := pools[place::crowds])]


def pools_to_mix(round: Round) -> list[Pool]:
    """Return the pools of a round that show an order of writing, and others drawn at random.

    On PostgreSQL it is those that were not written by one transaction, if there are any, and so
    many others that they have LEAST_MIXED envelopes: who wrote is hidden among these.
    """
    if connection.vendor != "postgresql":
        return pools_of(round) if Envelope.objects.filter(round=round).exists() else []
    pools = pools_of(round)
    writers = _transactions(round, len(pools))
    showing = {place for place, transactions in writers.items() if len(transactions) > 1}
    others = sorted(set(writers) - showing)
    missing = LEAST_MIXED // LEAST_IN_POOL - len(showing) if showing else 0
    showing.update(secrets.SystemRandom().sample(others, min(len(others), max(0, missing))))
    return [pools[place] for place in showing]


def _transactions(round: Round, number: int) -> dict[int, set[str]]:
    """Return by place of a pool the numbers of the transactions that wrote its envelopes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT left(locator, %s), xmin::text FROM surveys_envelope WHERE round_id = %s "
            "GROUP BY 1, 2",
            [DIGITS, round.pk],
        )
        rows: Sequence[tuple[str, str]] = cursor.fetchall()
    writers: dict[int, set[str]] = defaultdict(set)
    for beginning, writer in rows:
        writers[_place_of(beginning, number)].add(writer)
    return writers
