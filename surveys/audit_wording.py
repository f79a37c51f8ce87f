"""The faults of an audit chain in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from surveys.audit_verifying import Fault, Kind

# Where one entry is meant and not several.
ONE = {
    Kind.MISSING: gettext_lazy("Entry %(first)d is missing."),
    Kind.REMOVED: gettext_lazy("Entry %(first)d was removed from the end."),
}


def chain_name(name: str) -> str:
    """Return what a chain records: the acts upon rounds and releases, or those upon people."""
    if name == "answers":
        return pgettext("audit chain", "Rounds and releases")
    return pgettext("audit chain", "People and invitations")


def fault_words(fault: Fault) -> str:
    """Return the fault as a sentence that names the entries and the anchor."""
    words = {
        Kind.MISSING: _("Entries %(first)d to %(last)d are missing."),
        Kind.MOVED: _("Entry %(first)d does not follow the one before it."),
        Kind.ALTERED: _("Entry %(first)d was altered."),
        Kind.WITHOUT_KEY: _("Entry %(first)d was not written by this installation."),
        Kind.REMOVED: _("Entries %(first)d to %(last)d were removed from the end."),
        Kind.REPLACED: _(
            "Entry %(first)d is not the one once written: it or others before it were replaced."
        ),
        Kind.UNKNOWN_KEY: _("Entry %(first)d was written under a key that is not here."),
        Kind.NOT_ANCHORED: _("No anchor tells whether entries were removed from the end."),
        Kind.ANCHOR_UNREADABLE: _("An anchor cannot be read."),
        Kind.ANCHORS_UNREADABLE: _("The file of anchors cannot be read."),
    }[fault.kind]
    if fault.first == fault.last and fault.kind in ONE:
        words = str(ONE[fault.kind])
    sentences = [words % {"first": fault.first, "last": fault.last}]
    if fault.source:
        sentences.append(_("Anchor: %(source)s.") % {"source": fault.source})
    if fault.since:
        moment = timezone.localtime(datetime.fromisoformat(fault.since))
        text = moment.strftime("%Y-%m-%d %H:%M %Z")
        sentences.append(_("What was anchored until %(moment)s is there.") % {"moment": text})
    return " ".join(sentences)
