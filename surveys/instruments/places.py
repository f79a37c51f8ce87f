"""The places of texts in a questionnaire, in words for people who read no addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from surveys.instruments.addresses import entry_name
from surveys.instruments.errors import Path

# The fields of a questionnaire's file that hold texts, as people read them.
FIELD_LABELS = {
    "title": _("Title"),
    "citation": _("Work quoted"),
    "preface": _("Preface"),
    "parties": _("Sides"),
    "concerns": _("Common concerns"),
    "threats": _("Articulated threats"),
    "lenses": _("Wording of the questions"),
    "perceived": _("How participants see it"),
    "assessed": _("How the panel sees it"),
    "predicted": _("Expected answer of the others"),
    "avowed": _("How the others should see it"),
    "marks": _("Answers"),
    "answers": _("Answers"),
    "choices": _("Answers"),
    "options": _("Answers"),
    "levels": _("Groups of answers"),
    "confidence": _("How sure one is"),
    "basis": _("What an assessment rests on"),
    "impression": _("First and last impression"),
    "first": _("First impression"),
    "revised": _("Impression after the questions"),
    "further": _("Further parties"),
    "vignettes": _("Invented situations"),
    "situations": _("Situations"),
    "trend": _("Change since the last round"),
    "reflection": _("Change by answering"),
    "about": _("About the respondent"),
    "questions": _("Questions"),
    "batteries": _("Further batteries"),
    "items": _("Items"),
    "groups": _("Groups of items"),
    "stated": _("What participants say"),
    "own_concerns": _("Concerns in one’s own words"),
    "elements": _("Elements"),
    "words": _("Words that say it"),
    "name": _("Name"),
    "side": _("Name inside a sentence"),
    "possessive": _("Possessive"),
    "participants": _("Its participants"),
    "label": _("Label"),
    "item": _("Matter"),
    "referent": _("What is to be secured"),
    "question": _("Question in full"),
    "stem": _("Question above the matters"),
    "referent_line": _("Line below a matter"),
    "guidance": _("Guidance"),
    "note": _("Note"),
    "text": _("Text"),
    "other": _("Answer for none of the sides"),
}


def place(path: Path, content: Any) -> str:
    """Return where a text stands, from the outside in, in the active language."""
    words, here = [], content
    for step in path:
        here = here[step]
        if isinstance(step, int):
            words.append(entry_name(here, step).replace(">", " → ").replace(":", ": "))
        else:
            words.append(str(FIELD_LABELS.get(step, step)))
    return " · ".join(words)
