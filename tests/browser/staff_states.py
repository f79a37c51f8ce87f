"""Pages on which a study is set up and run, as the program answers a member of staff."""

from collections.abc import Iterator

from django.test import Client

from surveys import inviting
from surveys.api_tokens import count_use, issue_api_token
from surveys.models.job import Job
from surveys.models.study import Study
from tests import factories
from tests.analytics.answered import released
from tests.analytics.everything import blocks
from tests.browser.states import State
from tests.surveys.views import walking


class Staff:
    """The owner of a study, whom an operator lets set up others, in one language."""

    def __init__(self, language: str) -> None:
        self.study: Study = factories.make_study(host="Institute", ends_on="2099-03-01")
        self.user = factories.make_staff(self.study, "owner")
        self.user.is_staff = True
        self.user.save()
        self.client = walking.speak(Client(), language)
        self.client.force_login(self.user)
        self.draft = factories.make_round(self.study, state="draft")
        for name in ("Wang Wei", "R&D < 1 %", "김"):
            inviting.invite(round=self.draft, seat="participant", side="PRC", label=name, by="test")
        issue_api_token(user=self.user, study=self.study.pk, name="R", by="test")
        count_use(self.user.api_tokens.get(), 12)

    def states(self) -> Iterator[State]:
        yield from self._setting_up()
        yield from self._round()
        yield from self._accounts()
        yield from self._questionnaires()
        yield from self._catalogue()

    def _get(self, name: str, path: str) -> State:
        return name, self.client.get(path)

    def _setting_up(self) -> Iterator[State]:
        study = f"/staff/studies/{self.study.slug}/"
        yield self._get("studies", "/staff/")
        yield self._get("new study", "/staff/studies/new/")
        yield "new study with errors", self.client.post("/staff/studies/new/", {"slug": "a b"})
        yield self._get("study", study)
        yield self._get("people", f"{study}people/")
        yield "people with errors", self.client.post(f"{study}people/", {"username": "a b"})
        yield self._get("citing", f"{study}citation/")
        wrong = {"names-TOTAL_FORMS": 1, "names-INITIAL_FORMS": 0, "names-0-orcid": "1"}
        yield "citing with errors", self.client.post(f"{study}citation/", wrong)
        yield self._get("tokens of the study", f"{study}tokens/")
        yield self._get("new round", f"{study}rounds/new/")

    def _round(self) -> Iterator[State]:
        round = f"/staff/rounds/{self.draft.pk}/"
        yield self._get("draft", round)
        yield self._get("who is invited", f"{round}invited/")
        for state in ("failed", "done"):
            key = f"{self.draft.pk} {state}"
            Job.objects.create(kind="purge", argument=self.draft.pk, key=key, state=state)
        yield self._get("jobs", "/staff/jobs/")
        yield self._get("inviting", f"{round}invite/")
        yield "opening with errors", self.client.post(f"{round}open/", {"passphrase": "short"})

    def _accounts(self) -> Iterator[State]:
        yield self._get("account", "/staff/account/")
        yield self._get("password", "/staff/password/")
        yield "password with errors", self.client.post("/staff/password/", {})
        yield self._get("tokens", "/staff/tokens/")
        yield "sign in", Client().get("/staff/sign-in/")
        yield "forgotten password", Client().get("/staff/password/forgotten/")

    def _questionnaires(self) -> Iterator[State]:
        version = self.draft.instrument
        pages = f"/staff/instruments/{version.slug}/{version.version}/"
        yield self._get("questionnaires", "/staff/instruments/")
        yield self._get("reading a page", f"{pages}?page=1")
        yield self._get("translations", f"{pages}translations/")
        yield self._get("forms of other programs", f"{pages}exchange/")
        yield self._get("reading a form", f"{pages}import/")
        yield self._get("form on paper", f"{pages}paper/")
        yield self._get("test", f"{pages}test/")

    def _catalogue(self) -> Iterator[State]:
        release = released(self.study, blocks(), audience="public")
        yield self._get("catalogue", "/catalogue/")
        yield self._get("entry of the catalogue", f"/catalogue/{release.pk}/")
        doi = f"/releases/{release.pk}/doi/"
        yield "doi with errors", self.client.post(doi, {"doi": "zenodo"})
