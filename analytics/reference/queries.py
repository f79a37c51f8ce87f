"""Where pages, briefs and the API read figures published elsewhere."""

import csv
import io
import uuid
from collections.abc import Iterable

from analytics.models import ReferenceFigure
from analytics.reference.columns import NAMES
from surveys.models.study import Study
from surveys.spreadsheets import BYTE_ORDER_MARK


def figures_of(study: Study) -> list[ReferenceFigure]:
    """Return the figures of a study in the order in which they were loaded."""
    return list(ReferenceFigure.objects.filter(study=study))


def edition_of(study: uuid.UUID) -> list[uuid.UUID]:
    """Return what tells the figures of a study from those it had before; they never change."""
    return list(ReferenceFigure.objects.filter(study=study).values_list("pk", flat=True))


def as_csv(figures: Iterable[ReferenceFigure]) -> str:
    """Return figures as a file that can be loaded again; without any, the line of columns alone.

    No text of a figure begins as a formula does: loading refuses it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(NAMES)
    for figure in figures:
        cells = (getattr(figure, name) for name in NAMES)
        writer.writerow("" if cell is None else cell for cell in cells)
    return BYTE_ORDER_MARK + text.getvalue()
