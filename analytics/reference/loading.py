"""Loads figures published elsewhere into a study, and takes them out again."""

from collections.abc import Sequence
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from analytics.models import ReferenceFigure
from analytics.reference.reading import Reading, read_figures
from surveys.auditing import audit_answers
from surveys.models.study import Study

SHIPPED = tuple(sorted(Path(__file__).parent.glob("*.csv")))


def load_figures(*, study: Study, reading: Reading, by: str) -> int:
    """Store all figures of a file after those loaded before; returns how many.

    Raises FiguresRefusedError, and stores none, if any line has a fault.
    """
    figures = reading.figures()
    with transaction.atomic(using="default"):
        Study.objects.select_for_update().get(pk=study.pk)
        last = ReferenceFigure.objects.filter(study=study).aggregate(last=Max("position"))["last"]
        for position, figure in enumerate(figures, start=(last or 0) + 1):
            figure.study, figure.position = study, position
        ReferenceFigure.objects.bulk_create(figures)
        _audit(by, "load_reference", study, figures)
    return len(figures)


def load_shipped(*, study: Study, by: str) -> None:
    """Load the files that come with the program, unless the study has a figure already."""
    if ReferenceFigure.objects.filter(study=study).exists():
        return
    for path in SHIPPED:
        reading = read_figures(path.read_bytes(), study=study)
        load_figures(study=study, reading=reading, by=by)


def remove_source(*, study: Study, source: str, by: str) -> int:
    """Delete all figures of a source from a study; returns how many there were."""
    with transaction.atomic(using="default"):
        Study.objects.select_for_update().get(pk=study.pk)
        figures = list(ReferenceFigure.objects.filter(study=study, source=source))
        if figures:
            ReferenceFigure.objects.filter(pk__in=[figure.pk for figure in figures]).delete()
            _audit(by, "remove_reference", study, figures)
    return len(figures)


def _audit(by: str, act: str, study: Study, figures: Sequence[ReferenceFigure]) -> None:
    sources = list(dict.fromkeys(figure.source for figure in figures))
    audit_answers(by=by, act=act, subject=study.pk, figures=len(figures), sources=sources)
