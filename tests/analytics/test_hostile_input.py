"""Whatever is sent with any form or query is answered in words, and nothing saved before is lost.

The forms are found by themselves, on every page that there is; a route that takes a form which no
page has stops the walk.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import resolve

from analytics.models import Release
from analytics.reference.loading import load_figures
from analytics.reference.reading import read_figures
from surveys.api_tokens import issue_api_token
from surveys.envelope_contents import Answer
from surveys.instruments.own_answers import OWN_ANSWERS
from surveys.instruments.own_concerns import OWN_CONCERNS
from surveys.inviting import invite
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.seminar import Seminar
from surveys.models.staff import ApiToken, User
from surveys.models.study import Study
from surveys.responding import read_draft
from surveys.seminars.running import show_counts
from surveys.setting_up import password_path
from tests import factories, services
from tests.analytics import walking
from tests.analytics.hostile import (
    BODIES,
    FILES,
    FORM,
    PARTS,
    SAMPLE,
    VALUES,
    Form,
    Reply,
    forms_of,
    parts,
    send,
    undone,
)
from tests.analytics.made import make_release
from tests.analytics.reference.files import file_of
from tests.surveys import written
from tests.surveys.seminars import act, counted, make_seminar, opened
from tests.surveys.views import trial_walks
from tests.surveys.views import walking as participants

# A form was in order after all, led on, or says what is wrong.
ANSWERED = {200, 302, 400, 403, 404, 405, 409, 413, 422}
REFUSED = {400, 403, 404, 409, 413, 422}
# A participant keeps what was saved unless they meant to give it away.
GIVES_AWAY = {"withdraw", "again", "review"}
# What can be looked at is under these addresses.
SEEN_BY = {
    "owner": ("staff/", "releases/", "catalogue/"),
    "tester": ("staff/test/",),
    "participant": ("answer/", "leave/", "return/", "withdraw/"),
    "sender": ("answer/",),
    "phone": ("s/",),
    "invited": ("i/", "accessibility/", "staff/sign-in/", "staff/password/"),
}
HEALTH = {"healthz", "readyz", "metrics"}
NOT_PAGES = (
    "catalogue/<uuid:release_id>/<str:name>",
    ".csv",
    ".pdf",
    ".png",
    ".svg",
    ".zip",
    ".yaml",
    "/sheet/",
    "/form/",
)
# Buttons without a field, which a page has in trouble, with a text to share or a second draft.
BUTTONS = {"set_aside", "try_again", "make_files", "share_own_concerns", "keep"}
# What waits for a second person or a second factor, and is there in trouble or with one alone.
BUTTONS |= {"confirm_act", "refuse_act", "mfa_authenticate", "mfa_view_recovery_codes"}
# Of the bodies that no form has.
BODIES_A_FORM = 3
# Pages that look at nothing that is posted.
READ_ONLY = {"instruments", "edit_instrument", "instrument_exchange", "sessions", "mfa_index"}


@dataclass(frozen=True)
class Site:
    """Browsers by who sits before them, arguments of routes, and the code of a participant."""

    clients: dict[str, Client]
    examples: walking.Examples
    code: str
    link: str
    password: str

    def forms(self) -> list[Form]:
        """Every form once, whoever is shown it."""
        found: dict[tuple[str, ...], Form] = {}
        for form in self._all_forms():
            where = "" if form.route == "language" else form.url
            found.setdefault((form.method, form.route, where), form)
        return list(found.values())

    def addresses(self, who: str) -> Iterator[str]:
        for route in walking.routes():
            if route.startswith(SEEN_BY[who]) and not route.endswith(NOT_PAGES):
                yield from walking.addresses(route, self.examples)

    def _all_forms(self) -> Iterator[Form]:
        for who, client in self.clients.items():
            for url in self.addresses(who):
                yield from forms_of(who, url, client.get(url))
        invited, owner = self.clients["invited"], self.clients["owner"]
        # Pages to which another leads.
        yield from forms_of("invited", self.link, participants.offered(invited, self.link))
        chosen = invited.get(self.password)
        yield from forms_of("invited", chosen["Location"], invited.get(chosen["Location"]))
        (release,) = self.examples["release_id"]
        url = f"/releases/{release}/audience/confirm/"
        yield from forms_of("owner", url, owner.post(url, {"to": "room"}))


@pytest.fixture(scope="module")
def study(module_db):
    """With rounds in every state, a release, two people, a token and somebody on the roll."""
    study = factories.make_study(slug="forum")
    owner = factories.make_staff(study, "owner", "owner")
    User.objects.filter(pk=owner.pk).update(is_staff=True)
    factories.make_staff(study, "auditor", "colleague")
    issue_api_token(user=owner, study=study.pk, name="R", by="test")
    make_release(study, audience="sides")
    factories.make_round(study, state="draft")
    opened = factories.make_round(study, modules=["impression", OWN_CONCERNS, OWN_ANSWERS])
    invite(round=opened, seat="participant", side="PRC", by="test", label="Wang")
    written.closed_round(study, people=5)
    load_figures(study=study, reading=read_figures(file_of({}), study=study), by="test")
    return study


@pytest.fixture
def site(study) -> Site:
    released, draft, opened, closed = study.rounds.all()
    owner, colleague = User.objects.order_by("-username")
    clients = {who: Client() for who in SEEN_BY}
    for who in ("owner", "tester"):
        clients[who].force_login(owner)
    trial_walks.begin(clients["tester"], draft)
    for who in ("sender", "participant"):
        code = participants.begin(clients[who], opened)
        clients[who].post("/answer/2/", {participants.MILITARY: "2"})
    clients["sender"].post("/answer/review/")
    joining, asked, shown = seminars_of(study, clients["phone"])
    link = participants.invite(opened)
    uid, _token = resolve(password_path(colleague)).kwargs.values()
    examples = {
        "release_id": [Release.objects.get(round=released).pk],
        "round_id": [round.pk for round in (draft, opened, closed, released)],
        "slug": [study.slug],
        "instrument": ["welch2013"],
        "version": [draft.instrument.version],
        "perceiver": ["PRC"],
        "target": ["JPN"],
        "i/token": [link.split("/")[2]],
        "number": [1, 2],
        "s/token": [asked.join_code, joining.join_code],
        "seminar_id": [joining.pk, asked.pk, shown.pk],
        "role_id": [colleague.roles.get().pk],
        "pending_id": [UUID(int=0)],
        "job_id": [UUID(int=0)],
        "catalogue/name": ["citation.bib"],
        "name": ["no-such-session"],
        "factor_id": [0],
        "token_id": [ApiToken.objects.get().pk],
        "uidb64": [uid],
        "staff/token": ["test"],
    }
    return Site(clients, examples, code, link, password_path(colleague))


def seminars_of(study: Study, phone: Client) -> list[Seminar]:
    """A seminar that people join, one of which a question is asked, and one that shows counts."""
    made = [make_seminar(study) for _ in range(3)]
    joining, asked, shown = made
    # The phone keeps the seat of the seminar that it has joined last.
    for seminar in (shown, asked):
        phone.post(f"/s/{seminar.join_code}/join/", {"side": "JPN"})
        opened(seminar)
    act(show_counts, counted(shown))
    return [joining, asked, shown]


class Faults(list[str]):
    """What went wrong, all of it reported at once."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.site, self.sent = site, 0

    def send(self, form: Form, what: str, body: bytes, kind: str = FORM) -> None:
        """Send a form with a body, note what must not be, and undo whatever it did."""
        with undone():
            before = _acts()
            reply = send(self.site.clients[form.who], form.method, form.url, body, kind)
            self.sent += 1
            self.extend(
                f"{form.method} {form.route} with {what}: {fault}"
                for fault in self._faults(form, reply, before)
            )

    def _faults(self, form: Form, reply: Reply, acts: int) -> Iterator[str]:
        if reply.status not in ANSWERED or reply.error:
            yield f"{reply.status} {reply.error}"
        elif reply.status in REFUSED:
            if _acts() != acts:
                yield f"{reply.status}, and something was done"
            if reply.status == 422 and b'role="alert"' not in reply.content:
                yield "422 without a word"
        is_refused = reply.status in REFUSED
        if form.who == "participant" and (is_refused or form.route not in GIVES_AWAY):
            answers = read_draft(participants.holder(self.site.code))
            if answers.get(participants.KEY) != Answer(2):
                yield f"{reply.status}, and a saved answer is lost"


def _acts() -> int:
    return AnswerAudit.objects.count() + IdentityAudit.objects.count()


def some(values, sample):
    """All of the values, or on the second engine those of the sample."""
    if connections["default"].vendor == "sqlite":
        return values
    return {name: values[name] for name in sample}


def test_every_page_is_looked_at():
    """What is behind a release's link has the forms of its pages here; the API has none."""
    looked_at = tuple(prefix for prefixes in SEEN_BY.values() for prefix in prefixes)
    others = {route for route in walking.routes() if not route.startswith(looked_at)}
    assert {route.partition("/")[0] for route in others} == {"", "language", "api", "r", *HEALTH}


@pytest.mark.skipif(
    services.is_required() and connections["default"].vendor == "sqlite",
    reason="sent once more to the second engine, which takes less",
)
def test_whatever_is_sent_with_any_form_is_answered_and_nothing_is_lost(site):
    forms, faults = site.forms(), Faults(site)
    _send_values(forms, faults)
    _send_files(forms, faults)
    _send_bodies(forms, faults)
    assert faults == []
    assert faults.sent > 400
    assert _without_a_form(site, forms) == BUTTONS | READ_ONLY


def _send_values(forms, faults):
    kinds = set()
    for form in forms:
        for name in form.names:
            if form.kind_of(name) not in kinds:
                kinds.add(form.kind_of(name))
                for what, values in some(VALUES, SAMPLE).items():
                    faults.send(form, f"{what} in {name}", form.body(name, values))


def _send_files(forms, faults):
    for form in forms:
        for name in form.files:
            for what, file in some(FILES, ["NUL", "escapes of YAML"]).items():
                faults.send(form, f"{what} in {name}", parts(form, name, file), PARTS)


def _send_bodies(forms, faults):
    """Three to each form, each to every third: what reads a body is the same for all forms."""
    bodies = cycle(some(BODIES, ["an unknown charset"]).items())
    for form in forms:
        if form.method == "post":
            for what, (body, kind) in islice(bodies, BODIES_A_FORM):
                faults.send(form, what, body, kind)


def _without_a_form(site, forms):
    """The routes that take what is posted, but for those that a form leads to."""
    found = {form.route for form in forms}
    taking = {
        resolve(url).view_name
        for who, client in site.clients.items()
        for url in site.addresses(who)
        if _post(client, url) not in (404, 405)
    }
    # The pages of a test are those of participants.
    return {name for name in taking - found if not name.startswith("test-")}


def _post(client, url) -> int:
    with undone():
        return send(client, "post", url).status
