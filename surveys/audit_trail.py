"""What the audit holds of one study: the entries of both chains, each with what it is about."""

from collections.abc import Callable
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from surveys.languages import text_in
from surveys.models.audit import CHAINS, AnswerAudit, Entry
from surveys.models.staff import User
from surveys.models.study import Study

# Of a study's parts that `surveys` does not know: {the subject of entries: its name}.
Names = Callable[[Study], dict[str, str]]
_NAMES: list[Names] = []


class Line(NamedTuple):
    """An entry and the name of what it is about, "" where that is the study or gone."""

    entry: Entry
    about: str


def names_of_subjects(names: Names) -> Names:
    """Register a function that names further subjects of a study's entries."""
    _NAMES.append(names)
    return names


def entries_of(study: Study, act: str = "") -> list[Line]:
    """Return the entries of a study, of one act or all, the latest first."""
    names = _names(study)
    entries = [
        entry
        for chain in CHAINS
        for entry in chain._default_manager.filter(_of(study, names))
        if act in ("", entry.act)
    ]
    entries.sort(key=lambda entry: (entry.at, entry.number), reverse=True)
    people = _people(entries)
    return [Line(e, names.get(e.subject) or people.get(e.subject, "")) for e in entries]


def _of(study: Study, names: dict[str, str]) -> Q:
    return Q(subject__in=[str(study.pk), *names]) | Q(detail__study=str(study.pk))


def _names(study: Study) -> dict[str, str]:
    """Return the names of the study's rounds, deleted ones too, and of its other parts."""
    rounds_only = Q(detail__study=str(study.pk), act__in=["create_round", "delete_round"])
    names = {
        subject: _("Round %(number)s (deleted)") % {"number": detail["number"]}
        for subject, detail in AnswerAudit.objects.filter(rounds_only).values_list(
            "subject", "detail"
        )
    }
    names |= {str(round.pk): text_in(round.title) for round in study.rounds.all()}
    names |= {str(seminar.pk): seminar.title for seminar in study.seminars.all()}
    for more in _NAMES:
        names |= more(study)
    return names


def _people(entries: list[Entry]) -> dict[str, str]:
    """Return the names of the accounts that entries are about."""
    subjects = {entry.subject for entry in entries if entry.subject.isdecimal()}
    people = User.objects.filter(pk__in=subjects).values_list("pk", "username")
    return {str(pk): name for pk, name in people}
