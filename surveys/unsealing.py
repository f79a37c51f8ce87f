"""What a sealed envelope must hold to be counted, and the ratings it becomes."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings

from surveys import sealing
from surveys.instruments.document import impression_options
from surveys.instruments.loader import document_of
from surveys.models.base import Seat
from surveys.models.instrument import Question
from surveys.models.response import BASES, CONFIDENCES, Envelope, Lens, Mark, Rating, Response
from surveys.models.round import Round
from surveys.questionnaire import answer_names, split_name

Content = dict[str, Any]

LEVELS = frozenset({Mark.NONE, Mark.LOW, Mark.MODERATE, Mark.SERIOUS})
WITHOUT_A_LEVEL = frozenset({Mark.PREFER_NOT_TO_SAY, Mark.CANNOT_DETERMINE})
IMPRESSIONS = frozenset({Lens.FIRST, Lens.REVISED})
NO_ANSWER = {"mark": Mark.SKIPPED, "confidence": None, "basis": ""}


class Opener:
    """Opens the envelopes of one round, with its private key in memory for as long as it lives.

    Raises sealing.UnreadableError when the server's seal key does not open the round's key.
    """

    def __init__(self, round: Round) -> None:
        self.round = round
        self.document = document_of(round.instrument)
        self.private = sealing.unwrap(bytes(round.wrapped_private_key), seal_key=settings.SEAL_KEY)
        self.asked = cache(self._asked)

    def read(self, envelope: Envelope) -> Content | None:
        """The content, or None when it is damaged, of another round, or not of its row's seat."""
        try:
            content = sealing.unseal(bytes(envelope.sealed or b""), private_key=self.private)
            told = (content["round"], content["seat"], content["side"])
            whole = told == (str(self.round.pk), envelope.seat, envelope.side)
            whole = whole and isinstance(content["tag"], str)
            return content if whole and self._fits(content) else None
        except (sealing.UnreadableError, AttributeError, KeyError, TypeError, ValueError):
            return None

    def _fits(self, content: Content) -> bool:
        """Whether the table of ratings would take it: one that it refuses would stop closing."""
        seat, side, answers = content["seat"], content["side"], content["answers"]
        return set(self.asked(seat, side)).issuperset(answers) and all(
            answer["mark"] in self._marks(*split_name(name, seat), side)
            and answer["confidence"] in [None, *CONFIDENCES]
            and answer["basis"] in BASES
            for name, answer in answers.items()
        )

    def _marks(self, lens: str, key: str, side: str) -> frozenset[int]:
        if lens == Lens.ABOUT:
            options = self.document.about_question(key).options
            return frozenset({Mark.PREFER_NOT_TO_SAY, *range(len(options))})
        if lens in IMPRESSIONS:
            return WITHOUT_A_LEVEL | set(range(len(impression_options(self.document, side))))
        return WITHOUT_A_LEVEL | LEVELS

    def _asked(self, seat: str, side: str) -> tuple[str, ...]:
        return answer_names(self.document, seat, side, modules=self.round.modules)

    def ratings(
        self, response: Response, content: Content, questions: dict[str, Question]
    ) -> Iterator[Rating]:
        """A rating for everything that was asked; *skipped* for what was left open."""
        for name in self.asked(response.seat, response.side):
            lens, key = split_name(name, response.seat)
            told = content["answers"].get(name, NO_ANSWER)
            yield Rating(
                response=response,
                round=self.round,
                question=questions[key],
                lens=lens,
                group=group_of(response.seat, response.side),
                mark=told["mark"],
                confidence=told["confidence"],
                basis=told["basis"],
            )


def group_of(seat: str, side: str) -> str:
    """The group a respondent is counted in: a side's participants, or those it nominated."""
    return side if seat == Seat.PARTICIPANT else f"panel/{side}"
