"""New versions of questionnaires, written in the page or sent as a file, and how two differ."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.instrument_forms import ComparisonForm, FileForm
from surveys.instruments.comparing import GROUPS, Comparison, compare
from surveys.instruments.comparison_words import (
    ASKED_ANEW,
    COMPARE,
    DO_NOT_COMPARE,
    GROUP_HEADINGS,
    NO_LONGER_ASKED,
    NOTHING_DIFFERS,
)
from surveys.instruments.document import Document
from surveys.instruments.errors import InstrumentError
from surveys.instruments.loader import (
    FrozenInstrumentError,
    VersionTakenError,
    document_of,
    load_instrument,
    next_version,
)
from surveys.instruments.parser import decoded, parse
from surveys.instruments.rewriting import NotRewritableError
from surveys.instruments.versions import file_text_of, next_file_text
from surveys.languages import language_name
from surveys.models.instrument import Instrument
from surveys.views.facilitator import actor
from surveys.views.instruments import for_reading, for_setting_up, of_instrument

PASTED = "questionnaire.yaml"
LINE = re.compile(r":(\d+): ")
LONGEST_LINE = 200  # characters of a line that is shown beside what is wrong with it


@for_setting_up
def new_instrument(request: HttpRequest) -> HttpResponse:
    """Take the YAML of a questionnaire and load it; with a fault nothing is loaded."""
    if request.method != "POST":
        return _file_form(request, FileForm())
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _file_form(request, form)
    file = form.cleaned_data["file"]
    name = file.name if file else PASTED
    try:
        text = decoded(file.read(), name) if file else form.cleaned_data["text"]
    except InstrumentError as faults:
        return _file_form(request, form, faults.problems)
    try:
        document = parse(text, name)
        instrument = load_instrument(
            document,
            by=actor(request),
            file_text=text,
            may_replace=form.cleaned_data["may_replace"],
        )
    except InstrumentError as faults:
        problems = faults.problems
    except FrozenInstrumentError:
        problems = (_taken(document, _IN_USE),)
    except VersionTakenError:
        problems = (_taken(document, _THERE),)
    else:
        messages.success(request, _("%(name)s is loaded.") % {"name": instrument})
        return redirect("read_instrument", instrument.slug, instrument.version)
    return _file_form(request, _with_text(form, text), problems, text)


@for_setting_up
@of_instrument
def edit_instrument(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Show the YAML of a version to be edited as the next one."""
    try:
        text = next_file_text(instrument)
    except NotRewritableError:
        text = file_text_of(instrument)
    context = file_page(text) | {"instrument": instrument}
    return render(request, "surveys/instruments/edit.html", context)


@for_reading
def compare_instruments(request: HttpRequest) -> HttpResponse:
    """Show what was asked differently in two versions; without two, the form that asks for them."""
    loaded = list(Instrument.objects.order_by("slug", "version").defer("file_text"))
    form = ComparisonForm(loaded, request.GET)
    context: dict[str, Any] = {"staff": True, "form": form}
    status = 200
    if form.is_bound and form.is_valid():
        by_name = {f"{each.slug}:{each.version}": each for each in loaded}
        before, after = (by_name[form.cleaned_data[name]] for name in ("before", "after"))
        comparison = compare(document_of(before), document_of(after))
        context |= {"before": before, "after": after} | _in_words(comparison)
    elif form.is_bound:
        status = 422
    return render(request, "surveys/instruments/compare.html", context, status=status)


def file_page(text: str) -> dict[str, Any]:
    """Return what a page shows that has the text of a file in a form to be loaded."""
    return {"staff": True, "file_form": FileForm(initial={"text": text})}


# --- Inside --------------------------------------------------------------------------------------


_IN_USE = gettext_lazy(
    "A round uses version %(version)d of %(slug)s, so that it cannot change. Write the number "
    "%(next)d into the line “version”."
)
_THERE = gettext_lazy(
    "Version %(version)d of %(slug)s is there with other content. Write the number %(next)d into "
    "the line “version”, or tick the box to replace what is there."
)


def _taken(document: Document, why: Any) -> str:
    number = next_version(document.slug)
    return str(why % {"slug": document.slug, "version": document.version, "next": number})


def _with_text(form: FileForm, text: str) -> FileForm:
    """Return the form with the text of the file in the page, where it can be mended."""
    return FileForm({"text": text, "may_replace": form.cleaned_data["may_replace"]})


def _file_form(
    request: HttpRequest, form: FileForm, problems: tuple[str, ...] = (), text: str = ""
) -> HttpResponse:
    lines = text.splitlines()
    context = {
        "staff": True,
        "file_form": form,
        "problems": [{"words": p, "line": _line_named(p, lines)} for p in problems],
    }
    status = 422 if problems or form.errors else 200
    return render(request, "surveys/instruments/edit.html", context, status=status)


def _line_named(problem: str, lines: list[str]) -> str:
    """Return the line that a problem names as it is written; "" where it names none."""
    found = LINE.search(problem)
    number = int(found[1]) if found else 0
    return lines[number - 1].strip()[:LONGEST_LINE] if 1 <= number <= len(lines) else ""


def _in_words(comparison: Comparison) -> dict[str, Any]:
    otherwise = comparison.languages_asked_otherwise
    return {
        "comparison": comparison,
        "nothing_differs": NOTHING_DIFFERS,
        "verdict": DO_NOT_COMPARE if comparison.incomparable else COMPARE,
        "one_sided": [
            {"heading": heading, "matters": matters}
            for heading, matters in (
                (ASKED_ANEW, comparison.added),
                (NO_LONGER_ASKED, comparison.removed),
            )
            if matters
        ],
        "groups": [
            {
                "heading": GROUP_HEADINGS[group],
                "texts": comparison.texts_of(group),
                "settings": comparison.settings_of(group),
            }
            for group in GROUPS
            if comparison.texts_of(group) or comparison.settings_of(group)
        ],
        "statuses": [(language_name(tag), n) for tag, n in comparison.statuses.items()],
        "asked_otherwise": ", ".join(map(language_name, otherwise)),
        "languages_added": ", ".join(map(language_name, comparison.languages_added)),
        "languages_removed": ", ".join(map(language_name, comparison.languages_removed)),
    }
