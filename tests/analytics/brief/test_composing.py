"""Whatever a brief says of a gap is what the release's rows say, in every language."""

import pytest
from django.utils.translation import override

from analytics.brief.composing import compose
from analytics.brief.sources import Source
from analytics.vocabulary.gaps import DIRECTIONS_BY_GAP, KINDS_BY_GAP
from analytics.vocabulary.likelihood import LIKELIHOODS_BY_GAP
from analytics.web.pages.shared import words_of
from surveys.languages import TAGS
from tests.analytics.random_releases import SEEDS, released_at_random


def word_by_hand(above: float) -> str:
    """The word of likelihood of a probability, by its steps."""
    side, chance = ("above", above) if above >= 0.5 else ("below", 1 - above)
    for least, word in ((0.95, "almost_certainly"), (0.8, "very_likely"), (0.55, "likely")):
        if chance >= least - 1e-9:
            return f"{word}_{side}"
    return "even_chance"


def allowed(cell) -> set[str]:
    """The words by which a brief may call this gap, by hand; none of one it may not name."""
    if cell.kind == "indeterminate" or cell.figures.get("depends_on_undecided"):
        return set()
    kind = str(KINDS_BY_GAP[cell.gap][cell.kind])
    verdict = {"overestimation": "above", "overpredicted": "above", "underestimation": "below",
               "underpredicted": "below"}.get(cell.kind)  # fmt: skip
    if cell.kind == "misjudgment":
        return {kind}
    if not (cell.is_pooled and cell.figures["pooled_stable"]):
        few = DIRECTIONS_BY_GAP[cell.gap].get(cell.direction) if cell.direction != "unclear" else ""
        return {kind} if verdict else {str(few)} - {"", "None"}
    word = word_by_hand(cell.number("pooled_above"))
    if verdict and not word.endswith(verdict):
        return set()
    if not verdict and not word.startswith("almost_certainly"):
        return set()
    return {str(LIKELIHOODS_BY_GAP[cell.gap][word])}


def items_of(brief, words, dyad):
    """Each item of the sections about gaps with the cells that its title may be about."""
    gaps, _agree, *unknown = brief.sections
    for item in gaps.items:
        yield item, [c for c in dyad.cells if c.gap == "threat" and words.text(c) == item.title]
    for side, section in zip((dyad.one, dyad.other), unknown, strict=True):
        for item in section.items:
            yield (
                item,
                [
                    c
                    for c in dyad.cells
                    if words.short_name(c) == item.title
                    and side == {"empathy": c.target, "image": c.perceiver}.get(c.gap)
                ],
            )


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_every_sentence_agrees_with_the_rows_of_the_release(study, seed):
    release = released_at_random(study, seed)
    source, said = Source(release), 0
    for one, other in source.dyads:
        dyad = source.of(one, other)
        for code, tag in TAGS.items():
            with override(code):
                words = words_of(release)
                brief = compose(dyad, tag)
                for item, cells in items_of(brief, words, dyad):
                    said += 1
                    cells = [cell for cell in cells if not cell.panel_without]
                    assert cells, item
                    assert any(word in item.text for c in cells for word in allowed(c)), item
                    if len(cells) == 1 and cells[0].is_pooled:
                        other_way = word_by_hand(1 - cells[0].number("pooled_above"))
                        wrong = str(LIKELIHOODS_BY_GAP[cells[0].gap][other_way])
                        right = allowed(cells[0])
                        assert wrong not in item.text or any(wrong in word for word in right)
    assert said or not any(allowed(cell) for cell in source.cells)


def test_the_same_is_found_in_every_language(full):
    dyad = Source(full).of("PRC", "JPN")
    shapes = {
        tag: [[len(s.items) for s in b.sections], len(b.questions)]
        for tag in TAGS.values()
        for b in [compose(dyad, tag)]
    }
    assert len({str(shape) for shape in shapes.values()}) == 1
    assert shapes["en"] == [[3, 1, 2, 2], 3]


def test_a_brief_says_all_that_a_facilitator_needs(full):
    brief = compose(Source(full).of("PRC", "JPN"), "en")
    assert brief.title == "PRC and Japan"
    assert [section.heading for section in brief.sections] == [
        "Most worth talking about",
        "Where the two already agree",
        "What participants from the PRC may not know of Japan",
        "What participants from Japan may not know of the PRC",
    ]
    agreed = brief.sections[1].items[0]
    assert agreed.title == "On both sides more than half answered “Moderate” or higher:"
    assert agreed.text.split(", ")[0] == "Military"
    answered, limits = brief.notes
    assert answered.text == (
        "Participants from the PRC 5 to 9 people, participants from Japan 5 to 9 people, "
        "panel 5 to 9 people."
    )
    assert "none of them is the truth" in limits.text
    assert str(full.pk) in brief.citation
    assert brief.method.endswith(f"/releases/{full.pk}/PRC-JPN/")


@pytest.mark.parametrize("tag", TAGS.values())
def test_a_release_with_nothing_publishable_says_so_in_one_line(nothing, tag):
    brief = compose(Source(nothing).of("PRC", "JPN"), tag)
    assert brief.nothing
    assert "\n" not in brief.nothing
    assert not brief.sections
    assert not brief.questions
    english = compose(Source(nothing).of("PRC", "JPN"), "en")
    assert english.nothing.startswith("Nothing can be published of this dyad")


def test_every_dyad_has_a_brief_once_in_the_order_of_the_study(full):
    assert Source(full).dyads == [
        ("PRC", "JPN"), ("PRC", "ROK"), ("PRC", "USA"), ("JPN", "ROK"), ("JPN", "USA"),
        ("ROK", "USA"),
    ]  # fmt: skip
