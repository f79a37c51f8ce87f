"""Every page that a participant may meet, in every state, as the program answers it."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils.translation import override
from django.views.defaults import permission_denied, server_error

from surveys.holder_pages import pages_of
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.models.invitation import Invitation
from surveys.models.response import Response
from surveys.models.round import Round
from surveys.pages import Page
from surveys.purging import purge
from surveys.seminars import running
from tests import factories
from tests.surveys.seminars import act, counted, make_seminar, opened
from tests.surveys.views import walking

State = tuple[str, HttpResponse]

CLOSES = {"closes_at": datetime(2040, 12, 5, 9, 0, tzinfo=UTC), "closes_zone": "Asia/Seoul"}


class Participant:
    """Somebody who goes all the way in one language, and whatever may go wrong on it."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.client = self._browser()
        self.round = factories.make_round(
            document=factories.short(),
            modules=[*factories.FIRST_ROUND, OWN_CONCERNS, OWN_ANSWERS],
            widest_audience="public",
            simulated=True,
        )
        Round.objects.filter(pk=self.round.pk).update(**CLOSES)

    def _browser(self, **options: bool) -> Client:
        client = walking.speak(Client(**options), self.language)
        client.raise_request_exception = False
        return client

    def states(self) -> Iterator[State]:
        yield from self._before()
        yield from self._elsewhere()
        yield from self._answering()
        yield from self._replacing()
        yield from self._in_a_seminar()
        yield from self._leaving()
        yield from self._after_closing()
        yield from self._faults()

    def _before(self) -> Iterator[State]:
        for path in ("/", "/accessibility/", "/return/", "/withdraw/"):
            yield path, self.client.get(path)
        yield "code that is none", self.client.post("/return/", {"code": "abc"})
        yield "withdrawing without a code", self.client.post("/withdraw/", {"code": "abc"})
        link = walking.invite(self.round, "assessor", "JPN")
        yield "landing of an assessor", self.client.get(link)
        yield "landing without agreeing", self.client.post(link + "begin/")
        shown = walking.offered(self.client, link)
        yield "code", shown
        yield "code not kept", walking.confirm(self.client, link, shown, kept="")
        walking.confirm(self.client, link, shown)
        yield "page of an assessor", self.client.get("/answer/1/")
        yield "error of an assessor", self.client.post("/answer/1/", {"q1_confidence": "9"})

    def _elsewhere(self) -> Iterator[State]:
        yield "no invitation", self.client.get("/i/no-such-link/")
        worthless = {"offer": "", "kept": "on"}
        yield "worthless code", self.client.post("/i/no-such-link/confirm/", worthless)

    def _in_a_seminar(self) -> Iterator[State]:
        """The pages of a phone, of two sides: it says to which it belongs."""
        seminar = make_seminar(sides=("JPN", "ROK"), languages=factories.LANGUAGES)
        page, phone = f"/s/{seminar.join_code}/", self._browser()
        answer = {"step": 1, "place": 3}
        yield "letters of a seminar", phone.get("/s/")
        yield "letters of no seminar", phone.post("/s/", {"code": "abc"})
        yield "joining a seminar", phone.get(page)
        yield "joining for no side", phone.post(f"{page}join/")
        phone.post(f"{page}join/", {"side": "JPN"})
        yield "joined a seminar", phone.get(page)
        opened(seminar)
        yield "too late for a seminar", self._browser().get(page)
        yield "first question of a seminar", phone.get(page)
        yield "no answer to it", phone.post(f"{page}answer/", {})
        phone.post(f"{page}answer/", answer)
        yield "answered in a seminar", phone.get(page)
        counted(seminar)
        yield "too late in a seminar", phone.post(f"{page}answer/", answer, follow=True)
        opened(seminar, {"JPN": "PRC"})
        yield "concern in a seminar", phone.get(page)
        act(running.end_seminar, seminar)
        yield "seminar that has ended", phone.get(page)

    def _answering(self) -> Iterator[State]:
        self.client = self._browser()
        self.link = walking.invite(self.round)
        yield "landing", self.client.get(self.link)
        self.code = walking.begin_by(self.client, self.link)
        # One of each kind: the others differ in their words alone.
        kinds = {(page.kind, page.lens): page for page in self._pages()}
        for page in kinds.values():
            yield f"page {page.number}", self.client.get(f"/answer/{page.number}/")
        yield "page with errors", self.client.post("/answer/1/", self._first_question("9"))
        yield "own words", self.client.get("/answer/own-words/")
        too_long = {"tJPN1": "x" * 301}
        yield "own words with errors", self.client.post("/answer/own-words/", too_long)
        yield "review of nothing", self.client.post("/answer/review/")
        (question,) = self._first_question("1")
        self.client.post("/answer/1/", {question: "1", f"{question}_line": "words"})
        yield "page come to from the review", self.client.get("/answer/1/?from=review")
        yield "review", self.client.get("/answer/review/")
        yield "marks without a code", self._browser().post("/answer/1/", self._first_question("1"))

    def _pages(self) -> tuple[Page, ...]:
        return pages_of(walking.holder(self.code), "en")

    def _first_question(self, mark: str) -> dict[str, str]:
        return {f"q{self._pages()[0].questions[0].position}": mark}

    def _replacing(self) -> Iterator[State]:
        self.client.post("/answer/review/", {"sure": "on"})
        yield "sent", self.client.get("/answer/sent/")
        self.client.post("/answer/again/")
        self.client.post("/answer/1/", self._first_question("0"))
        yield "page again", self.client.get("/answer/1/")
        yield "review again", self.client.get("/answer/review/")
        yield "replacing by less", self.client.post("/answer/review/")
        yield "keep", self.client.get("/answer/keep/")
        self.client.post("/answer/keep/")
        yield "kept", self.client.get("/answer/sent/")

    def _leaving(self) -> Iterator[State]:
        elsewhere = self._browser()
        elsewhere.post("/return/", {"code": self.code})
        yield "left", elsewhere.post("/leave/")
        gone = walking.begin(elsewhere, self.round)
        yield "withdrawn", elsewhere.post("/withdraw/", {"code": gone})

    def _after_closing(self) -> Iterator[State]:
        saved = self._browser()
        walking.begin(saved, self.round)
        Round.objects.filter(pk=self.round.pk).update(closes_at=datetime(2026, 1, 5, tzinfo=UTC))
        yield "too late", self.client.get("/answer/")
        factories.close(self.round)
        yield "closed and counted", self.client.get("/answer/")
        yield "closed and not counted", saved.get("/answer/")
        purge(round=self.round, by="test")
        assert not Response.objects.filter(round=self.round).exists()
        yield "closed and destroyed", self.client.get("/answer/")

    def _faults(self) -> Iterator[State]:
        yield "404", self.client.get("/no/such/page/")
        yield "403 of a form", self._browser(enforce_csrf_checks=True).post("/return/")
        request = RequestFactory().get("/")
        with override(self.language):
            yield "403", permission_denied(request, PermissionError())
            yield "500", server_error(request)
        Invitation.objects.filter(round=self.round.pk).delete()
