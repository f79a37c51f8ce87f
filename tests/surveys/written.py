"""Rounds that ask for concerns in one's own words, and people who write some."""

from surveys import responding
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories

SLOTS = ("JPN/1", "JPN/2", "JPN/3", "ROK/1", "ROK/2", "ROK/3", "USA/1", "USA/2", "USA/3")


def asking_round(study: Study | None = None, **fields: object) -> Round:
    """An open round of the short instrument that asks for concerns in one's own words alone."""
    modules = [OWN_CONCERNS]
    return factories.make_round(study, document=factories.short(), modules=modules, **fields)


def write(round: Round, texts: dict[str, str], side: str = "PRC") -> str:
    """Somebody who writes these texts, {slot: text}, and submits; returns their code."""
    holder = factories.begin(round, side=side)
    responding.save_texts(holder=holder, texts=texts)
    responding.submit(holder=holder)
    return holder.code


def closed_round(study: Study | None = None, people: int = 5) -> Round:
    """A closed round in which each of these people of the PRC wrote about Japan and the ROK."""
    round = asking_round(study)
    for person in range(people):
        write(round, {"JPN/1": f"about Japan {person}", "ROK/2": f"about the ROK {person}"})
    return factories.close(round)
