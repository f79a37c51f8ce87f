"""Who is behind which envelope and response, from all that the server has?

The attacker knows the order in which 40 people began and the one in which they sent their answers
(from a seat in the room, or a network's log), and looks for these orders in everything that is
left: places and transaction numbers of rows, every byte of the files of both databases, of their
write-ahead logs and server logs, and of the broker. Each such trace gives an order of envelopes (or
responses); its k-th is said to be that of the k-th person. The broker is also searched for anything
of anybody, whatever its order, and compared with what it held before the first of them began.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

from attacks import people
from attacks.brokers import Broker, broker_of_files, broker_of_redis
from attacks.databases import Place, on_postgresql, on_sqlite
from attacks.outcome import Outcome
from attacks.traces import Known, Order, files_of, traces_of_envelopes, traces_of_responses
from surveys import tidying
from surveys.locating import tag_of
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.sealing import grouped

PEOPLE = 40
# So many others have answered a large round before. It has sixteen pools.
CROWD = 3_000
# So unlikely, by chance alone, must be what an attacker reaches with one trace before a promise
# counts as broken: a long run looks at some hundred traces.
UNLIKELY = 1e-5
# The server's own defaults.
STOCK: dict[str, str] = {}


class Try(NamedTuple):
    """How one trace did with one group: people linked, and the correlation of the two orders."""

    linked: int
    correlation: float


# The tries of each trace.
Tries = dict[str, list[Try]]


class Searched(NamedTuple):
    """What one group left in the broker, and of its return codes in any file."""

    values: int
    in_broker: int
    broker_changed: bool
    codes: int
    codes_in_files: int


def run(long: bool) -> Iterable[Outcome]:
    """Yield rows for each engine and moment; 20 groups on each if `long`, else 2."""
    seeds = range(20 if long else 2)
    # The broker of each is the one that the product uses with it.
    for place, messages in ((on_sqlite, broker_of_files), (on_postgresql, broker_of_redis)):
        with place() as here, messages() as broker:
            yield from attack(here, broker, seeds)
    if long:
        with on_postgresql() as here, broker_of_redis() as broker:
            yield from attack_in_a_crowd(here, broker, range(4), CROWD)
        with on_postgresql(STOCK) as here, broker_of_redis() as broker:
            *outcomes, _searched = attack(here, broker, range(1))
        for outcome in outcomes:
            yield not_promised(outcome, "with the usual settings, which are refused")


def attack(place: Place, broker: Broker, seeds: Iterable[int]) -> Iterator[Outcome]:
    """Yield what is reached at once, two minutes later, and after closing, and by searching.

    The first is not promised: it shows that the attack finds what is there to be found.
    """
    now: Tries = {}
    later: Tries = {}
    closed: Tries = {}
    searched = []
    for seed in seeds:
        draw = random.Random(seed)
        round = people.open_round()
        empty = broker.contents()
        known = a_group_answers(round, draw)
        locators = {locator: locator for locator in known.began}
        compare(now, traces_of_envelopes(place, broker, known), known, locators, draw)
        tidying.tidy()
        compare(later, traces_of_envelopes(place, broker, known), known, locators, draw)
        searched.append(search(place, broker, empty, round, known))
        job = people.close(round)
        assert str(job.pk).encode() in broker.contents(), "the message of closing is not there"
        compare(closed, traces_of_responses(place, broker, known), known, known.tag_of, draw)
    yield not_promised(judged(place.engine, "before closing", now), "seized within two minutes")
    yield judged(place.engine, "before closing, two minutes later", later)
    yield judged(place.engine, "after closing", closed)
    yield judged_by_search(place.engine, broker.name, searched)


def attack_in_a_crowd(
    place: Place, broker: Broker, seeds: Iterable[int], crowd: int
) -> Iterator[Outcome]:
    """Yield what is reached two minutes after 40 people have answered a round with a crowd in it.

    Such a round has pools. All that is known of the crowd is that they have sent before.
    """
    tries: Tries = {}
    for seed in seeds:
        draw = random.Random(seed)
        round = people.open_round()
        people.crowd(round, crowd)
        tidying.tidy()
        known = a_group_answers(round, draw)
        tidying.tidy()
        locators = {locator: locator for locator in known.began}
        compare(tries, traces_of_envelopes(place, broker, known), known, locators, draw)
    moment = f"among {crowd:,} others, two minutes later"
    yield judged(place.engine, moment, tries)


def not_promised(outcome: Outcome, why: str) -> Outcome:
    return outcome._replace(attack=f"{outcome.attack}; {why}", promise="not promised", holds=True)


def a_group_answers(round: Round, draw: random.Random) -> Known:
    """Let 40 people begin in a random order, save, and send in another."""
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
    codes = {holder.envelope.pk: holder.code for holder in holders}
    return Known(began, sent, tags, codes)


# --- Searching -----------------------------------------------------------------------------------


def search(place: Place, broker: Broker, empty: bytes, round: Round, known: Known) -> Searched:
    """Look for the codes in every file, and in the broker for whatever belongs to somebody.

    `empty` is what the broker held before the first of them began.
    """
    codes = [form.encode() for code in known.code_of.values() for form in (code, grouped(code))]
    sealed = Envelope.objects.filter(round=round).values_list("sealed", flat=True)
    values = [name.encode() for pair in known.tag_of.items() for name in pair]
    values += [*codes, *(bytes(copy)[:64] for copy in sealed)]
    held = broker.contents()
    files = b"".join(content for _name, content in files_of(place, broker))
    return Searched(
        values=len(values),
        in_broker=sum(value in held for value in values),
        broker_changed=held != empty,
        codes=len(codes),
        codes_in_files=sum(code in files for code in codes),
    )


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


def judged_by_search(engine: str, broker: str, searched: Sequence[Searched]) -> Outcome:
    """Return the row of what was found by searching."""
    values, in_broker, changed, codes, in_files = (
        sum(of_each) for of_each in zip(*searched, strict=True)
    )
    return Outcome(
        attack=f"{engine}, with the broker of {broker}: locators, tags, sealed copies and return "
        "codes in the broker, and return codes in every file",
        promise="1, 3",
        reached=f"{in_broker} of {values} in the broker, which changed in {changed} of "
        f"{len(searched)} groups while they answered; {in_files} of {codes} codes in the files",
        by_chance="0",
        holds=not (in_broker or changed or in_files),
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
