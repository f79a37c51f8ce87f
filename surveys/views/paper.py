"""The page on which a form to fill in by pen is chosen, and the form as PDF."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from surveys.access import RUNS, may_read_questionnaires
from surveys.fonts import FontMissingError
from surveys.instruments.loader import document_of, document_with
from surveys.languages import text_in
from surveys.models.instrument import Instrument
from surveys.paper_form import number_of_questions, paper_form_pdf
from surveys.seat_forms import PaperChoiceForm
from surveys.views.facilitator import round_and_role, signed_in

# So that a font that is missing on the server is not taken for a mistake of the reader.
UNAVAILABLE = 503
# Set in some seconds; nobody fills in more by pen.
MOST_QUESTIONS = 1_000


@never_cache
@login_required
@require_safe
def paper_form(request: HttpRequest, instrument: str, version: int) -> HttpResponse:
    """Show what can be chosen of a form on paper."""
    questionnaire = instrument_of(request, instrument, version)
    return _shown(request, questionnaire, PaperChoiceForm(document_of(questionnaire)))


@never_cache
@login_required
@require_safe
def paper_form_of_round(request: HttpRequest, round_id: uuid.UUID) -> HttpResponse:
    """Show the same as a round would ask it, on whose sheets its name stands."""
    round = round_and_role(request, round_id, RUNS)[0]
    chosen = {
        "asks_threats": round.asks_threats,
        "modules": round.modules,
        "languages": round.languages[:1],
        "heading": f"{text_in(round.study.title)} · {text_in(round.title)}",
    }
    form = PaperChoiceForm(document_of(round.instrument), initial=chosen)
    return _shown(request, round.instrument, form)


@never_cache
@login_required
@require_safe
def paper_form_pdf_page(request: HttpRequest, instrument: str, version: int) -> HttpResponse:
    """Return the form as PDF; the page of choices again where they are not in order."""
    questionnaire = instrument_of(request, instrument, version)
    form = PaperChoiceForm(document_of(questionnaire), request.GET)
    if not form.is_valid():
        return _shown(request, questionnaire, form, status=422)
    threats = form.cleaned_data["asks_threats"]
    chosen = form.paper_form(document_with(questionnaire.checksum, threats=threats))
    if (number := number_of_questions(chosen)) > MOST_QUESTIONS:
        said = _(
            "These are %(number)d questions, and at most %(most)d are printed from here. Leave "
            "something out, or ask the operator for the form (manage.py paper_form)."
        )
        form.add_error(None, said % {"number": number, "most": MOST_QUESTIONS})
        return _shown(request, questionnaire, form, status=422)
    try:
        pdf = paper_form_pdf(chosen)
    except FontMissingError as problem:
        form.add_error(None, str(problem))
        return _shown(request, questionnaire, form, status=UNAVAILABLE)
    response = HttpResponse(pdf, content_type="application/pdf")
    name = "-".join([instrument, str(version), chosen.seat, chosen.side, *chosen.languages])
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


def instrument_of(request: HttpRequest, slug: str, version: int) -> Instrument:
    """Return a version of a questionnaire. Http404 unless its reader may see it."""
    if not may_read_questionnaires(signed_in(request)):
        raise Http404
    instrument: Instrument = get_object_or_404(
        Instrument.objects.defer("content"), slug=slug, version=version
    )
    return instrument


def _shown(
    request: HttpRequest, instrument: Instrument, form: PaperChoiceForm, status: int = 200
) -> HttpResponse:
    context = {
        "staff": True,
        "instrument": instrument,
        "title": text_in(instrument.title),
        "form": form,
    }
    return render(request, "surveys/paper_form.html", context, status=status)
