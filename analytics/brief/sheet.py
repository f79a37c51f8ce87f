"""The brief of a dyad as a sheet to print: rows of parts, one part of a row for each language."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from analytics.brief.composing import Brief
from surveys.typesetting import typeset_pdf

SHEET = "brief.typ"
TOO_LONG = "too long for one sheet"
# The citation is in English whatever the languages of the sheet are.
OF_CITATION = "en"


class TooLongError(Exception):
    """The texts do not fit on one sheet even in the smallest letters."""


def pdf_of(briefs: Sequence[Brief]) -> bytes:
    """One A4 sheet with the brief of a dyad in one language, or in two side by side.

    Raises FontMissingError when a text cannot be set with the fonts at hand, and TooLongError.
    """
    import typst

    data = {"title": _title(briefs), "rows": rows_of(briefs)}
    languages = {OF_CITATION, *(brief.tag for brief in briefs)}
    try:
        return typeset_pdf(SHEET, data, sorted(languages))
    except typst.TypstError as problem:
        if TOO_LONG in str(problem):
            raise TooLongError from None
        raise


def _title(briefs: Sequence[Brief]) -> str:
    return " / ".join(brief.title for brief in briefs)


def rows_of(briefs: Sequence[Brief]) -> list[dict[str, Any]]:
    """From the top down: what each row is, and its part in each language."""
    columns = [_parts(brief) for brief in briefs]
    rows = zip(*columns, strict=True)
    return [{"kind": row[0][0], "parts": [part for _kind, part in row]} for row in rows]


def _parts(brief: Brief) -> list[tuple[str, dict[str, Any]]]:
    """A brief from the top down: the kind of each part, and what it says."""
    whole = asdict(brief)
    middle = (
        [("nothing", {"nothing": brief.nothing})]
        if brief.nothing
        else [
            *(("section", section) for section in whole["sections"]),
            ("questions", {"heading": brief.questions_heading, "questions": brief.questions}),
            ("notes", {"notes": whole["notes"]}),
        ]
    )
    head = {name: whole[name] for name in ("title", "round", "warning")}
    source = {n: whole[n] for n in ("citation_label", "citation", "method_label", "method")}
    parts = [("head", head), *middle, ("source", source)]
    return [(kind, {"tag": brief.tag, **part}) for kind, part in parts]
