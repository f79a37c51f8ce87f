"""Of whom each question of a questionnaire is asked, and which of them are required."""

from collections.abc import Callable, Collection

from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.conditions import Condition
from surveys.instruments.document import ABOUT, Document, QuestionSpec, all_questions
from surveys.instruments.labels import entry
from surveys.instruments.optional_parties import is_asked_about

IsAsked = Callable[[str, QuestionSpec], bool]


def asked_of(document: Document, seat: str, side: str, modules: Collection[str]) -> IsAsked:
    """Return whether, through a lens, a question is asked of this seat and side.

    It is where the condition of its section and its own hold, and of an optional party where the
    round asks about it. Answers are not looked at: a question
    that hangs on one is asked, and shown or hidden on its page.
    """
    of_sections = section_conditions(document)
    of_questions = {
        (threat.perceiver, threat.target, threat.key): threat.show_if for threat in document.threats
    } | {("", "", question.key): question.show_if for question in document.about_questions}

    def is_asked(lens: str, spec: QuestionSpec) -> bool:
        if spec.kind == BATTERY:
            of_battery = document.battery(battery_part(spec.item).battery).show_if
            return of_battery is None or of_battery.holds(seat, side, modules)
        if not is_asked_about(document, spec.target, modules):
            return False
        own = of_questions.get((spec.perceiver, spec.target, spec.item))
        conditions = (of_sections[lens], own)
        return all(each is None or each.holds(seat, side, modules) for each in conditions)

    return is_asked


def section_conditions(document: Document) -> dict[str, Condition | None]:
    """Return the condition of the section of each lens; None where there is none."""
    impression, vignettes = document.impression, document.vignettes
    sections = {
        **document.lenses,
        "first": impression,
        "revised": impression,
        "anchored": vignettes,
        "recalled": document.trend,
        "reflected": document.reflection,
        ABOUT: document.about,
    }
    return {lens: section.show_if if section else None for lens, section in sections.items()}


def required_keys(document: Document) -> frozenset[str]:
    """Return the keys of the questions about which a page comes back once if they are left open."""
    return frozenset(q.key for q in all_questions(document) if is_required(document, q))


def is_required(document: Document, spec: QuestionSpec) -> bool:
    """Return whether a page comes back once if the question is left open."""
    if spec.kind in ("concern", "threat"):
        return entry(document, spec).required
    if spec.kind == ABOUT:
        return document.about_question(spec.item).required
    if spec.kind == BATTERY:
        return document.battery(battery_part(spec.item).battery).required
    sections = {
        "impression": document.impression,
        "vignette": document.vignettes,
        **document.reported_changes,
    }
    section = sections[spec.kind]
    return section is not None and section.required
