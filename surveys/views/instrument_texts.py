"""The texts of a questionnaire beside each other, and their way to a translator and back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from surveys.instrument_forms import UNREVIEWED, SheetForm, SheetUploadForm, TextsForm
from surveys.instruments.importing import CHANGED, REFUSED, SAME, Understood, understand
from surveys.instruments.loader import document_of
from surveys.instruments.rewriting import NotRewritableError
from surveys.instruments.sheets import KINDS, SheetError, read_sheet, written
from surveys.instruments.translating import sheet_header, sheet_rows, text_rows
from surveys.instruments.versions import content_of, file_text_of, next_file_text
from surveys.languages import language_name
from surveys.models.instrument import Instrument
from surveys.views.instrument_versions import file_page
from surveys.views.instruments import about, for_reading, for_setting_up, of_instrument


@for_reading
@of_instrument
def instrument_texts(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    document = document_of(instrument)
    form = TextsForm(document, request.GET)
    languages = [tag for tag in document.languages if tag in form.value("languages")]
    rows = text_rows(content_of(instrument))
    if form.value("which") == UNREVIEWED:
        rows = tuple(row for row in rows if row.is_unreviewed(languages))
    context = about(request, instrument) | {
        "form": form,
        "languages": [(tag, language_name(tag)) for tag in languages],
        "rows": [
            {"row": row, "versions": [(tag, *row.versions.get(tag, ("", ""))) for tag in languages]}
            for row in rows
        ],
    }
    return render(request, "surveys/instruments/texts.html", context)


@for_reading
@of_instrument
def instrument_file(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Give out the file just as it was loaded."""
    name = f"{instrument.slug}-{instrument.version}.yaml"
    return download(file_text_of(instrument).encode(), "application/yaml; charset=utf-8", name)


@for_setting_up
@of_instrument
def translation_sheet(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Give out a translator's sheet; Http404 for a language or kind of file that is not offered."""
    form = SheetForm(document_of(instrument), request.GET)
    if not form.is_valid():
        raise Http404
    language, kind = form.cleaned_data["language"], form.cleaned_data["kind"]
    content = content_of(instrument)
    sheet = written(kind, sheet_header(content, language), sheet_rows(content, language))
    name = f"{instrument.slug}-{instrument.version}-{language}.{kind}"
    return download(sheet, KINDS[kind], name)


@for_setting_up
@of_instrument
def translations(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Offer the sheet and take one back, of which it is first shown what was understood."""
    document = document_of(instrument)
    form = SheetUploadForm()
    understood = None
    if request.method == "POST":
        form = SheetUploadForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                sheet = read_sheet(form.cleaned_data["file"].read())
                understood = understand(content_of(instrument), sheet)
            except SheetError as refused:
                form.add_error("file", str(refused))
    context = about(request, instrument) | {
        "form": form,
        "sheet_form": SheetForm(document),
        "may_translate": len(document.languages) > 1,
    }
    if understood is not None:
        context |= _report(instrument, understood)
    return render(
        request,
        "surveys/instruments/translations.html",
        context,
        status=422 if form.errors else 200,
    )


def download(body: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file to be kept under this name."""
    disposition = f'attachment; filename="{name}"'
    return HttpResponse(
        body, content_type=content_type, headers={"Content-Disposition": disposition}
    )


def _report(instrument: Instrument, understood: Understood) -> dict[str, Any]:
    """Return what was understood, and the form in which the next version can be loaded."""
    report: dict[str, Any] = {
        "understood": understood,
        "language": understood.language,
        "language_name": language_name(understood.language),
        "refused": understood.of(REFUSED),
        "changed": understood.of(CHANGED),
        "same": understood.of(SAME),
    }
    if not understood.new_texts:
        return report
    try:
        text = next_file_text(instrument, understood.new_texts)
    except NotRewritableError:
        remark = _(
            "The texts could not be put into the file as it is written. Download the YAML, put "
            "them in by hand, and load it as a new version."
        )
        return report | {"not_rewritable": remark}
    return report | file_page(text)
