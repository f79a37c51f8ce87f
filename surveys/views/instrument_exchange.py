"""A questionnaire as a form of another program: what it is downloaded as, and its way back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from surveys.instrument_ddi import instrument_ddi
from surveys.instrument_forms import FormUploadForm
from surveys.instruments.errors import InstrumentError
from surveys.instruments.interchange.carrying import left_out
from surveys.instruments.interchange.formats import FORMATS, import_form
from surveys.instruments.interchange.importing import Imported
from surveys.instruments.loader import document_of, next_version
from surveys.instruments.rewriting import file_of
from surveys.instruments.versions import content_of
from surveys.models.instrument import Instrument
from surveys.views.instrument_texts import download
from surveys.views.instrument_versions import file_page
from surveys.views.instruments import about, for_reading, for_setting_up, of_instrument

DDI = "ddi"


@for_reading
@of_instrument
def instrument_exchange(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Offer the downloads, and say what of the questionnaire they do not carry."""
    context = about(request, instrument) | {
        "form": FormUploadForm(),
        "left_out": left_out(content_of(instrument)),
    }
    return render(request, "surveys/instruments/exchange.html", context)


@for_reading
@of_instrument
def instrument_form(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Give out a form; Http404 for a kind that is not offered."""
    kind = request.GET.get("kind", "")
    name = f"{instrument.slug}-{instrument.version}"
    if kind == DDI:
        written = instrument_ddi(document_of(instrument))
        return download(written, "application/xml; charset=utf-8", f"{name}.ddi.xml")
    if kind not in FORMATS:
        raise Http404
    form = FORMATS[kind]
    file = form.file_of(content_of(instrument))
    return download(file, form.media_type, f"{name}.{kind}.{form.extension}")


@for_setting_up
@of_instrument
def import_instrument(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Take a form, say what of it is not carried, and show the YAML that can be loaded."""
    if request.method != "POST":
        return _upload_page(request, instrument, FormUploadForm())
    form = FormUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, instrument, form)
    file = form.cleaned_data["file"]
    try:
        result = import_form(file.read(), file.name, content_of(instrument))
    except InstrumentError as faults:
        return _upload_page(request, instrument, form, problems=faults.problems)
    return _upload_page(request, instrument, FormUploadForm(), result)


def _upload_page(
    request: HttpRequest,
    instrument: Instrument,
    form: FormUploadForm,
    result: Imported | None = None,
    problems: tuple[str, ...] = (),
) -> HttpResponse:
    context: dict[str, Any] = about(request, instrument) | {"form": form, "problems": problems}
    if result is not None:
        content = result.content
        content["version"] = max(next_version(content["slug"]), content["version"])
        context |= {"result": result} | file_page(file_of(content))
    status = 422 if problems or form.errors else 200
    return render(request, "surveys/instruments/import.html", context, status=status)
