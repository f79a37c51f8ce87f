"""The brief of a dyad in one language, as what its page and its sheet are drawn from."""

from dataclasses import dataclass, field, replace

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from analytics.brief import measures, sentences
from analytics.brief.elsewhere import quoted_figures
from analytics.brief.findings import Finding, alike, concerns_of_both
from analytics.brief.grounds import ground_lines, has_grounds
from analytics.brief.groups import people_asked
from analytics.brief.items import Item, Section
from analytics.brief.opening_questions import opening_questions
from analytics.brief.sources import MOST_GAPS, DyadSource
from analytics.brief.views_of_sides import order_sections, self_image_sections
from analytics.measures.marks import LEVELS, LOW, MODERATE
from analytics.measures.verdicts import Thresholds
from analytics.release.citation import citation
from analytics.release.rows import PANEL, CellRow
from analytics.vocabulary.likelihood import POOLING_PROBLEMS
from analytics.web import wording
from analytics.web.pages.reassurance import measure_text
from analytics.web.pages.shared import Words, words_of
from analytics.web.pages.undetermined import share_words, shares_of
from surveys.languages import django_code, join_sentences, listed, text_in


@dataclass(frozen=True)
class Brief:
    """The brief of a dyad in the language of ``tag``.

    Where ``nothing`` is a sentence it is all that there is to say: there are no sections and no
    questions. ``notes`` are who answered and how far the words go; ``method`` is the address of
    all figures, "" where there is none.
    """

    tag: str
    title: str
    round: str
    warning: str
    nothing: str
    sections: list[Section] = field(default_factory=list)
    questions_heading: str = ""
    questions: list[str] = field(default_factory=list)
    notes: list[Item] = field(default_factory=list)
    citation_label: str = ""
    citation: str = ""
    method_label: str = ""
    method: str = ""


def compose(dyad: DyadSource, tag: str, *, leads_to_figures: bool = True) -> Brief:
    """The brief of the dyad in a language of the program.

    Without ``leads_to_figures`` it has no address of the page with all figures.
    """
    with override(django_code(tag)):
        return _composed(dyad, tag, leads_to_figures)


def _composed(dyad: DyadSource, tag: str, leads_to_figures: bool) -> Brief:
    release, round = dyad.source.release, dyad.source.release.round
    words = words_of(release)
    path = reverse("dyad", args=[release.pk, dyad.one, dyad.other])
    names = {"perceiver": words.name(dyad.one), "target": words.name(dyad.other)}
    brief = Brief(
        tag=tag,
        title=_("%(perceiver)s and %(target)s") % names,
        round=f"{text_in(round.study.title)} – {text_in(round.title)}",
        warning=_simulated() if round.simulated else "",
        nothing="" if dyad.published else _nothing(),
        citation_label=_("To cite:"),
        citation=citation(release),
        method_label=_("Method and all figures:"),
        method=settings.BASE_URL + path if leads_to_figures else "",
    )
    if brief.nothing:
        return brief
    shared, _unconcerned = concerns_of_both(dyad.blocks)
    return replace(
        brief,
        sections=[
            _most_worth_talking_about(words, dyad),
            *([_reassuring(words, dyad)] if dyad.measures else []),
            *(_of_two_sides(words, dyad) if dyad.absent is None else _undetermined(words, dyad)),
            *_grounds(words, dyad),
            *_published_elsewhere(words, dyad),
            *self_image_sections(words, dyad),
            *order_sections(words, dyad),
        ],
        questions_heading=_("Questions to open with"),
        questions=opening_questions(words, dyad.gaps, dyad.sides_unknown(), shared),
        notes=[_who_answered(words, dyad), _limits(dyad)],
    )


def _simulated() -> str:
    return _(
        "These answers are simulated: made up by a program to show how this works. They say "
        "nothing about any country, group or person."
    )


def _nothing() -> str:
    return _(
        "Nothing can be published of this dyad: in at least one group fewer than five people "
        "answered, or too few gave a mark."
    )


# --- Sections ------------------------------------------------------------------------------------


def _most_worth_talking_about(words: Words, dyad: DyadSource) -> Section:
    items = []
    for finding in dyad.gaps:
        text = sentences.against_panel(words, finding, dyad.source.thresholds)
        if finding.for_dialogue:
            text = join_sentences(text, sentences.predicted_less(words, finding.cell))
        items.append(Item(text, words.text(finding.cell)))
    empty = _("No gap between participants and the panel stands out from chance here.")
    return Section(_("Most worth talking about"), items, empty)


def _of_two_sides(words: Words, dyad: DyadSource) -> list[Section]:
    """What needs the answers of both."""
    return [_agreeing(words, dyad), *(_not_known(words, dyad, side) for side in dyad.sides)]


def _undetermined(words: Words, dyad: DyadSource) -> list[Section]:
    """What stands there of a party that takes no part: how often it cannot be told."""
    shares = shares_of(dyad.blocks)
    items = [
        Item(
            _(
                "Of all answers to the common concerns about %(target)s, so many say that it "
                "cannot be determined: participants %(share)s, panel %(panel)s."
            )
            % {
                "target": words.labels.sides[target],
                "share": share_words(of_dyad.get("perceived")),
                "panel": share_words(of_dyad.get("assessed")),
            }
        )
        for (_perceiver, target), of_dyad in shares.items()
    ]
    return [Section(_("Where it cannot be determined"), items, "")]


def _reassuring(words: Words, dyad: DyadSource) -> Section:
    items = [
        Item(measures.said_of(words, row), measure_text(words, row))
        for row in measures.to_name(dyad.measures)
    ]
    empty = _(
        "Of no measure is it at least likely that half of those on the one side want it and half "
        "of those on the other accept it."
    )
    return Section(_("What would reassure"), items, empty)


def _agreeing(words: Words, dyad: DyadSource) -> Section:
    shared, unconcerned = concerns_of_both(dyad.blocks)
    counted = (
        (shared, _("On both sides more than half answered %(level)s:"), _at_or_above(words)),
        (unconcerned, _("On both sides more than half answered %(level)s:"), _at_or_below(words)),
    )
    items = [
        Item(listed(words.labels.concerns[key] for key in keys), text % {"level": level})
        for keys, text, level in counted
        if keys
    ]
    items += [
        Item(f"{words.text(cell)}: {wording.kind_words(cell)}", _whose(words, cell))
        for cell in alike(dyad.cells)[: MOST_GAPS - len(items)]
    ]
    empty = _(
        "Nothing is shown to be agreed. In groups of this size that can hardly be shown, even "
        "where the two agree."
    )
    return Section(_("Where the two already agree"), items, empty)


def _at_or_above(words: Words) -> str:
    return words.at_or_above(MODERATE)


def _at_or_below(words: Words) -> str:
    return _("“%(level)s” or lower") % {"level": words.labels.marks[LEVELS[LOW]]}


def _whose(words: Words, cell: CellRow) -> str:
    """Who is shown to be alike with somebody: those who answered, or those who predicted."""
    side = cell.target if cell.gap == "empathy" else cell.perceiver
    return f"{capfirst(words.labels.participants[side])}:"


def _not_known(words: Words, dyad: DyadSource, side: str) -> Section:
    other = dyad.other if side == dyad.one else dyad.one
    asked = any(
        (c.gap, c.target) == ("empathy", side) or (c.gap, c.perceiver) == ("image", side)
        for c in dyad.cells
    )
    items = [
        Item(_of_unknown(finding, dyad.source.thresholds), words.short_name(finding.cell))
        for finding in dyad.unknown(side)
    ]
    heading = _("What %(participants)s may not know of %(side)s") % {
        "participants": words.labels.participants[side],
        "side": words.labels.sides[other],
    }
    return Section(heading, items, _nothing_unknown() if asked else _("Not asked in this round."))


def _nothing_unknown() -> str:
    return _("Nothing stands out from chance here.")


def _of_unknown(finding: Finding, thresholds: Thresholds) -> str:
    said = sentences.predicting if finding.cell.gap == "empathy" else sentences.against_own_view
    return said(finding, thresholds)


def _published_elsewhere(words: Words, dyad: DyadSource) -> list[Section]:
    """One section, none where no figure of the dyad is loaded; nothing else rests on it."""
    items = [Item(text, title) for title, text in quoted_figures(words, dyad)]
    heading = _("Published elsewhere, no result of this round")
    return [Section(heading, items, "")] if items else []


def _grounds(words: Words, dyad: DyadSource) -> list[Section]:
    """What the answers rest on, in a round that asked it."""
    if not has_grounds(dyad):
        return []
    items = [Item(text, participants) for participants, text in ground_lines(words, dyad)]
    return [Section(_("What the answers rest on"), items, _nothing_of_small_groups())]


def _nothing_of_small_groups() -> str:
    return _("Not published: the groups are too small.")


# --- Notes ---------------------------------------------------------------------------------------


def _who_answered(words: Words, dyad: DyadSource) -> Item:
    people = people_asked(dyad.blocks)
    named = [(words.labels.participants[s], people[s]) for s in dyad.sides if s in people]
    if PANEL in people:
        named.append((_("panel"), people[PANEL]))
    told = listed(f"{name} {sentences.band_words(number)}" for name, number in named)
    return Item(sentences.ended(capfirst(told)), _("Who answered"))


def _limits(dyad: DyadSource) -> Item:
    said = [
        _("These are views, and the panel's is one as well: none of them is the truth."),
        _(
            "What is not listed is not shown to be alike: in groups of this size most gaps stay "
            "open."
        ),
        _(
            "The percentage is how likely a gap is to lie on that side, given all answers of the "
            "round together; size says how consistently one group stands above the other."
        ),
        str(POOLING_PROBLEMS.get(dyad.source.problem, "")),
    ]
    return Item(join_sentences(*filter(None, said)), _("Limits"))
