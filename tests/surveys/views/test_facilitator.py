"""Every route and every role."""

import uuid

import pytest
from django.urls import URLPattern, get_resolver

from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.round import Round
from tests import factories
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import SIGN_IN, of

ROLES = ("anonymous", "outsider", "auditor", "researcher", "facilitator", "owner")


def everyone(status: int) -> dict[str, int]:
    return dict.fromkeys(ROLES, status)


def members(status: int, runners: int | None = None) -> dict[str, int]:
    """Anonymous people are sent to sign in, outsiders find nothing."""
    runners = runners or status
    seen = {"auditor": status, "researcher": status, "facilitator": runners, "owner": runners}
    return {"anonymous": 302, "outsider": 404} | seen


def owners(status: int) -> dict[str, int]:
    return members(404) | {"owner": status}


# An operator has to let somebody set studies up, and nobody here is let.
NOBODY_HERE = everyone(404) | {"anonymous": 302}

# Route: (method, status for each role). A participant's routes treat staff as anybody else.
ROUTES = {
    "home": ("get", everyone(200)),
    "accessibility": ("get", everyone(200)),
    "language": ("post", everyone(302)),
    "landing": ("get", everyone(404)),
    "begin": ("post", everyone(404)),
    "confirm": ("post", everyone(404)),
    "malformed": ("get", everyone(404)),
    "return": ("get", everyone(200)),
    "withdraw": ("get", everyone(200)),
    "leave": ("post", everyone(200)),
    "answer": ("get", everyone(302)),
    "page": ("get", everyone(302)),
    "own_words": ("get", everyone(302)),
    "review": ("get", everyone(302)),
    "sent": ("get", everyone(302)),
    "again": ("post", everyone(302)),
    "keep": ("get", everyone(302)),
    "sign_in": ("get", everyone(302) | {"anonymous": 200}),
    "sign_out": ("post", everyone(302)),
    "studies": ("get", everyone(200) | {"anonymous": 302}),
    "study": ("get", members(200)),
    "round": ("get", members(200)),
    "progress": ("get", members(200)),
    "counts": ("get", members(404, 200)),
    "change_closing_time": ("post", members(404, 302)),
    "create_study": ("get", NOBODY_HERE),
    "instruments": ("get", NOBODY_HERE),
    "new_instrument": ("get", NOBODY_HERE),
    "compare_instruments": ("get", NOBODY_HERE),
    "read_instrument": ("get", NOBODY_HERE),
    "instrument_texts": ("get", NOBODY_HERE),
    "instrument_file": ("get", NOBODY_HERE),
    "edit_instrument": ("get", NOBODY_HERE),
    "translations": ("get", NOBODY_HERE),
    "translation_sheet": ("get", NOBODY_HERE),
    "change_study": ("get", owners(200)),
    "delete_study": ("get", owners(200)),
    "people": ("get", owners(200)),
    "remove_role": ("post", owners(302)),
    "create_round": ("get", members(404, 200)),
    "change_round": ("get", members(404, 302)),
    "delete_round": ("get", members(404, 302)),
    "invitations": ("get", members(404, 200)),
    "paper_form": ("get", members(404, 200) | {"outsider": 200}),
    "paper_form_pdf": ("get", members(404, 422) | {"outsider": 422}),
    "paper_form_of_round": ("get", members(404, 200)),
    "test-version": ("get", members(404, 200) | {"outsider": 200}),
    "test-round": ("get", members(404, 302)),
    # Nobody here has begun a test.
    **dict.fromkeys(
        (
            "test-landing",
            "test-begin",
            "test-confirm",
            "test-answer",
            "test-page",
            "test-own-words",
            "test-review",
            "test-sent",
            "test-again",
            "test-keep",
            "test-withdraw",
        ),
        ("get", everyone(302)),
    ),
    "test-end": ("post", everyone(302)),
    "roll": ("get", members(404, 200)),
    "change_password": ("get", everyone(200) | {"anonymous": 302}),
    "own_data": ("get", everyone(200) | {"anonymous": 302}),
    "password_changed": ("get", everyone(302)),
    "account": ("get", everyone(200) | {"anonymous": 302}),
    "forgotten_password": ("get", everyone(200)),
    "password_mailed": ("get", everyone(200)),
    "choose_password": ("get", everyone(200)),
    "tokens": ("get", everyone(200) | {"anonymous": 302}),
    "revoke_token": ("post", everyone(302)),
    "open_round": ("post", members(404, 302)),
    "close_round": ("post", members(404, 302)),
    "set_aside": ("post", members(404, 302)),
    "try_again": ("post", members(404, 302)),
    "own_concerns": ("get", members(404, 200)),
    "decide_own_concern": ("post", members(404, 302)),
    "share_own_concerns": ("post", members(404, 302)),
    "drafted_threats": ("get", members(404, 200)),
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
            for view in entry.url_patterns:
                patterns[view.name] = str(entry.pattern) + str(view.pattern)
    return patterns


def path_of(name: str, round: Round) -> str:
    values = {
        "<str:token>": "AAAAAAAAAAAAAAAAAAAAAA",
        r"^i/(?:[\s\S]*/)?$": "i/x/y/",
        "<int:number>": "1",
        "<int:version>": str(round.instrument.version),
        "<slug:slug>": round.study.slug,
        "<slug:instrument>": round.instrument.slug,
        "<uuid:round_id>": str(round.pk),
        "<uuid:role_id>": str(uuid.uuid4()),
        "<uuid:token_id>": str(uuid.uuid4()),
        "<str:uidb64>": "AA",
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
    statuses_by_name, client = {}, as_role(role)
    for name, (method, _statuses) in sorted(ROUTES.items(), key=lambda row: row[0] == "sign_out"):
        reply = getattr(client, method)(path_of(name, open_round))
        if (
            role == "anonymous"
            and reply.status_code == 302
            and path_of(name, open_round)[:7] == "/staff/"
        ):
            assert reply["Location"].startswith(SIGN_IN), name
        assert "default-src 'none'" in reply["Content-Security-Policy"], name
        statuses_by_name[name] = reply.status_code
    assert statuses_by_name == {
        name: statuses[role] for name, (_method, statuses) in ROUTES.items()
    }


@pytest.mark.parametrize("role", ["anonymous", "outsider", "auditor", "researcher"])
def test_who_may_not_act_changes_nothing(as_role, study, role):
    draft, round = factories.make_round(study, state="draft"), factories.make_round(study)
    client, before = as_role(role), AnswerAudit.objects.count()
    client.post(of(draft, "open/"))
    client.post(of(round, "close/"), {"sure": "on"})
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
