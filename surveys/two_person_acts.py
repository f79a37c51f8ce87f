"""The acts of setting up that need two people under the two-person rule."""

from django.utils.translation import gettext as _

from surveys import setting_up
from surveys.languages import text_in
from surveys.models.pending_act import PendingAct
from surveys.models.round import Round
from surveys.setup_labels import ROLE_LABELS
from surveys.two_person import ACTS, END_RULE, Act, OutdatedError, TooFewPeopleError, switch_rule


def _delete_round(pending: PendingAct, by: str) -> str:
    try:
        setting_up.delete_round(round=Round.objects.get(pk=pending.subject), by=by)
    except (Round.DoesNotExist, setting_up.NotADraftError) as problem:
        raise OutdatedError from problem
    return ""


def _delete_round_words(pending: PendingAct) -> str:
    round = Round.objects.filter(pk=pending.subject).first()
    return _("Delete the round “%(title)s”") % {"title": text_in(round.title) if round else "–"}


def _delete_study(pending: PendingAct, by: str) -> str:
    try:
        setting_up.delete_study(study=pending.study, by=by)
    except setting_up.StudyHasRoundsError as problem:
        raise OutdatedError from problem
    return ""


def _grant_role(pending: PendingAct, by: str) -> str:
    """For a new account, the path of the page on which its holder chooses a password."""
    try:
        user, is_new = setting_up.grant_role(study=pending.study, by=by, **pending.detail)
    except (setting_up.LastOwnerError, TooFewPeopleError) as problem:
        raise OutdatedError from problem
    return setting_up.password_path(user) if is_new else ""


def _grant_role_words(pending: PendingAct) -> str:
    return _("Give %(name)s a role: %(role)s") % {
        "name": pending.detail["username"],
        "role": ROLE_LABELS[pending.detail["role"]],
    }


def _end_rule(pending: PendingAct, by: str) -> str:
    switch_rule(study=pending.study, on=False, by=by)
    return ""


ACTS["delete_round"] = Act(_delete_round, _delete_round_words)
ACTS["delete_study"] = Act(_delete_study, lambda pending: _("Delete the study"))
ACTS["grant_role"] = Act(_grant_role, _grant_role_words)
ACTS[END_RULE] = Act(_end_rule, lambda pending: _("End the two-person rule"))
