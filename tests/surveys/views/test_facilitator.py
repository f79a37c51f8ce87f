import uuid
from collections.abc import Callable
from unittest import mock

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from surveys import facilitating, inviting, jobs
from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Envelope
from surveys.models.round import Round
from tests import factories
from tests.html import Element, parse
from tests.surveys.views import walking

SIGN_IN = "/staff/sign-in/"
ROLES = ("anonymous", "outsider", "auditor", "researcher", "facilitator", "owner")


@pytest.fixture
def as_role(study) -> Callable[[str], Client]:
    """A browser in which somebody of this role has signed in."""

    def browser(role: str) -> Client:
        client = Client()
        if role == "outsider":
            client.force_login(factories.make_staff(factories.make_study(), "owner"))
        elif role != "anonymous":
            client.force_login(factories.make_staff(study, role))
        return client

    return browser


@pytest.fixture
def staff(client, facilitator) -> Client:
    client.force_login(facilitator)
    return client


def of(round: Round, act: str = "") -> str:
    return f"/staff/rounds/{round.pk}/{act}"


def told(client: Client, round: Round) -> list[str]:
    """The messages on the round's page."""
    page = parse(client.get(of(round))).one("main")
    return [p.text for p in page.all("p") if "notice" in (p.get("class") or "")]


def turnout(page: Element) -> dict[str, list[str]]:
    return {
        row.one("th").text: [cell.text for cell in row.all("td")]
        for row in page.one("table").one("tbody").all("tr")
    }


# --- Every route and every role ------------------------------------------------------------------


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def members(status: int, runners: int | None = None) -> dict[str, int]:
    """Anonymous people are sent to sign in, outsiders find nothing."""
    runners = runners or status
    seen = {"auditor": status, "researcher": status, "facilitator": runners, "owner": runners}
    return {"anonymous": 302, "outsider": 404} | seen


# Route: (method, status for each role). A participant's routes treat staff as anybody else.
ROUTES = {
    "home": ("get", everyone(200)),
    "language": ("post", everyone(302)),
    "landing": ("get", everyone(404)),
    "begin": ("post", everyone(404)),
    "confirm": ("post", everyone(404)),
    "return": ("get", everyone(200)),
    "withdraw": ("get", everyone(200)),
    "leave": ("post", everyone(200)),
    "answer": ("get", everyone(302)),
    "page": ("get", everyone(302)),
    "review": ("get", everyone(302)),
    "sent": ("get", everyone(302)),
    "again": ("post", everyone(302)),
    "sign_in": ("get", everyone(302) | {"anonymous": 200}),
    "sign_out": ("post", everyone(302)),
    "studies": ("get", everyone(200) | {"anonymous": 302}),
    "study": ("get", members(200)),
    "round": ("get", members(200)),
    "progress": ("get", members(200)),
    "open_round": ("post", members(404, 302)),
    "close_round": ("post", members(404, 302)),
    "set_aside": ("post", members(404, 302)),
    "try_again": ("post", members(404, 302)),
    "healthz": ("get", everyone(200)),
    "readyz": ("get", everyone(503)),
}
# Their own engineers' table holds them.
OTHERS = "analytics"


def routes() -> dict[str, str]:
    """{name: path pattern} of every route of the elicitation and of the house."""
    patterns: dict[str, str] = {}
    for entry in get_resolver().url_patterns:
        if isinstance(entry, URLPattern):
            patterns[entry.name] = str(entry.pattern)
        elif not str(entry.urlconf_name.__name__).startswith(OTHERS):
            for found in entry.url_patterns:
                patterns[found.name] = str(entry.pattern) + str(found.pattern)
    return patterns


def path_of(name: str, round: Round) -> str:
    values = {
        "<str:token>": "AAAAAAAAAAAAAAAAAAAAAA",
        "<int:number>": "1",
        "<slug:slug>": round.study.slug,
        "<uuid:round_id>": str(round.pk),
    }
    path = routes()[name]
    for placeholder, value in values.items():
        path = path.replace(placeholder, value)
    assert "<" not in path
    return "/" + path


def test_every_route_is_in_the_table():
    assert set(ROUTES) == set(routes())
    assert all(set(statuses) == set(ROLES) for _method, statuses in ROUTES.values())


@pytest.mark.parametrize("role", ROLES)
def test_every_route_for_this_role(as_role, open_round, role):
    found, client = {}, as_role(role)
    for name, (method, _statuses) in sorted(ROUTES.items(), key=lambda row: row[0] == "sign_out"):
        reply = getattr(client, method)(path_of(name, open_round))
        if (
            role == "anonymous"
            and reply.status_code == 302
            and path_of(name, open_round)[:7] == "/staff/"
        ):
            assert reply["Location"].startswith(SIGN_IN), name
        assert "default-src 'none'" in reply["Content-Security-Policy"], name
        found[name] = reply.status_code
    assert found == {name: statuses[role] for name, (_method, statuses) in ROUTES.items()}


@pytest.mark.parametrize("role", ["anonymous", "outsider", "auditor", "researcher"])
def test_who_may_not_act_changes_nothing(as_role, study, role):
    draft, round = factories.make_round(study, state="draft"), factories.make_round(study)
    client, before = as_role(role), AnswerAudit.objects.count()
    client.post(of(draft, "open/"))
    client.post(of(round, "close/"))
    client.post(of(round, "set-aside/"))
    client.post(of(round, "try-again/"))
    assert set(Round.objects.values_list("number", "state")) == {(1, "draft"), (2, "open")}
    assert AnswerAudit.objects.count() == before
    assert not Job.objects.exists()


def test_what_one_may_not_know_looks_like_what_does_not_exist(as_role, open_round):
    client = as_role("outsider")
    for there, nowhere in (
        (of(open_round), f"/staff/rounds/{uuid.uuid4()}/"),
        ("/staff/studies/forum/", "/staff/studies/nothing/"),
    ):
        replies = [client.get(path) for path in (there, nowhere)]
        assert {reply.status_code for reply in replies} == {404}
        first, second = (
            walking.plain(reply.content).replace(path.encode(), b"")
            for reply, path in zip(replies, (there, nowhere), strict=True)
        )
        assert first == second


@pytest.mark.parametrize("act", ["open/", "close/", "set-aside/", "try-again/"])
def test_nothing_is_done_by_a_link(staff, open_round, act):
    assert staff.get(of(open_round, act)).status_code == 405


# --- Signing in and out --------------------------------------------------------------------------


def test_signing_in_and_out(client, facilitator):
    reply = client.post(SIGN_IN, {"username": "facilitator", "password": factories.PASSWORD})
    assert (reply.status_code, reply["Location"]) == (302, "/staff/")
    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/sign-out/").status_code == 405
    client.post("/staff/sign-out/")
    assert client.get("/staff/").status_code == 302


def test_a_wrong_password_or_name_gets_the_same_answer(client, facilitator):
    texts = set()
    for name in ("facilitator", "nobody"):
        reply = client.post(SIGN_IN, {"username": name, "password": "wrong"})
        assert reply.status_code == 200
        assert "no-store" in reply["Cache-Control"]
        texts.add(parse(reply).one("main").text)
    assert len(texts) == 1


def test_after_signing_in_one_goes_where_one_wanted_to_but_nowhere_else(client, facilitator):
    who = {"username": "facilitator", "password": factories.PASSWORD}
    for wanted, reached in (("/staff/x/", "/staff/x/"), ("https://elsewhere.example/", "/staff/")):
        reply = client.post(SIGN_IN, who | {"next": wanted})
        assert reply["Location"] == reached
        client.logout()


# --- What is seen --------------------------------------------------------------------------------


def test_the_studies_one_holds_a_role_in(staff, study):
    factories.make_study(slug="another")
    page = parse(staff.get("/staff/")).one("main")
    assert [link["href"] for link in page.all("a")] == ["/staff/studies/forum/"]


def test_a_study_lists_its_rounds(staff, study, open_round):
    page = parse(staff.get("/staff/studies/forum/")).one("main")
    assert of(open_round) in [link["href"] for link in page.all("a")]


def test_a_round_tells_how_many_and_never_who(staff, open_round):
    factories.respond(open_round, side="PRC")
    factories.begin(open_round, side="PRC")
    inviting.invite(round=open_round, seat="participant", side="PRC", by="t", label="Mr. Li")
    factories.respond(open_round, "assessor", "JPN")
    reply = staff.get(of(open_round))
    assert "no-store" in reply["Cache-Control"]
    page = parse(reply)
    names = parties()
    assert turnout(page) == {
        names["PRC"]: ["3", "2", "1"],
        f"Assessors nominated by {names['JPN']}": ["1", "1", "1"],
    }
    assert b"Mr. Li" not in reply.content
    assert page.all("form", action=of(open_round, "close/"))


def parties() -> dict[str, str]:
    return {party.code: party.name.read("en") for party in factories.welch().parties}


@pytest.mark.parametrize("role", ["auditor", "researcher"])
def test_who_only_reads_gets_no_button(as_role, open_round, role):
    page = parse(as_role(role).get(of(open_round)))
    assert not page.one("main").all("button")


@pytest.mark.parametrize("language", walking.LANGUAGES)
def test_pages_of_the_staff_are_in_their_language(staff, open_round, language):
    walking.speak(staff, language)
    for path in ("/staff/", "/staff/studies/forum/", of(open_round)):
        assert parse(staff.get(path)).one("html")["lang"].lower() == language


def test_simulated_rounds_are_labelled(staff, study):
    round = factories.make_round(study, simulated=True)
    for page in (staff.get(of(round)), Client().get(walking.invite(round))):
        assert [e for e in parse(page).below() if e.get("class") == "ribbon"]


def test_a_round_costs_the_same_queries_however_many_take_part(staff, open_round):
    def cost() -> int:
        with (
            CaptureQueriesContext(connections["default"]) as answers,
            CaptureQueriesContext(connections["identity"]) as identity,
        ):
            staff.get(of(open_round))
        return len(answers) + len(identity)

    factories.respond(open_round)
    first = cost()
    for side in ("PRC", "JPN", "ROK", "USA"):
        factories.respond(open_round, side=side)
    assert cost() == first


# --- What is done --------------------------------------------------------------------------------


def test_a_round_in_unreviewed_languages_is_not_opened(staff, draft_round):
    staff.post(of(draft_round, "open/"))
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    (message,) = told(staff, draft_round)
    assert "简体中文, 日本語, 한국어" in message


def test_opening_once_and_again(staff, draft_round):
    Round.objects.update(languages=["en"])
    staff.post(of(draft_round, "open/"), {"passphrase": ""})
    draft_round.refresh_from_db()
    assert (draft_round.state, draft_round.key_holder) == ("open", "server")
    assert AnswerAudit.objects.get(act="open_round").actor == "facilitator"
    assert told(staff, draft_round) == ["The round is open."]
    staff.post(of(draft_round, "open/"))
    assert told(staff, draft_round) == ["This round was opened before."]


def test_the_organisers_round_closes_with_their_passphrase_only(staff, draft_round):
    Round.objects.update(languages=["en"])
    staff.post(of(draft_round, "open/"), {"passphrase": "four words of ours"})
    draft_round.refresh_from_db()
    assert draft_round.key_holder == "organisers"
    assert parse(staff.get(of(draft_round))).one("input", name="passphrase")
    staff.post(of(draft_round, "close/"), {"passphrase": "four words of theirs"})
    draft_round.refresh_from_db()
    assert draft_round.state == "open"
    assert len(told(staff, draft_round)) == 1
    staff.post(of(draft_round, "close/"), {"passphrase": "four words of ours"})
    draft_round.refresh_from_db()
    assert draft_round.state == "closing"


def test_closing_is_followed_until_it_is_done(staff, open_round):
    factories.respond(open_round)
    reply = staff.post(of(open_round, "close/"))
    assert reply["Location"] == of(open_round)
    page = parse(staff.get(of(open_round)))
    assert page.one("section", **{"data-progress": of(open_round, "progress/")})
    work = staff.get(of(open_round, "progress/")).json()
    assert work == {
        "percent": 0,
        "step": "Waiting for a worker",
        "running": True,
        "failed": "",
    }
    factories.run_jobs()
    work = staff.get(of(open_round, "progress/")).json()
    assert (work["running"], work["failed"]) == (False, "")
    open_round.refresh_from_db()
    assert open_round.state == "closed"
    assert turnout(parse(staff.get(of(open_round)))) == {parties()["PRC"]: ["1", "1", "1"]}
    staff.post(of(open_round, "close/"))
    assert len(told(staff, open_round)) == 1
    assert Job.objects.filter(kind="close").count() == 1


def test_an_unreadable_envelope_is_told_and_set_aside(staff, open_round):
    factories.respond(open_round)
    bad = factories.begin(open_round)
    Envelope.objects.filter(pk=bad.envelope.pk).update(sealed=b"damaged")
    staff.post(of(open_round, "close/"))
    factories.run_jobs()
    page = parse(staff.get(of(open_round)))
    (alert,) = page.one("main").all("section", role="alert")
    assert "1 envelopes cannot be read" in alert.text
    assert [form["action"] for form in alert.all("form")] == [
        of(open_round, "try-again/"),
        of(open_round, "set-aside/"),
    ]
    staff.post(of(open_round, "try-again/"))
    assert Job.objects.get().state == "queued"
    factories.run_jobs()
    staff.post(of(open_round, "set-aside/"))
    assert AnswerAudit.objects.get(act="set_aside").actor == "facilitator"
    factories.run_jobs()
    open_round.refresh_from_db()
    assert (open_round.state, open_round.turnout) == ("closed", [["participant", "PRC", 1]])


def test_a_missing_seal_key_is_told(staff, open_round, settings):
    staff.post(of(open_round, "close/"))
    settings.SEAL_KEY = "ab" * 32
    factories.run_jobs()
    (alert,) = parse(staff.get(of(open_round))).one("main").all("section", role="alert")
    assert "seal key" in alert.text
    assert [form["action"] for form in alert.all("form")] == [of(open_round, "try-again/")]
    staff.post(of(open_round, "set-aside/"))
    assert len(told(staff, open_round)) == 1


def test_an_unexpected_error_is_told_in_words(staff, open_round):
    staff.post(of(open_round, "close/"))
    with mock.patch.dict(jobs.HANDLERS, {"close": mock.Mock(side_effect=OSError)}):
        Job.objects.update(attempts=4)
        jobs.run(str(Job.objects.get().pk))
    (alert,) = parse(staff.get(of(open_round))).one("main").all("section", role="alert")
    assert "OSError" in alert.text
    assert "Nothing was lost" in alert.text


def test_setting_aside_outside_closing_does_nothing(staff, open_round):
    staff.post(of(open_round, "set-aside/"))
    assert len(told(staff, open_round)) == 1
    assert not AnswerAudit.objects.filter(act="set_aside").exists()


def test_a_round_with_no_answers_closes(staff, open_round):
    staff.post(of(open_round, "close/"))
    factories.run_jobs()
    open_round.refresh_from_db()
    assert open_round.state == "closed"
    assert staff.get(of(open_round)).status_code == 200
    assert facilitating.submitted(open_round) == {}
