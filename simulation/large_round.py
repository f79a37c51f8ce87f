"""Fills a round with more simulated people than are invited one by one, in several processes.

Each envelope is sealed by itself under a code of its own, which is what takes the time; what people
answer repeats after a few hundred of a side.
"""

from collections.abc import Iterator
from itertools import cycle, islice

from simulation.respondents import SimulatedRespondents
from surveys import responding
from surveys.envelope_contents import Answers
from surveys.instruments.document import ABOUT
from surveys.instruments.loader import document_asked
from surveys.instruments.sequence import answer_names
from surveys.models.base import Seat
from surveys.models.round import Round

# The least that a questionnaire for the public asks: how serious each concern is to one's own side,
# and who one is, without which there are no whole records to publish.
MODULES = (ABOUT,)
DISTINCT = 250
# Envelopes that are inserted in one transaction, shuffled among each other.
TOGETHER = 1_000
INDIVIDUAL_SPREAD = 0.6


def fill(round: Round, people: int, seed: int, assessors_a_side: int = 0) -> None:
    """Let so many participants, the sides in turns, answer and submit; and assessors of each."""
    document = document_asked(round)
    respondents = SimulatedRespondents(document, seed=seed, individual_spread=INDIVIDUAL_SPREAD)

    def given(seat: str, side: str, number: int) -> list[tuple[str, str, Answers]]:
        names = answer_names(document, seat, side, modules=round.modules)
        return [(seat, side, respondents.answers(seat, side, names)) for _ in range(number)]

    distinct = min(DISTINCT, people)
    by_side = [cycle(given(Seat.PARTICIPANT, side, distinct)) for side in document.sides]
    everybody = (next(side) for side in cycle(by_side))
    panel = [one for s in document.sides for one in given(Seat.ASSESSOR, s, assessors_a_side)]
    for batch in _batches(islice(everybody, people), TOGETHER):
        responding.submit_for_many(round=round, people=[*batch, *panel])
        panel = []


def _batches(
    people: Iterator[tuple[str, str, Answers]], size: int
) -> Iterator[list[tuple[str, str, Answers]]]:
    while batch := list(islice(people, size)):
        yield batch
