"""A small release with every kind of page, each group's numbers recognisable by their size."""

from dataclasses import replace

from analytics.computing.changes import changes
from analytics.computing.level_gaps import level_gaps
from analytics.models import Release
from analytics.release.audience import widen
from analytics.release.groups import level_of
from analytics.release.publish import publish_round
from analytics.release.rows import PANEL, BlockRow, ChangeRow
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories
from tests.analytics.made import block_row, content
from tests.analytics.sides_and_orders import order, statement

# People of each group: no number of one can be a number of another that is not near zero.
SIZES = {"JPN": 8, "PRC": 31, "ROK": 44, "USA": 57, PANEL: 23}
OF_A_MEASURE = {"item_kind": "battery", "domain": "", "position": 98}
SIDES = ("PRC", "JPN", "ROK", "USA")


def question(perceiver: str, target: str, lens: str, group: str, place: int) -> BlockRow:
    """Asked of a group all of whom give the same answer, by its place among the seven."""
    tally = [0] * 7
    tally[place] = SIZES[group]
    return block_row(tally, lens=lens, perceiver=perceiver, target=target, group=group)


def blocks() -> list[BlockRow]:
    rows = []
    for perceiver, target in (("PRC", "JPN"), ("JPN", "PRC")):
        rows += [
            question(perceiver, target, "perceived", perceiver, 6),
            question(perceiver, target, "assessed", PANEL, 4),
            question(perceiver, target, "predicted", target, 5),
            question(perceiver, target, "avowed", target, 3),
        ]
    for one, other in (("PRC", "JPN"), ("JPN", "PRC")):
        rows += [
            replace(question(one, other, lens, group, place), **OF_A_MEASURE, item=item)
            for item in ("reassurance.hotline.lessens", "reassurance.hotline.acceptable")
            for lens, group, place in (("stated", one, 6), ("predicted", other, 3))
        ]
    for level, place, n in (("government", 6, 19), ("public", 3, 25)):
        tally = [0] * 7
        tally[place] = n
        about = {"perceiver": "ROK", "target": "USA", "position": 3}
        rows.append(block_row(tally, group=f"ROK/{level}", **about))
    for side in SIDES:
        asked = {"item": "impression", "item_kind": "impression", "domain": ""}
        asked |= {"perceiver": side, "target": "", "group": side, "position": 2}
        tally = (0, 0, 0, SIZES[side], 0, 0, 0, 0)
        rows += [block_row(tally, lens=lens, **asked) for lens in ("first", "revised")]
    rows += of_grounds() + of_sides_and_orders()
    for item, position in (("low", 95), ("middle", 96), ("high", 97)):
        for group in (*SIDES, PANEL):
            shown = {"item": item, "item_kind": "vignette", "position": position}
            shown |= {"perceiver": "", "target": "", "lens": "anchored", "group": group}
            rows.append(block_row((0, 0, 0, 0, 0, 0, SIZES[group]), **shown))
    return rows


def of_grounds() -> list[BlockRow]:
    """What all of a group rest their answers on, both ways between two sides."""
    rows = []
    for perceiver, target in (("PRC", "JPN"), ("JPN", "PRC")):
        asked = {"item": "grounds.answers.rests-on", "item_kind": "battery", "domain": ""}
        asked |= {"perceiver": perceiver, "target": target, "position": 120}
        for lens, group, place in (("stated", perceiver, 5), ("assessed", PANEL, 9)):
            tally = [0] * 12
            tally[place] = SIZES[group]
            rows.append(block_row(tally, lens=lens, group=group, **asked))
    return rows


def of_sides_and_orders() -> list[BlockRow]:
    """What two sides say of themselves, of each other and of an order, each of one mind."""

    def unanimous(group: str, place: int) -> tuple[int, ...]:
        return tuple(SIZES[group] * (answer == place) for answer in range(7))

    rows = []
    for side, other in (("PRC", "JPN"), ("JPN", "PRC")):
        rows += [
            statement(side, side, unanimous(side, 6)),
            statement(side, other, unanimous(side, 3)),
            statement(other, other, unanimous(side, 4), lens="predicted", group=side),
            order(side, unanimous(side, 6)),
            order(side, unanimous(side, 3), question="likely"),
            order(other, unanimous(side, 4), lens="predicted", group=side),
        ]
    return rows


def released_once(study: Study, audience: str = "held", **fields: object) -> Release:
    """The next round of the study, closed and released; changes since the one before it."""
    told = {"widest_audience": "public"} | fields
    round = factories.make_round(study, state="draft", **told)
    Round.objects.filter(pk=round.pk).update(state=Round.State.CLOSED, closed_on="2026-11-20")
    round.refresh_from_db()
    rows = blocks()
    made = content(rows)
    release = publish_round(
        round=round,
        content=replace(made, changes=since(round), level_gaps=level_gaps(rows)),
    )
    return widen(release=release, to=audience, by="test") if audience != "held" else release


def since(round: Round) -> list[ChangeRow]:
    """Of the dyad of which there are gaps, and so a page."""
    compared = [block for block in blocks() if not level_of(block.group)]
    return changes(round, compared) if round.number > 1 else []
