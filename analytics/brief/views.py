"""The briefs of a release: a page and a sheet for each dyad, and all sheets in one ZIP.

Whoever may read a dyad's page may read its brief. Only those with a role in the study have the
questions worded anew and sheets typeset, which takes the server longer than a page.
"""

import uuid
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.brief.archive import archive_name, archive_path, brief_name
from analytics.brief.composing import Brief
from analytics.brief.forms import LanguagesForm, QuestionsForm
from analytics.brief.ordering import order
from analytics.brief.pages import brief_page, briefs_of, briefs_page
from analytics.brief.sheet import TooLongError, pdf_of
from analytics.brief.sources import Dyad
from analytics.export.archive import ZIP
from analytics.web.access import Reader, by_role, by_staff
from surveys.access import READS
from surveys.fonts import FontMissingError
from surveys.languages import current_tag

REFUSED = 422
PDF = "application/pdf"


@dataclass(frozen=True)
class BriefRequest:
    """A dyad's brief in the languages asked for, and the form with its questions."""

    reader: Reader
    dyad: Dyad
    languages: LanguagesForm
    briefs: list[Brief]
    questions: QuestionsForm

    @property
    def is_valid(self) -> bool:
        return self.languages.is_valid() and (
            not self.questions.is_bound or self.questions.is_valid()
        )

    @property
    def worded(self) -> list[Brief]:
        """The brief with the questions as they were posted, if they were; they must be valid."""
        if not self.questions.is_bound or not self.is_valid:
            return self.briefs
        return [
            replace(brief, questions=self.questions.questions_in(brief.tag))
            for brief in self.briefs
        ]

    def page(self, request: HttpRequest, problem: str = "") -> HttpResponse:
        """The page, with what stopped the sheet if something did: nothing posted is lost."""
        context = brief_page(self.reader, self.dyad, self.languages, self.worded, self.questions)
        status = 200 if self.is_valid and not problem else REFUSED
        context |= {"problem": problem}
        return render(request, "analytics/brief.html", context, status=status)


def _requested(request: HttpRequest, reader: Reader, perceiver: str, target: str) -> BriefRequest:
    """What was asked for; 404 if the release has no such dyad."""
    languages = LanguagesForm(request.GET.dict(), current_tag())
    briefs = briefs_of(reader, perceiver, target, languages.tags)
    if briefs is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    return BriefRequest(
        reader, (perceiver, target), languages, briefs, QuestionsForm(briefs, posted)
    )


def shown(request: HttpRequest, reader: Reader, perceiver: str, target: str) -> HttpResponse:
    """The brief of a dyad, with the questions as they were posted: they are kept nowhere."""
    return _requested(request, reader, perceiver, target).page(request)


def brief(request: HttpRequest, release_id: uuid.UUID, perceiver: str, target: str) -> HttpResponse:
    """Read by whoever may read the dyad; its questions are worded by those with a role."""
    view = by_staff(READS)(shown) if request.method == "POST" else by_role(shown)
    return view(request, release_id=release_id, perceiver=perceiver, target=target)


@by_staff(READS)
def brief_pdf(request: HttpRequest, reader: Reader, perceiver: str, target: str) -> HttpResponse:
    """The sheet, with the questions as they were posted if they were."""
    requested = _requested(request, reader, perceiver, target)
    if not requested.is_valid:
        return requested.page(request)
    try:
        pdf = pdf_of(requested.worded)
    except FontMissingError as problem:
        words = _("The sheet could not be typeset: %(problem)s") % {"problem": problem}
        return requested.page(request, words)
    except TooLongError:
        return requested.page(
            request, _("This is too long for one sheet. Please shorten the questions.")
        )
    name = brief_name(requested.dyad, requested.languages.tags)
    return _attached(pdf, PDF, name)


# --- All dyads of a release ----------------------------------------------------------------------


@by_staff(READS)
def briefs(request: HttpRequest, reader: Reader) -> HttpResponse:
    """All dyads, and their sheets in one ZIP, which a worker makes when it is ordered."""
    given = request.POST if request.method == "POST" else request.GET
    languages = LanguagesForm(given.dict(), current_tag())
    if request.method == "POST" and languages.is_valid():
        order(reader.release, languages.tags)
        query = briefs_page(reader, languages)["query"]
        return redirect(f"{reverse('release-briefs', args=[reader.release.pk])}?{query}")
    status = 200 if languages.is_valid() else REFUSED
    return render(request, "analytics/briefs.html", briefs_page(reader, languages), status=status)


@by_staff(READS, ("GET", "HEAD"))
def briefs_zip(request: HttpRequest, reader: Reader) -> HttpResponse:
    """The ZIP, if a worker has made it; otherwise the page says how far it is."""
    languages = LanguagesForm(request.GET.dict(), current_tag())
    try:
        packed = archive_path(reader.release, languages.tags).read_bytes()
    except OSError:
        query = request.META["QUERY_STRING"]
        return redirect(f"{reverse('release-briefs', args=[reader.release.pk])}?{query}")
    name = archive_name(reader.release, languages.tags)
    return _attached(packed, ZIP, name)


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
