"""What the rounds of a study ask about, as far as a figure published elsewhere can be about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.instruments.document import questions
from surveys.instruments.loader import document_of
from surveys.models.instrument import Instrument
from surveys.models.study import Study

Dyad = tuple[str, str]


@dataclass(frozen=True)
class Matters:
    """The concerns and threats of each directed dyad by key, over all rounds of a study."""

    by_dyad: Mapping[Dyad, frozenset[str]]

    @classmethod
    def of(cls, study: Study) -> "Matters":
        """What the questionnaires of the study's rounds have; nothing before the first round."""
        found: dict[Dyad, set[str]] = {}
        used = Instrument.objects.filter(rounds__study=study).distinct()
        for document in map(document_of, used):
            for spec in questions(document):
                found.setdefault((spec.perceiver, spec.target), set()).add(spec.item)
        return cls({dyad: frozenset(items) for dyad, items in found.items()})

    @property
    def perceivers(self) -> list[str]:
        return list(dict.fromkeys(perceiver for perceiver, _target in self.by_dyad))

    @property
    def targets(self) -> list[str]:
        return list(dict.fromkeys(target for _perceiver, target in self.by_dyad))

    def dyads_with(self, item: str) -> list[Dyad]:
        """The directed dyads that are asked about an item."""
        return [dyad for dyad, items in self.by_dyad.items() if item in items]
