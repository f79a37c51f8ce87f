"""Where the rows of envelopes lie: in an order that tells nothing of people.

A table shows in which order its rows were written, by their places and, on PostgreSQL, by the
number of the transaction in each. So whoever begins is written together with others, all in a
random order; and every few minutes a worker writes all envelopes of open rounds anew, since each
page that is saved moves a row again.
"""

import secrets
from collections.abc import Iterable

from django.db import connection, transaction

from surveys import locking
from surveys.models.response import Envelope
from surveys.models.round import Round

# So many others at the most are written with somebody who begins: all in most rounds, and in a
# large one enough to hide among.
MOST_WRITTEN_TOGETHER = 100
# A worker writes about so many in one transaction, for which whoever saves has to wait.
MIXED_TOGETHER = 500
# Fewer rows than this with a transaction number of their own are a sign that somebody wrote.
SMALLEST_CROWD = 100


def insert_among_others(envelope: Envelope) -> None:
    """Insert an envelope and write others of its round again, in a random order.

    Call in a transaction that has locked the round. Those others are drawn at random where the
    round has more than MOST_WRITTEN_TOGETHER.
    """
    envelopes = Envelope.objects.filter(round=envelope.round)
    others = list(envelopes.order_by("?")[:MOST_WRITTEN_TOGETHER])
    envelopes.filter(pk__in=[other.pk for other in others]).delete()
    insert_shuffled([*others, envelope])


def insert_shuffled(envelopes: Iterable[Envelope]) -> None:
    """Insert envelopes in an order drawn by the system's generator of random numbers."""
    shuffled = list(envelopes)
    secrets.SystemRandom().shuffle(shuffled)
    Envelope.objects.bulk_create(shuffled, batch_size=200)


def rounds_to_mix() -> list[Round]:
    """Return the rounds that are not closed and whose envelopes show an order of writing.

    SQLite cannot say whether anything was written: there it is every round with envelopes.
    """
    rounds = Round.objects.filter(state__in=[Round.State.OPEN, Round.State.CLOSING])
    return [round for round in rounds.only("pk", "state") if _shows_an_order(round)]


def mix(round: Round) -> None:
    """Write all envelopes of a round anew in a random order, in crowds of MIXED_TOGETHER.

    Who is in which crowd is random too. Whoever saves meanwhile waits for one crowd at the most.
    """
    locators = list(Envelope.objects.filter(round=round).values_list("pk", flat=True))
    secrets.SystemRandom().shuffle(locators)
    crowds = max(1, len(locators) // MIXED_TOGETHER)
    for number in range(crowds):
        with transaction.atomic(using="default"):
            locking.state_locked(round)
            crowd = Envelope.objects.filter(pk__in=locators[number::crowds])
            # Locked, so that none comes back that is being opened just now.
            envelopes = list(crowd.select_for_update())
            crowd.delete()
            insert_shuffled(envelopes)


def _shows_an_order(round: Round) -> bool:
    if connection.vendor != "postgresql":
        return Envelope.objects.filter(round=round).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM surveys_envelope WHERE round_id = %s GROUP BY xmin::text",
            [round.pk],
        )
        crowds = [number for (number,) in cursor.fetchall()]
    return bool(crowds) and min(crowds) < min(sum(crowds), SMALLEST_CROWD)
