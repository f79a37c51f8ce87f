"""The words for what is chosen in the forms that set up a study, its rounds and its people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.instruments.document import ABOUT, Document
from surveys.instruments.labels import labels
from surveys.instruments.optional_parties import TARGET_ONLY
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.instruments.sequence import available_modules
from surveys.languages import current_tag
from surveys.models.round import Round
from surveys.models.staff import StudyRole

ROLE_LABELS: dict[str, Any] = {
    StudyRole.Role.OWNER: _("Owner: runs the study and says who else may"),
    StudyRole.Role.FACILITATOR: _("Facilitator: opens and closes rounds"),
    StudyRole.Role.RESEARCHER: _("Researcher: reads and downloads what researchers may see"),
    StudyRole.Role.AUDITOR: _("Auditor: reads everything, changes nothing"),
}
MODULE_LABELS = {
    "impression": _("Which side gives most cause for concern, asked before and after"),
    "predicted": _("What participants expect the other sides to answer"),
    "avowed": _("What participants say the other sides’ concern should be"),
    "vignettes": _("Invented situations, the same for everybody, by which answers compare"),
    "trend": _("Whether concern has changed since the last round"),
    "reflection": _("Whether going through the concerns has changed anything"),
    TARGET_ONLY: _("The common concerns with regard to a party that takes no part"),
    OWN_ANSWERS: _("What “other” answers mean, in a line of text beside the question"),
    OWN_CONCERNS: _("Concerns in participants’ own words, which you release one by one"),
    ABOUT: _("A few questions about the respondent, for published records only"),
}


def module_labels(document: Document) -> dict[str, str]:
    """Return what each module of a questionnaire is called, in the language of the request."""
    titles = labels(document, current_tag()).batteries
    return {key: titles.get(key) or str(MODULE_LABELS[key]) for key in available_modules(document)}


WIDEST_LABELS = {
    Round.Widest.ROOM: _("The people who run the study, and the participants"),
    Round.Widest.RESEARCHERS: _("The study’s researchers as well"),
    Round.Widest.PUBLIC: _("Everybody"),
}
LAST_ROUND_LABELS = {
    Round.LastRound.NOBODYS: _("Nothing"),
    Round.LastRound.OWN: _("The answers of their own side"),
    Round.LastRound.ALL: _("The answers of all sides"),
}
WITHSTANDS_LABELS = {
    Round.Withstands.ONE: _("One, who knows their own: results in steps of three people"),
    Round.Withstands.TWO: _("Two, who tell each other theirs: coarser results"),
}
