"""Opens sealed envelopes, checks what they hold and turns it into ratings."""

import secrets
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from surveys import sealing
from surveys.instruments.document import answers_of, stored_marks
from surveys.instruments.loader import document_asked
from surveys.instruments.own_answers import LONGEST_LINE
from surveys.instruments.own_concerns import LONGEST_TEXT
from surveys.instruments.sequence import answer_names, split_name
from surveys.instruments.slots import lines, slots
from surveys.models.instrument import Question
from surveys.models.own_concern import OwnConcern
from surveys.models.response import BASES, CONFIDENCES, Envelope, Lens, Mark, Response
from surveys.models.round import Round
from surveys.respondent_groups import counted_in
from surveys.server_keys import unwrap_private_key

Content = dict[str, Any]

NO_ANSWER = {"mark": Mark.SKIPPED, "confidence": None, "basis": ""}


class RatingRow(NamedTuple):
    """A rating as it is inserted: the values of its fields, by their names."""

    id: UUID
    response: UUID
    round: UUID
    question: UUID
    lens: str
    group: str
    mark: int
    confidence: int | None
    basis: str


class Place(NamedTuple):
    """Where an answer of some seat and side belongs, and the marks that it may have."""

    name: str
    question: UUID
    lens: str
    marks: frozenset[int]


class Room(NamedTuple):
    """What a seat and side may write about: a target for each slot, and questions with a line."""

    targets: tuple[str, ...]
    questions: tuple[str, ...]


class EnvelopeOpener:
    """Opens the envelopes of one round, whose private key is in memory as long as this object.

    Raises sealing.UnreadableError when the server's seal key does not open the round's key.
    """

    def __init__(self, round: Round) -> None:
        self.round = round
        self.document = document_asked(round)
        self.private = unwrap_private_key(bytes(round.wrapped_private_key))
        keys = Question.objects.filter(instrument_id=round.instrument_id).values_list("key", "pk")
        self.questions: dict[str, UUID] = dict(keys)
        # The same for everybody of a seat and side, and looked up for each of them.
        self._places = cache(self._find_places)
        self._room = cache(self._find_room)

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
        places = self._places(content["seat"], content["side"])
        return all(
            answer["mark"] in places[name].marks
            and answer["confidence"] in [None, *CONFIDENCES]
            and answer["basis"] in BASES
            for name, answer in content["answers"].items()
        )

    def _has_room(self, content: Content) -> bool:
        """Return whether each text is about a party or question it was asked of, none too often."""
        if "texts" not in content:
            return True
        room = self._room(content["seat"], content["side"])
        targets, questions = list(room.targets), list(room.questions)
        for text in content["texts"]:
            is_line = "question" in text
            (questions if is_line else targets).remove(text["question" if is_line else "target"])
            longest = LONGEST_LINE if is_line else LONGEST_TEXT
            if not 0 < len(text["text"]) <= longest or not isinstance(text["tag"], str):
                return False
        return True

    def _find_places(self, seat: str, side: str) -> dict[str, Place]:
        places = {}
        for name in answer_names(self.document, seat, side, modules=self.round.modules):
            lens, key = split_name(name, seat)
            places[name] = Place(name, self.questions[key], lens, self._marks(lens, key))
        return places

    def _find_room(self, seat: str, side: str) -> Room:
        whose = (seat, side, self.round.modules)
        return Room(
            tuple(slot.target for slot in slots(self.document, *whose)),
            tuple(lines(self.document, *whose).values()),
        )

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

    def own_concerns(self, contents: Iterable[Content]) -> list[OwnConcern]:
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

    def ratings(self, response: Response, content: Content) -> Iterator[RatingRow]:
        """Yield a rating for every question of the seat, *skipped* for those without an answer."""
        group = counted_in(response.seat, response.side, response.level)
        answers = content["answers"]
        for name, place in self._places(response.seat, response.side).items():
            answer = answers.get(name, NO_ANSWER)
            confidence = answer["confidence"]
            yield RatingRow(
                uuid4(),
                response.pk,
                self.round.pk,
                place.question,
                place.lens,
                group,
                # JSON may hold 1.0 or true where 1 is meant, which compare equal to it.
                int(answer["mark"]),
                None if confidence is None else int(confidence),
                answer["basis"],
            )
