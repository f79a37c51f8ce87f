"""Made-up people for demonstrations: seeded, plausible, and always labelled as simulated."""

import random

from surveys.instruments.document import ABOUT, Document, all_questions, impression_options
from surveys.models.base import Seat
from surveys.models.response import Mark
from surveys.questionnaire import split_name

SPREAD = 0.7
WITHOUT_A_LEVEL = (Mark.SKIPPED, Mark.PREFER_NOT_TO_SAY, Mark.CANNOT_DETERMINE)
CHANCE_OF_NO_LEVEL = 0.10
QUOTED = {"serious": 2.6, "moderate": 1.9, "low": 1.1}
CHANCE_OF_NOT_TELLING = 0.05
# In which lenses a person's temper shows, each time another one.
TEMPERED = ("perceived", "predicted", "avowed")
# How common each answer about oneself is.
WEIGHTS_ABOUT = {"age": (4, 8, 8, 5, 1), "gender": (49, 49, 2), "education": (2, 6, 8, 4)}
VIGNETTES = {"low": 0.4, "middle": 1.5, "high": 2.7}


class SimulatedRespondents:
    """People whose answers lie around what their group finds, the same for the same seed.

    Threats start from the mark in Welch's table. Fear mostly runs ahead of the panel, as he
    argues, but not everywhere, and predictions fall short of fear in some dyads and run past it in
    others: a demonstration that could only agree would demonstrate nothing.
    """

    def __init__(
        self, document: Document, seed: int, convergence: float = 0.0, temper: float = 0.0
    ) -> None:
        """`convergence`, from 0 to 1: how far they went toward each other since the last round.

        `temper`, in levels: how far apart people are in how much they fear, whatever it is.
        """
        self.document = document
        self.convergence = convergence
        self.temper = temper
        self.dice = random.Random(seed)  # noqa: S311  made-up people need no secrets
        self.centres = {
            question.key: self._centre(question.perceiver, question.target, question.item)
            for question in all_questions(document)
            if question.target
        }

    def _centre(self, perceiver: str, target: str, item: str) -> dict[str, float]:
        """Where the answers of each lens lie, in levels."""
        quotations = {t.key: t.quotation for t in self.document.threats_in(perceiver, target)}
        quotation = quotations.get(item)
        feared = QUOTED[quotation.mark] if quotation else self.dice.uniform(0.4, 2.7)
        centre = {
            "perceived": feared,
            "assessed": feared - self.dice.uniform(-0.6, 1.9),
            "predicted": feared - self.dice.uniform(-0.5, 1.2),
            "avowed": feared - self.dice.uniform(0.2, 1.6),
        }
        return self._after_listening(centre)

    def _after_listening(self, centre: dict[str, float]) -> dict[str, float]:
        """Predictions come closer to the answers, and answers half as much to the panel's view."""
        toward_panel = (centre["assessed"] - centre["perceived"]) * self.convergence / 2
        perceived = centre["perceived"] + toward_panel
        toward_answers = (perceived - centre["predicted"]) * self.convergence
        predicted = centre["predicted"] + toward_answers
        return centre | {"perceived": perceived, "predicted": predicted}

    def answers(self, seat: str, side: str, names: tuple[str, ...]) -> dict[str, int]:
        """One person's answers by name."""
        tempers = {lens: self._temper() for lens in TEMPERED}
        return {name: self._answer(seat, side, name, tempers) for name in names}

    def _temper(self) -> float:
        """How much more than others somebody fears, or thinks is feared."""
        return self.dice.gauss(0, self.temper) if self.temper else 0.0

    def _answer(self, seat: str, side: str, name: str, tempers: dict[str, float]) -> int:
        lens, key = split_name(name, seat)
        if lens == ABOUT:
            return self._about(key)
        other = self.dice.random()
        if other < CHANCE_OF_NO_LEVEL:
            return WITHOUT_A_LEVEL[int(other / CHANCE_OF_NO_LEVEL * 3)].value
        if lens in ("first", "revised"):
            return self._impression(side, revised=lens == "revised")
        centre = VIGNETTES[key] if lens == "anchored" else self.centres[key][lens]
        stricter = 0.25 if lens == "anchored" and seat == Seat.ASSESSOR else 0.0
        level = self.dice.gauss(centre - stricter + tempers.get(lens, 0.0), SPREAD)
        return min(3, max(0, round(level)))

    def _about(self, key: str) -> int:
        """Most often one of the middle answers; now and then none."""
        if self.dice.random() < CHANCE_OF_NOT_TELLING:
            return Mark.PREFER_NOT_TO_SAY.value
        weights = WEIGHTS_ABOUT[key]
        return self.dice.choices(range(len(weights)), weights)[0]

    def _impression(self, side: str, *, revised: bool) -> int:
        """The party most feared at first; after the walk some are less sure that it is."""
        options = impression_options(self.document, side)
        fear = [
            sum(c["perceived"] for key, c in self.centres.items() if key.startswith(f"{side}>{p}:"))
            for p in options[:-1]
        ]
        most = fear.index(max(fear))
        stays = self.dice.random() < (0.55 if revised else 0.8)
        return most if stays else self.dice.randrange(len(options))
