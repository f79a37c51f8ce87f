"""The acts of the audit in words: what each entry says that somebody did."""

from django.utils.translation import gettext_lazy as _

from surveys.models.audit import Entry

ACT_WORDS = {
    "create_study": _("Created the study"),
    "change_study": _("Changed the study’s settings"),
    "delete_study": _("Deleted the study"),
    "create_round": _("Drafted a round"),
    "change_round": _("Changed a round’s settings"),
    "delete_round": _("Deleted a round"),
    "open_round": _("Opened the round"),
    "change_closing_time": _("Changed the closing time"),
    "close_round": _("Closed the round"),
    "set_aside": _("Set aside envelopes that cannot be read"),
    "retry_job": _("Had a job tried again that was put aside"),
    "open_envelopes": _("Opened the envelopes"),
    "purge": _("Destroyed the answers"),
    "erase_roll": _("Erased the list of those invited"),
    "publish": _("Published the release"),
    "widen": _("Widened the audience"),
    "revise": _("Computed a revision"),
    "record_doi": _("Recorded the DOI of a release"),
    "reconsider_concern": _("Withheld a concern no more"),
    "release_concern": _("Released a concern in participants’ own words"),
    "withhold_concern": _("Withheld a concern in participants’ own words"),
    "share_concerns": _("Showed released concerns to later rounds"),
    "hide_concerns": _("Showed released concerns no more"),
    "create_seminar": _("Set up a seminar"),
    "begin_seminar": _("Began a seminar"),
    "count_seminar_step": _("Counted a step of a seminar"),
    "take_over_seminar": _("Took a seminar over in another browser"),
    "end_seminar": _("Ended a seminar"),
    "load_reference": _("Loaded figures published elsewhere"),
    "remove_reference": _("Removed figures published elsewhere"),
    "grant_role": _("Gave a role"),
    "remove_role": _("Took a role away"),
    "issue_token": _("Made a token for a program"),
    "renew_token": _("Replaced a token by a new one"),
    "revoke_token": _("Revoked a token"),
    "erase_token": _("Erased a token that had expired"),
    "invite": _("Invited somebody"),
    "invite_all": _("Invited everybody on a list"),
    "reissue": _("Made a new link"),
    "revoke": _("Revoked a link"),
    "remind": _("Reminded everybody who was invited by mail"),
    "mail_again": _("Sent mails again"),
    "ask": _("Asked a second person to confirm"),
    "refuse": _("Refused or took back what waited for a second person"),
    "act_for": _("Acted at the server in somebody’s name"),
    "begin_two_person_rule": _("Began the two-person rule"),
    "end_two_person_rule": _("Ended the two-person rule"),
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
        lines.append(str(_("Asked by %(name)s")) % {"name": detail["asked_by"]})
    for name in ("person", "username"):
        if name in detail:
            lines.append(str(detail[name]))
    lines += detail.get("sources", [])
    return lines
