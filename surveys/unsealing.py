"""Opens sealed envelopes, checks what they hold and turns it into ratings."""

import secrets
from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from surveys import sealing
from surveys.instruments.document import answers_of, stored_marks
from surveys.instruments.loader import document_asked
from surveys.instruments.own_answers import LONGEST_LINE
from surveys.instruments.own_concerns import LONGEST_TEXT
from surveys.instruments.sequence import answer_names, split_name
from surveys.instruments.slots import lines, slots
from surveys.models.instrument import Question
from surveys.models.own_concern import OwnConcern
from surveys.models.response import BASES, CONFIDENCES, Envelope, Lens, Mark, Rating, Response
from surveys.models.round import Round
from surveys.respondent_groups import Group, counted_in, group_of
from surveys.server_keys import unwrap_private_key

Content = dict[str, Any]

NO_ANSWER = {"mark": Mark.SKIPPED, "confidence": None, "basis": ""}


class EnvelopeOpener:
    """Opens the envelopes of one round, whose private key is in memory as long as this object.

    Raises sealing.UnreadableError when the server's seal key does not open the round's key.
    """

    def __init__(self, round: Round) -> None:
        self.round = round
        self.document = document_asked(round)
        self.private = unwrap_private_key(bytes(round.wrapped_private_key))
        self.answer_names = cache(partial(answer_names, self.document, modules=round.modules))

    def read(self, envelope: Envelope) -> Content | None:
        """Return the content; None if it is damaged or not of this round and its row's group."""
        try:
            content = sealing.unseal(bytes(envelope.sealed or b""), private_key=self.private)
            whose = (content["seat"], content["side"], content.get("level", ""))
            valid = whose == (envelope.seat, envelope.side, envelope.level)
            valid = valid and content["round"] == str(self.round.pk)
            valid = valid and isinstance(content["tag"], str)
            valid = valid and self._fits(content) and self._has_room(content)
            return content if valid else None
        except (sealing.UnreadableError, AttributeError, KeyError, TypeError, ValueError):
            return None

    def _fits(self, content: Content) -> bool:
        """Return whether the table of ratings would accept every answer."""
        seat, side, answers = content["seat"], content["side"], content["answers"]
        return set(self.answer_names(seat, side)).issuperset(answers) and all(
            answer["mark"] in self._marks(*split_name(name, seat))
            and answer["confidence"] in [None, *CONFIDENCES]
            and answer["basis"] in BASES
            for name, answer in answers.items()
        )

    def _has_room(self, content: Content) -> bool:
        """Return whether each text is about a party or question it was asked of, none too often."""
        whose = (content["seat"], content["side"], self.round.modules)
        targets = [slot.target for slot in slots(self.document, *whose)]
        questions = list(lines(self.document, *whose).values())
        for text in content.get("texts", []):
            is_line = "question" in text
            (questions if is_line else targets).remove(text["question" if is_line else "target"])
            longest = LONGEST_LINE if is_line else LONGEST_TEXT
            if not 0 < len(text["text"]) <= longest or not isinstance(text["tag"], str):
                return False
        return True

    def _marks(self, lens: str, key: str) -> frozenset[int]:
        if lens == Lens.ABOUT:
            options = self.document.about_question(key).options
            return frozenset({Mark.PREFER_NOT_TO_SAY, *range(len(options))})
        spec = self.document.question(key)
        answers = answers_of(self.document, spec.kind, spec.perceiver, spec.item)
        return frozenset(stored_marks(answers)) - {Mark.SKIPPED}

    def response(self, content: Content) -> Response:
        """Return the respondent of a content, who is not in the database yet."""
        return Response(
            round=self.round,
            seat=content["seat"],
            side=content["side"],
            level=content.get("level", ""),
            withdrawal_tag=content["tag"],
        )

    def own_concerns(self, contents: list[Content]) -> list[OwnConcern]:
        """Return the texts of all contents in an order of their own.

        None of it is that of the responses, and nothing says which texts one person wrote.
        """
        concerns = [
            OwnConcern(
                round=self.round,
                perceiver=content["side"],
                target=text.get("target", ""),
                question=text.get("question", ""),
                text=text["text"],
                withdrawal_tag=text["tag"],
            )
            for content in contents
            for text in content.get("texts", [])
        ]
        secrets.SystemRandom().shuffle(concerns)
        return concerns

    def ratings(
        self, response: Response, content: Content, questions: dict[str, Question]
    ) -> Iterator[Rating]:
        """Yield a rating for every question of the seat, *skipped* for those without an answer."""
        for name in self.answer_names(response.seat, response.side):
            lens, key = split_name(name, response.seat)
            answer = content["answers"].get(name, NO_ANSWER)
            yield Rating(
                response=response,
                round=self.round,
                question=questions[key],
                lens=lens,
                group=counted_in(response.seat, response.side, response.level),
                mark=answer["mark"],
                confidence=answer["confidence"],
                basis=answer["basis"],
            )


def group_in(content: Content) -> Group:
    """Return the group of whoever sent a content."""
    return group_of(content["seat"], content["side"], content.get("level", ""))
