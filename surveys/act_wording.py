"""The acts of the audit in words: what each entry says that somebody did."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from surveys.models.audit import Entry

ACT_WORDS = {
    "create_study": lazy("Set up the study"),
    "change_study": lazy("Changed the study’s settings"),
    "delete_study": lazy("Deleted the study"),
    "create_round": lazy("Set up a round"),
    "change_round": lazy("Changed a round’s settings"),
    "delete_round": lazy("Deleted a round"),
    "open_round": lazy("Opened the round"),
    "change_closing_time": lazy("Changed the closing time"),
    "close_round": lazy("Closed the round"),
    "set_aside": lazy("Set aside envelopes that cannot be read"),
    "open_envelopes": lazy("Opened the envelopes"),
    "purge": lazy("Destroyed the answers"),
    "publish": lazy("Published the release"),
    "widen": lazy("Widened the audience"),
    "revise": lazy("Computed a revision"),
    "release_concern": lazy("Released a concern in participants’ own words"),
    "withhold_concern": lazy("Withheld a concern in participants’ own words"),
    "share_concerns": lazy("Showed released concerns to later rounds"),
    "hide_concerns": lazy("Showed released concerns no more"),
    "grant_role": lazy("Gave a role"),
    "remove_role": lazy("Took a role away"),
    "issue_token": lazy("Made a token for a program"),
    "revoke_token": lazy("Revoked a token"),
    "invite": lazy("Invited somebody"),
    "invite_all": lazy("Invited everybody on a list"),
    "reissue": lazy("Made a new link"),
    "revoke": lazy("Revoked a link"),
    "remind": lazy("Reminded whoever had not used their link"),
    "mail_again": lazy("Sent mails again"),
    "ask": lazy("Asked a second person to confirm"),
    "refuse": lazy("Refused or took back what waited for a second person"),
    "act_for": lazy("Acted at the server in somebody’s name"),
    "begin_two_person_rule": lazy("Began the two-person rule"),
    "end_two_person_rule": lazy("Ended the two-person rule"),
}


def act_words(act: str) -> str:
    """Return the act in words; one of another version of the program by its name."""
    return str(ACT_WORDS.get(act, act))


def particulars(entry: Entry) -> list[str]:
    """Return what else an entry says that a reader wants to know."""
    detail, lines = entry.detail, []
    if "of" in detail:
        lines.append(act_words(detail["of"]))
    if "asked_by" in detail:
        lines.append(_("Asked by %(name)s") % {"name": detail["asked_by"]})
    for name in ("person", "username"):
        if name in detail:
            lines.append(str(detail[name]))
    return lines
