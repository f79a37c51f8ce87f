"""Reads a file of figures published elsewhere: each fault is named by its line and field.

A workbook, or a table of text in any encoding that is named or can be recognised, whose first line
names the columns of `analytics.reference.columns`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from analytics.models import ReferenceFigure
from analytics.reference.columns import NAMES, REQUIRED
from analytics.reference.lines import FigureReader
from analytics.reference.matters import Matters
from surveys.delivering.refused_lists import ListRefusedError
from surveys.delivering.workbook_lists import workbook_text
from surveys.models.study import Study
from surveys.plain_text import without_unseen
from surveys.uploads.encodings import decoded
from surveys.uploads.errors import UnreadableFileError
from surveys.uploads.text_tables import lines_of
from surveys.uploads.workbooks import is_workbook

LARGEST_FILE = 1_000_000  # bytes
# What pages of results still show with ease.
MOST_FIGURES = 500
# What a figure is known by: the same again would be shown twice.
IDENTITY = (
    "perceiver", "target", "item", "figure", "source", "date", "population", "wording",
)  # fmt: skip


class FiguresRefusedError(ValueError):
    """Something in a file is wrong, and nothing was loaded; ``problems`` say what and where."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


@dataclass
class Line:
    """A line as it was written, by column; the figure in it, None where something is wrong."""

    number: int
    cells: Mapping[str, str]
    figure: ReferenceFigure | None = None
    problems: list[str] = field(default_factory=list)


@dataclass
class Reading:
    """What was understood of a file: its lines, its text, and what of a workbook was not read.

    ``encoding`` is the codec of the file, "" of a workbook.
    """

    lines: list[Line]
    text: str
    encoding: str
    notes: list[str]

    @property
    def problems(self) -> list[str]:
        """Every fault, by line and field."""
        return [
            _("line %(number)d, %(problem)s") % {"number": line.number, "problem": problem}
            for line in self.lines
            for problem in line.problems
        ]

    def figures(self) -> list[ReferenceFigure]:
        """The figures in the order of the file, not yet stored.

        Raises FiguresRefusedError, naming every fault, if there is any.
        """
        if problems := self.problems:
            raise FiguresRefusedError(problems)
        return [line.figure for line in self.lines if line.figure]


def read_figures(content: bytes, *, study: Study, encoding: str = "") -> Reading:
    """Return what was understood of a file for a study, with the faults of each line.

    Raises FiguresRefusedError for a file that cannot be read, or that has no figure.
    """
    if len(content) > LARGEST_FILE:
        raise FiguresRefusedError([too_large()])
    reader = FigureReader(Matters.of(study))
    try:
        text, codec, notes = _text(content, encoding)
        lines = [_read(reader, number, cells) for number, cells in _rows(text)]
    except (UnreadableFileError, ListRefusedError) as problem:
        raise FiguresRefusedError(problem.problems) from None
    if not lines:
        raise FiguresRefusedError(
            [_("The file has no figure: its first line is that of the columns.")]
        )
    loaded = ReferenceFigure.objects.filter(study=study)
    _mark_repeated(lines, loaded.values_list(*IDENTITY))
    if loaded.count() + len(lines) > MOST_FIGURES:
        raise FiguresRefusedError(
            [
                _("A study holds at most %(most)d figures; %(loaded)d are loaded already.")
                % {"most": MOST_FIGURES, "loaded": loaded.count()}
            ]
        )
    return Reading(lines, text, codec, notes)


def too_large() -> str:
    return _("The file is larger than a list of figures can be. Was it the right one?")


def _text(content: bytes, encoding: str) -> tuple[str, str, list[str]]:
    """Return the text of a file, the codec it was read in, and what was not read."""
    if not is_workbook(content):
        return *decoded(content, encoding, NAMES), []
    text, notes = workbook_text(content)
    return text, "", notes


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line number, values by column) of every line that is not empty."""
    names: list[str] = []
    for number, cells in lines_of(text):
        if not names:
            names = _columns(cells)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise FiguresRefusedError(
                [
                    _("line %(number)d has more fields than the first line names columns")
                    % {"number": number}
                ]
            )
        values = dict.fromkeys(NAMES, "") | dict(zip(names, map(str.strip, cells), strict=False))
        yield number, {name: value for name, value in values.items() if name}


def _columns(cells: Sequence[str]) -> list[str]:
    """Return the names of the columns. Raises FiguresRefusedError, naming what is amiss."""
    names = [cell.strip().casefold() for cell in cells]
    while names and not names[-1]:
        names.pop()
    unknown = [without_unseen(name) or "–" for name in names if name not in NAMES]
    missing = [name for name in NAMES if name in REQUIRED and name not in names]
    repeated = sorted({name for name in names if name in NAMES and names.count(name) > 1})
    problems = [
        words % {"columns": ", ".join(columns)}
        for words, columns in (
            (_("line 1 names columns that are not known: %(columns)s"), unknown),
            (_("line 1 lacks columns: %(columns)s"), missing),
            (_("line 1 names columns twice: %(columns)s"), repeated),
        )
        if columns
    ]
    if problems:
        known = _("The columns are: %(columns)s.") % {"columns": ", ".join(NAMES)}
        raise FiguresRefusedError([*problems, known])
    return names


def _read(reader: FigureReader, number: int, cells: Mapping[str, str]) -> Line:
    figure, problems = reader.figure(cells)
    return Line(number, cells, figure, problems)


def _mark_repeated(lines: Sequence[Line], loaded: Any) -> None:
    """Add a problem for every figure that stands in the file, or in the study, already."""
    before, first = set(loaded), dict[tuple[Any, ...], int]()
    for line in lines:
        if line.figure is None:
            continue
        key = tuple(getattr(line.figure, name) for name in IDENTITY)
        if key in before:
            line.problems.append(_("this figure was loaded before, from the same source"))
        elif key in first:
            line.problems.append(
                _("this figure stands in line %(number)d already") % {"number": first[key]}
            )
        first.setdefault(key, line.number)
