"""The questionnaires that are loaded, and each of them as a respondent would see it."""

import uuid
from collections.abc import Callable, Collection
from functools import wraps
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from surveys.access import may_read_questionnaires, studies_of
from surveys.instrument_forms import SEAT_LABELS, ComparisonForm, ReadingForm, name_of
from surveys.instruments.document import draft_languages
from surveys.instruments.loader import document_of
from surveys.languages import current_tag, own_names, text_in
from surveys.models.base import Seat
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.staff import User
from surveys.views.facilitator import signed_in
from surveys.views.landing import View
from surveys.views.reading import Reader, read_pages
from surveys.views.setting_up import form_page


def for_setting_up(view: View) -> View:
    """Decorate a view for those whom an operator lets set up studies; Http404 for all others."""
    return _guarded(view, lambda user: user.is_staff)


def for_reading(view: View) -> View:
    """Decorate a view for those who may read every questionnaire; Http404 for all others."""
    return _guarded(view, may_read_questionnaires)


def _guarded(view: View, may_see: Callable[[User], bool]) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not may_see(signed_in(request)):
            raise Http404
        return view(request, **kwargs)

    return form_page(guarded)


def of_instrument(view: Callable[..., HttpResponse]) -> View:
    """Let a view be given one version of a questionnaire, by its address."""

    @wraps(view)
    def of_version(request: HttpRequest, instrument: str, version: int) -> HttpResponse:
        found = get_object_or_404(Instrument, slug=instrument, version=version)
        return view(request, found)

    return of_version


@for_reading
def instruments(request: HttpRequest) -> HttpResponse:
    loaded = list(Instrument.objects.order_by("slug", "-version").defer("file_text"))
    form = ComparisonForm(loaded)
    form.initial = _last_two(loaded)
    context = {
        "staff": True,
        "rows": [_row(each, used) for each, used in _with_rounds(loaded, signed_in(request))],
        "form": form,
        "may_compare": len(loaded) > 1,
        "may_set_up": request.user.is_staff,
    }
    return render(request, "surveys/instruments/list.html", context)


@for_reading
@of_instrument
def read_instrument(request: HttpRequest, instrument: Instrument) -> HttpResponse:
    """Show the questions of a seat, all below each other or one page of them."""
    document = document_of(instrument)
    query = request.GET.copy()
    wanted = "".join(query.pop("page", []))
    form = ReadingForm(document, query)
    reader = Reader(
        seat=form.value("seat"),
        side=form.value("side"),
        language=form.value("language"),
        modules=tuple(form.value("modules")),
        threats=form.value("threats"),
    )
    only = int(wanted) if wanted.isdecimal() and len(wanted) < 4 else None
    pages = read_pages(document, reader, only)
    if only is not None and not 1 <= only <= len(pages):
        only, pages = None, read_pages(document, reader)
    chosen = [("seat", reader.seat), ("side", reader.side), ("language", reader.language)]
    chosen += [("modules", module) for module in reader.modules]
    chosen += [("threats", "on")] if reader.threats else []
    context = about(request, instrument) | {
        "form": form,
        "pages": pages,
        "only": only,
        "chosen": urlencode(chosen),
        "language": reader.language,
        "as_seat": SEAT_LABELS[Seat(reader.seat)],
        "as_side": document.party(reader.side).name.read(current_tag()),
        "before": only - 1 if only else 0,
        "after": only + 1 if only and only < len(pages) else 0,
    }
    return render(request, "surveys/instruments/read.html", context)


def about(request: HttpRequest, instrument: Instrument) -> dict[str, Any]:
    """Return what every page about one version shows around the rest."""
    return {
        "staff": True,
        "instrument": instrument,
        "title": text_in(instrument.title),
        "may_set_up": request.user.is_staff,
    }


def in_use(instrument: Instrument) -> bool:
    """Return whether a round uses this version or has used it, so that it never changes."""
    return instrument.frozen or instrument.rounds.exists()


# --- Inside --------------------------------------------------------------------------------------


def _last_two(loaded: list[Instrument]) -> dict[str, str]:
    """Return the last two versions of the first questionnaire that has two, or else any two."""
    pairs = list(pairwise(loaded))
    of_one = [pair for pair in pairs if pair[0].slug == pair[1].slug]
    for new, old in [*of_one, *pairs][:1]:
        return {"before": name_of(old), "after": name_of(new)}
    return {}


def _with_rounds(
    loaded: Collection[Instrument], user: User
) -> list[tuple[Instrument, list[tuple[Round, bool]]]]:
    """Return each instrument with its rounds, and of each whether the user may know of it."""
    own = {*studies_of(user)}
    rounds: dict[uuid.UUID, list[tuple[Round, bool]]] = {}
    for round in Round.objects.select_related("study").order_by("study__slug", "number"):
        rounds.setdefault(round.instrument_id, []).append((round, round.study_id in own))
    return [(instrument, rounds.get(instrument.pk, [])) for instrument in loaded]


def _row(instrument: Instrument, used: list[tuple[Round, bool]]) -> dict[str, Any]:
    document = document_of(instrument)
    drafts = draft_languages(document)
    return {
        "instrument": instrument,
        "title": text_in(instrument.title),
        "counts": _("%(concerns)d common concerns, %(threats)d articulated threats")
        % {"concerns": len(document.concerns), "threats": len(document.threats)},
        "languages": own_names(document.languages),
        "drafts": own_names(drafts),
        "rounds": [
            {"round": round, "title": text_in(round.title), "study": text_in(round.study.title)}
            for round, known in used
            if known
        ],
        "elsewhere": any(not known for _round, known in used),
        "frozen": instrument.frozen,
    }
