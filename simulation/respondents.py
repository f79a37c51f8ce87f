"""Simulated respondents for demonstrations: seeded, plausible, and always labelled as simulated."""

import random

from simulation import measures, sides_and_orders
from simulation.grounds import GROUNDS, ground_weights
from surveys.envelope_contents import Answer, Answers
from surveys.instruments import reassurance
from surveys.instruments.batteries import ASSESSED, BATTERY, battery_part
from surveys.instruments.document import (
    ABOUT,
    ELSE,
    Document,
    QuestionSpec,
    impression_options,
    question_key,
    questions,
)
from surveys.instruments.optional_parties import optional_parties
from surveys.instruments.optional_parts import REPORTED_CHANGES
from surveys.instruments.sequence import KIND_OF_LENS, split_name
from surveys.models.base import Seat
from surveys.models.response import Mark

SPREAD = 0.7
WITHOUT_A_LEVEL = (Mark.SKIPPED, Mark.PREFER_NOT_TO_SAY, Mark.CANNOT_DETERMINE)
CHANCE_OF_NO_LEVEL = 0.10
LEVEL_OF_QUOTED_MARK = {"serious": 2.6, "moderate": 1.9, "low": 1.1}
CHANCE_OF_NOT_SAYING = 0.05
# The lenses in which people differ from each other throughout, independently of the other lenses.
LENSES_WITH_INDIVIDUALS = ("perceived", "predicted", "avowed")
# How common each answer about oneself is.
WEIGHTS_ABOUT = {"age": (4, 8, 8, 5, 1), "gender": (49, 49, 2), "education": (2, 6, 8, 4)}
# How often a further party is named as an impression.
CHANCE_OF_A_FURTHER_PARTY = {"ROK": 0.6, "JPN": 0.3, "USA": 0.2, "PRC": 0.05}
# How often a group cannot tell how serious a concern about an optional party is, through each lens:
# of a party with few sources more often than of others, and most often where they are fewest.
CHANCE_OF_NOT_TELLING = {"perceived": (0.25, 0.6), "assessed": (0.45, 0.7)}
LEVEL_OF_VIGNETTE = {"low": 0.4, "middle": 1.5, "high": 2.7}


class SimulatedRespondents:
    """People whose answers lie around the mean of their group, the same for the same seed.

    The means of threats start from the marks in Welch's table. Fear mostly runs ahead of the panel,
    as he argues, but not everywhere, and predictions fall short of fear in some dyads and run past
    it in others: a demonstration that could only agree would demonstrate nothing.
    """

    def __init__(
        self,
        document: Document,
        seed: int,
        convergence: float = 0.0,
        individual_spread: float = 0.0,
    ) -> None:
        """`convergence`, from 0 to 1, is how far groups moved toward each other since last time.

        `individual_spread` is the standard deviation, in levels, of what somebody adds to every
        answer through one lens.
        """
        self.document = document
        self.convergence = convergence
        self.individual_spread = individual_spread
        self.random = random.Random(seed)  # noqa: S311  simulated people need no secrets
        # Of their own, so that all else is answered alike whether or not a round asks of changes
        # or an impression can name further parties.
        self.random_of_changes = random.Random(seed)  # noqa: S311
        self.random_of_further = random.Random(seed)  # noqa: S311
        self.random_of_batteries = random.Random(seed)  # noqa: S311
        self.random_of_optional = random.Random(seed)  # noqa: S311
        self.optional = optional_parties(document)
        self.seed = seed
        self.means = {
            question.key: self._means(question.perceiver, question.target, question.item)
            for question in questions(document)
            if question.target not in self.optional
        }

    def _means(self, perceiver: str, target: str, item: str) -> dict[str, float]:
        """Return the mean of a group's answers through each lens, in levels."""
        quotations = {t.key: t.quotation for t in self.document.threats_in(perceiver, target)}
        quotation = quotations.get(item)
        perceived = (
            LEVEL_OF_QUOTED_MARK[quotation.mark] if quotation else self.random.uniform(0.4, 2.7)
        )
        means = {
            "perceived": perceived,
            "assessed": perceived - self.random.uniform(-0.6, 1.9),
            "predicted": perceived - self.random.uniform(-0.5, 1.2),
            "avowed": perceived - self.random.uniform(0.2, 1.6),
        }
        return self._converged(means)

    def _converged(self, means: dict[str, float]) -> dict[str, float]:
        """Move predictions toward the answers, and answers half as much toward the panel's view."""
        toward_panel = (means["assessed"] - means["perceived"]) * self.convergence / 2
        perceived = means["perceived"] + toward_panel
        toward_answers = (perceived - means["predicted"]) * self.convergence
        return means | {"perceived": perceived, "predicted": means["predicted"] + toward_answers}

    def answers(self, seat: str, side: str, names: tuple[str, ...]) -> Answers:
        """Return one person's answers by name, without those that the person skips."""
        marks = self.marks(seat, side, names)
        return {name: Answer(mark) for name, mark in marks.items() if mark != Mark.SKIPPED}

    def marks(self, seat: str, side: str, names: tuple[str, ...]) -> dict[str, int]:
        """Return one person's marks by name, `Mark.SKIPPED` for what the person skips."""
        individual = {lens: self._individual_shift() for lens in LENSES_WITH_INDIVIDUALS}
        return {name: self._mark(seat, side, name, individual) for name in names}

    def _individual_shift(self) -> float:
        """Return how much more than others somebody fears, or thinks is feared, in levels."""
        return self.random.gauss(0, self.individual_spread) if self.individual_spread else 0.0

    def _mark(self, seat: str, side: str, name: str, individual: dict[str, float]) -> int:
        lens, key = split_name(name, seat)
        if lens == ABOUT:
            return self._about(key)
        kind = KIND_OF_LENS.get(lens)
        if kind in REPORTED_CHANGES:
            return self._reported_change(kind)
        spec = self.document.question(key)
        if spec.kind == BATTERY:
            return self._battery(lens, spec)
        if spec.target in self.optional:
            return self._mark_of_optional(lens, spec)
        chance = self.random.random()
        if chance < CHANCE_OF_NO_LEVEL:
            return WITHOUT_A_LEVEL[int(chance / CHANCE_OF_NO_LEVEL * 3)].value
        if lens in ("first", "revised"):
            return self._impression(side, revised=lens == "revised")
        mean = LEVEL_OF_VIGNETTE[key] if lens == "anchored" else self.means[key][lens]
        stricter = 0.25 if lens == "anchored" and seat == Seat.ASSESSOR else 0.0
        level = self.random.gauss(mean - stricter + individual.get(lens, 0.0), SPREAD)
        return min(3, max(0, round(level)))

    def _about(self, key: str) -> int:
        """Return mostly one of the middle answers, and now and then none."""
        if self.random.random() < CHANCE_OF_NOT_SAYING:
            return Mark.PREFER_NOT_TO_SAY.value
        weights = WEIGHTS_ABOUT[key]
        return self.random.choices(range(len(weights)), weights)[0]

    def _reported_change(self, kind: str) -> int:
        """Return mostly *the same*, or *no*; the nearer groups moved, the more say otherwise."""
        draw = self.random_of_changes
        if draw.random() < CHANCE_OF_NOT_SAYING:
            return Mark.PREFER_NOT_TO_SAY.value
        changed = 1 + 4 * self.convergence
        weights = [changed, 4.0, 1.0] if kind == "trend" else [4.0, 1.0, changed]
        return draw.choices(range(len(weights)), weights)[0]

    def _battery(self, lens: str, spec: QuestionSpec) -> int:
        """Return an answer around a mean of the group, or if unordered, one of a few."""
        draw = self.random_of_batteries
        if draw.random() < CHANCE_OF_NO_LEVEL:
            return draw.choice(WITHOUT_A_LEVEL).value
        part = battery_part(spec.item)
        question = self.document.battery(part.battery).question(part.question)
        last = len(question.answers) - 1
        if part.battery == GROUNDS:
            answers = [answer.key for answer in question.answers]
            fear_beyond_panel = self.fear_beyond_panel(spec.perceiver, spec.target)
            weights = ground_weights(answers, 0.0 if lens == ASSESSED else fear_beyond_panel)
            return draw.choices(range(len(weights)), weights)[0]
        if part.battery == reassurance.KEY:
            basket = self.document.battery(part.battery).item(part.item).group
            level = measures.mean_level(spec.perceiver, spec.target, basket, part.question, lens)
            return min(last, max(0, round(draw.gauss(level, SPREAD))))
        of_group = self._group_random(lens, spec)
        if not question.ordered:
            weights = [of_group.expovariate(1) for _ in question.answers]
            return draw.choices(range(last + 1), weights)[0]
        patterned = sides_and_orders.mean_level(part, lens, spec.perceiver, spec.target)
        mean = of_group.uniform(0, last) if patterned is None else patterned
        return min(last, max(0, round(draw.gauss(mean, SPREAD))))

    def _mark_of_optional(self, lens: str, spec: QuestionSpec) -> int:
        """Return mostly that it cannot be determined, or a level around a mean of the group."""
        draw, of_group = self.random_of_optional, self._group_random(lens, spec)
        chance = of_group.uniform(*CHANCE_OF_NOT_TELLING[lens])
        if draw.random() < chance:
            return Mark.CANNOT_DETERMINE.value
        return min(3, max(0, round(draw.gauss(of_group.uniform(1.0, 2.7), SPREAD))))

    def _group_random(self, lens: str, spec: QuestionSpec) -> random.Random:
        """Return what a group has in common at a question, the same for each of its people."""
        return random.Random(f"{self.seed}/{lens}/{spec.key}")  # noqa: S311

    def fear_beyond_panel(self, perceiver: str, target: str) -> float:
        """Return by how many levels the means of a side's concerns lie above the panel's."""
        concerns = [
            self.means[question_key(perceiver, target, concern.key)]
            for concern in self.document.concerns
        ]
        return sum(mean["perceived"] - mean["assessed"] for mean in concerns) / len(concerns)

    def _impression(self, side: str, *, revised: bool) -> int:
        """Return the party most feared; after the concerns some are less sure that it is."""
        options = impression_options(self.document, side)
        parties = [party.code for party in self.document.parties if party.code != side]
        asked_about = [code for code in parties if code not in self.optional]
        fear = [
            sum(m["perceived"] for key, m in self.means.items() if key.startswith(f"{side}>{p}:"))
            for p in asked_about
        ]
        most = asked_about[fear.index(max(fear))]
        stays = self.random.random() < (0.55 if revised else 0.8)
        named = most if stays else self.random.choice([*asked_about, ELSE])
        further = [code for code in options[:-1] if code not in asked_about]
        if further and self.random_of_further.random() < CHANCE_OF_A_FURTHER_PARTY.get(side, 0):
            named = self.random_of_further.choice(further)
        return options.index(named)
