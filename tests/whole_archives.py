"""Two rounds of a study with everything that a release may hold, as folders of files. No database.

Sides of all sizes, one of them by level, the panel by nominating side, a party that takes no part,
all batteries, changes since the first round, and records of two large sides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from analytics.computing import changes
from analytics.computing.clustered_means import with_clustered
from analytics.computing.level_gaps import level_gaps
from analytics.computing.pooled_gaps import cells_and_means
from analytics.computing.vignette_ranks import with_ranks
from analytics.export.archive import files_of
from analytics.export.publication import Publication
from analytics.measures.verdicts import Thresholds, stored_rules
from analytics.release.rows import BlockRow, ChangeRow, Content, in_order
from surveys.instruments.document import QuestionSpec, all_questions, answers_of
from tests import factories
from tests.analytics.api import whole
from tests.analytics.computing.recorded import made_up_records
from tests.analytics.export.publications import publication

APART = "PRK"
PANELS = ("panel/JPN", "panel/PRC", "panel/USA")
BY_LEVEL = ("PRC>JPN", ("PRC/government", "PRC/military", "PRC/public"))
# In the second round: too many people for their deals to be listed.
LARGE = (2, 1, 5, 20, 40, 50, 30)
# People per answer.
TALLIES = (
    *whole.TALLIES,
    (0, 0, 0, 0, 0, 0, 8),
    (0, 0, 0, 4, 3, 5, 0),
    (0, 0, 0, 0, 0, 1, 6),
    (0, 0, 0, 6, 0, 0, 0),
)
# One tally for each of a panel's parts, and of a side's levels.
OF_A_PART = ((0, 0, 0, 0, 2, 2, 1), (0, 0, 1, 0, 0, 4, 3), (0, 0, 0, 2, 3, 0, 0))
THRESHOLDS = {"gaps": {"by_level": 1, "zone_likely": 0.6}, "changes": {"shift": 0.75}}


def blocks(number: int) -> Iterator[BlockRow]:
    """Of every question; in another round others give each tally."""
    for question in all_questions(factories.short()):
        row = SimpleNamespace(**vars(question) | {"domain": question.domain or ""})
        for place, (lens, group) in enumerate(_asked(question)):
            tally = _tally(question, number, place, group)
            yield whole.row(row, lens, group, tally)


def _asked(question: QuestionSpec) -> list[tuple[str, str]]:
    if question.kind == "about":
        return []
    asked = whole.asked(factories.short(), question, PANELS)
    about, levels = BY_LEVEL
    if question.key.startswith(about) and question.kind in ("concern", "threat"):
        asked = [
            *(place for place in asked if place[0] != "perceived"),
            *(("perceived", level) for level in levels),
        ]
    return [(lens, group) for lens, group in asked if group != APART]


def _tally(question: QuestionSpec, number: int, place: int, group: str) -> Sequence[int]:
    turn = number**3 + question.position // 7 * place
    tallies = OF_A_PART if "/" in group else TALLIES if number == 1 else (*TALLIES, LARGE)
    tally = tallies[(question.position + turn) % len(tallies)]
    if question.kind == "impression":
        return whole.IMPRESSIONS[turn % 2]
    if question.kind in ("trend", "reflection"):
        return (tally[0], tally[1], sum(tally[2:4]), tally[4], sum(tally[5:]))
    if question.kind == "battery":
        return whole.of_battery(
            tally, len(answers_of(factories.short(), "battery", "", question.item))
        )
    return tally


def release(number: int, earlier: Sequence[BlockRow] = ()) -> Publication:
    """A round, with what changed since the one before it."""
    document, rows = factories.short(), tuple(blocks(number))
    records = made_up_records(document) if number == 2 else []
    rules = stored_rules(Thresholds, THRESHOLDS["gaps"])
    cells, means = cells_and_means(rows, rules, (APART,))
    moved = _changes(rows, earlier) if earlier else []
    content = Content(
        blocks=in_order(rows),
        cells=in_order(with_ranks(cells, records, document)),
        means=in_order(with_clustered(means, records, document)),
        changes=in_order(moved),
        records=in_order(records),
        level_gaps=in_order(level_gaps(rows, rules)),
    )
    about = {
        "study": {"slug": "forum", "title": {"en": "Forum"}},
        "round": {"number": number, "title": {"en": "Round"}, "closed_on": "2026-11-20"},
        "method": {"thresholds": THRESHOLDS},
    }
    return replace(publication(document=document, changes=moved, **about), content=content)


def _changes(rows: Sequence[BlockRow], earlier: Sequence[BlockRow]) -> list[ChangeRow]:
    """Without a database to read the earlier round from."""
    before = SimpleNamespace(round=SimpleNamespace(number=1))
    with mock.patch.object(changes, "blocks_of", return_value=earlier):
        return changes.changes_since(before, rows, THRESHOLDS)  # type: ignore[arg-type]


def write(made: Publication, folder: Path) -> Path:
    """The sources and the tables in CSV, which are the parts that figures are read from."""
    folder.mkdir()
    named = {file.name: file for file in files_of(made)}
    sources = ("release.json", "changes.json", "instrument.json")
    for name in (*sources, *(f"{table.name}.csv" for table in made.tables)):
        if name in named:
            (folder / name).write_bytes(named[name].content)
    return folder
