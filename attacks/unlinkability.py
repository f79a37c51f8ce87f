"""Who is behind which envelope and response, from all that the server has?

The attacker knows the order in which 40 people began and the one in which they sent their answers
(from a seat in the room, or a network's log), and looks for these orders in everything that is
left: places and transaction numbers of rows, every byte of the files of both databases, of their
write-ahead logs and server logs, and of the broker. Each such trace gives an order of envelopes (or
responses); its k-th is said to be that of the k-th person.
"""

import random
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
from celery import Celery
from django.db import connections
from scipy import stats

from attacks import people
from attacks.databases import Place, on_postgresql, on_sqlite
from attacks.outcome import Outcome
from attacks.postgres_server import read_files
from surveys import tidying
from surveys.locating import tag_of
from surveys.models.response import Envelope
from surveys.models.round import Round

PEOPLE = 40
# So unlikely, by chance alone, must be what an attacker reaches with one trace before a promise
# counts as broken: a long run looks at some hundred traces.
UNLIKELY = 1e-5
# The server's own defaults.
STOCK: dict[str, str] = {}

Order = list[str]


class Known(NamedTuple):
    """What the attacker knows: locators and tags, in the order of people."""

    began: Order
    sent: Order
    tag_of: dict[str, str]


class Try(NamedTuple):
    """How one trace did with one group: people linked, and the correlation of the two orders."""

    linked: int
    correlation: float


# The tries of each trace.
Tries = dict[str, list[Try]]


def run(long: bool) -> Iterable[Outcome]:
    """Yield rows for each engine and moment; 20 groups on each if `long`, else 2."""
    seeds = range(20 if long else 2)
    for place in (on_sqlite, on_postgresql):
        with place() as here, broker_of_files() as broker:
            yield from attack(here, broker, seeds)
    if long:
        with on_postgresql(STOCK) as here, broker_of_files() as broker:
            for outcome in attack(here, broker, range(1)):
                yield not_promised(outcome, "with the usual settings, which are refused")


def attack(place: Place, broker: Path, seeds: Iterable[int]) -> Iterator[Outcome]:
    """Yield what is reached at once, two minutes later, and after closing.

    The first is not promised: it shows that the attack finds what is there to be found.
    """
    now: Tries = {}
    later: Tries = {}
    closed: Tries = {}
    for seed in seeds:
        draw = random.Random(seed)
        round, known = a_group_answers(draw)
        locators = {locator: locator for locator in known.began}
        compare(now, traces_of_envelopes(place, broker, round), known, locators, draw)
        tidying.tidy()
        compare(later, traces_of_envelopes(place, broker, round), known, locators, draw)
        people.close(round)
        assert list(read_files(broker)), "the message of closing is not in the broker"
        compare(closed, traces_of_responses(place, broker, known), known, known.tag_of, draw)
    yield not_promised(judged(place.engine, "before closing", now), "seized within two minutes")
    yield judged(place.engine, "before closing, two minutes later", later)
    yield judged(place.engine, "after closing", closed)


def not_promised(outcome: Outcome, why: str) -> Outcome:
    return outcome._replace(attack=f"{outcome.attack}; {why}", promise="not promised", holds=True)


def a_group_answers(draw: random.Random) -> tuple[Round, Known]:
    """Let 40 people begin in a random order, save, and send in another."""
    round = people.open_round()
    invitations = people.invite(round, PEOPLE)
    draw.shuffle(invitations)
    holders = [people.begin(invitation) for invitation in invitations]
    began = [holder.envelope.pk for holder in holders]
    for holder in holders:
        people.save(holder, draw)
    draw.shuffle(holders)
    for holder in holders:
        people.send(holder)
    sent = [holder.envelope.pk for holder in holders]
    tags = {holder.envelope.pk: tag_of(round, holder.code) for holder in holders}
    return round, Known(began, sent, tags)


# --- Traces ---------------------------------------------------------------------------------------


def traces_of_envelopes(place: Place, broker: Path, round: Round) -> dict[str, Order]:
    """Return the orders of locators that anything gives; those that a trace lacks are left out."""
    rows = Envelope.objects.filter(round=round).values_list("pk", "sealed")
    marks = {locator: [locator.encode(), bytes(sealed)[:64]] for locator, sealed in rows}
    table = ("surveys_envelope", "locator", list(marks))
    return {**orders_of_rows(*table), **orders_in_files(place, broker, marks)}


def traces_of_responses(place: Place, broker: Path, known: Known) -> dict[str, Order]:
    """Return the orders of withdrawal tags that anything gives, locators among it."""
    tags = known.tag_of
    marks = {tag: [tag.encode(), locator.encode()] for locator, tag in tags.items()}
    table = ("surveys_response", "withdrawal_tag", list(marks))
    return {**orders_of_rows(*table), **orders_in_files(place, broker, marks)}


def orders_of_rows(table: str, column: str, values: Sequence[str]) -> dict[str, Order]:
    """Return the order of rows by place, and on PostgreSQL by transaction and by long value."""
    connection = connections["default"]
    keys = {"rowid": "rowid"} if connection.vendor == "sqlite" else {
        "ctid": "ctid",
        "xmin": "xmin::text::bigint, random()",
        "xmax": "xmax::text::bigint, random()",
    }  # fmt: skip
    slots = ", ".join(["%s"] * len(values))
    orders = {}
    with connection.cursor() as cursor:
        for name, key in keys.items():
            cursor.execute(
                f"SELECT {column} FROM {table} WHERE {column} IN ({slots}) ORDER BY {key}",
                values,
            )
            orders[name] = [value for (value,) in cursor.fetchall()]
    return orders


def orders_in_files(place: Place, broker: Path, marks: dict[str, list[bytes]]) -> dict[str, Order]:
    """Return the orders in which the bytes of each mark stand in the files, first and last."""
    orders = {}
    for name, content in files_of(place, broker):
        for number in range(2):
            first = {key: content.find(those[number]) for key, those in marks.items()}
            there = [key for key, offset in first.items() if offset >= 0]
            # Most are in no file, and need not be looked for from the end.
            last = {key: content.rfind(marks[key][number]) for key in there}
            for way, places in (("first", first), ("last", last)):
                orders[f"{name}, mark {number}, {way}"] = sorted(there, key=places.__getitem__)
    return orders


def files_of(place: Place, broker: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each kind of file that the server has."""
    yield "broker's messages", b"".join(read_files(broker))
    for alias, path in place.files.items():
        yield f"{alias} and its journal", b"".join(read_files(path.parent))
    for alias, server in place.servers.items():
        with connections[alias].cursor() as cursor:
            cursor.execute("CHECKPOINT")
        yield f"{alias}, write-ahead log", server.write_ahead_log()
        yield f"{alias}, server's log", server.log.read_bytes()
        yield f"{alias}, all files", b"".join(read_files(server.data))
    if place.servers:
        yield from files_of_envelopes(place)


def files_of_envelopes(place: Place) -> Iterator[tuple[str, bytes]]:
    """Yield the files of the table of envelopes, old versions of rows and long values included."""
    for what in ("oid", "reltoastrelid"):
        with connections["default"].cursor() as cursor:
            cursor.execute(
                f"SELECT pg_relation_filepath({what}) FROM pg_class "
                "WHERE relname = 'surveys_envelope'"
            )
            path = place.servers["default"].data / cursor.fetchone()[0]
        yield f"envelopes, {what}", path.read_bytes()


# --- What it comes to -----------------------------------------------------------------------------


def compare(
    tries: Tries,
    traces: dict[str, Order],
    known: Known,
    naming: dict[str, str],
    draw: random.Random,
) -> None:
    """Lay each trace beside both orders that the attacker knows, in both directions."""
    for what, order in (("began", known.began), ("sent", known.sent)):
        true = [naming[locator] for locator in order]
        for name, found in traces.items():
            guess = completed(found, true, draw)
            place = {thing: number for number, thing in enumerate(true)}
            ranks = [place[thing] for thing in guess]
            correlation = float(stats.spearmanr(range(len(ranks)), ranks).statistic)
            for way, line in (("", guess), (", backwards", guess[::-1])):
                linked = sum(a == b for a, b in zip(line, true, strict=True))
                tries.setdefault(f"{name} ({what}{way})", []).append(Try(linked, correlation))


def completed(found: Order, true: Order, draw: random.Random) -> Order:
    """Return the order with those whom the trace lacks put at random places."""
    known = set(true)
    order = [thing for thing in found if thing in known]
    lacking = sorted(known - set(order))
    draw.shuffle(lacking)
    for thing in lacking:
        order.insert(draw.randrange(len(order) + 1), thing)
    return order


def judged(engine: str, moment: str, tries: Tries) -> Outcome:
    """Return the row of the best of all traces, and whether it can be chance."""
    likelihoods = {name: likelihood(those) for name, those in tries.items()}
    best = min(likelihoods, key=likelihoods.__getitem__)
    linked, groups = sum(one.linked for one in tries[best]), len(tries[best])
    correlation = float(np.mean([one.correlation for one in tries[best]]))
    return Outcome(
        attack=f"{engine}, {moment}, with every file: the order of beginning or sending, in "
        f"{len(tries)} traces; the best is: {best}",
        promise="1",
        reached=f"{linked} of {groups * PEOPLE} people linked, rank correlation {correlation:.2f}, "
        f"p = {min(1.0, likelihoods[best] * len(tries)):.2g} for all traces",
        by_chance=f"{groups} of {groups * PEOPLE}",
        holds=likelihoods[best] > UNLIKELY,
    )


def likelihood(tries: Sequence[Try]) -> float:
    """Return how likely chance does as well: by people linked, or by the correlation of orders.

    The number of people linked in a random order has nearly the law of so many guesses of one in
    forty; the correlation of two orders of 40 is nearly normal, with a variance of 1 in 39.
    """
    linked, guesses = sum(one.linked for one in tries), len(tries) * PEOPLE
    by_number = stats.binomtest(linked, guesses, 1 / PEOPLE, alternative="greater").pvalue
    total = sum(one.correlation for one in tries) * ((PEOPLE - 1) / len(tries)) ** 0.5
    by_order = 2 * float(stats.norm.sf(abs(total)))
    return min(1.0, 2 * min(float(by_number), by_order))


@contextmanager
def broker_of_files() -> Iterator[Path]:
    """Let messages become files in a folder of their own, from which nobody takes them."""
    from cs2survey.celery import app

    before = (app.conf.broker_url, app.conf.broker_transport_options)
    with tempfile.TemporaryDirectory(prefix="cs2survey-broker-") as folder:
        options = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder}
        _use(app, "files://localhost", options)
        try:
            yield Path(folder)
        finally:
            _use(app, *before)


def _use(app: Celery, url: str, options: dict[str, str]) -> None:
    """Let the application send its messages there, also if it is connected elsewhere."""
    app.conf.update(broker_url=url, broker_transport_options=options)
    app._after_fork()  # Forgets its connections, and has no other name.
