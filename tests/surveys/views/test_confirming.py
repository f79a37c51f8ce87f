"""Who signed in a while ago shows once more who they are, and loses nothing of what they typed."""

import uuid

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client

from surveys.models.job import Job
from surveys.models.staff import StudyRole
from tests import factories
from tests.clock import clock
from tests.html import parse
from tests.surveys.views.staff_pages import of

SIX_MINUTES = 360
SECRET = "JBSWY3DPEHPK3PXP"
PEOPLE = "/staff/studies/{}/people/"


@pytest.fixture
def later(monkeypatch):
    return clock(monkeypatch)


@pytest.fixture
def owner(study):
    return factories.make_staff(study, "owner")


@pytest.fixture
def browser(client, owner, later) -> Client:
    """A browser in which an owner signed in six minutes ago."""
    client.force_login(owner)
    later(SIX_MINUTES)
    return client


def hidden(reply) -> list[tuple[str, str]]:
    """What the page that asks carries."""
    fields = parse(reply).one("main").one("form").all("input", type="hidden")
    sent = [(field["name"], field["value"]) for field in fields]
    return [(name, value) for name, value in sent if name != "csrfmiddlewaretoken"]


def test_every_such_act_is_guarded(browser, open_round):
    unknown = uuid.uuid4()
    study = f"/staff/studies/{open_round.study.slug}/"
    for path in (
        f"/staff/jobs/{unknown}/try-again/",
        of(open_round, "close/"),
        of(open_round, "set-aside/"),
        of(open_round, "delete/"),
        f"{study}delete/",
        f"{study}people/",
        f"{study}people/{unknown}/remove/",
        "/staff/tokens/",
        "/staff/account/data/",
        "/staff/account/sessions/end/",
        "/staff/account/sessions/some/end/",
        "/staff/account/second-factors/app/",
        "/staff/account/second-factors/passkey/",
        "/staff/account/second-factors/recovery-codes/",
        "/staff/account/second-factors/0/remove/",
        f"/releases/{unknown}/audience/widen/",
    ):
        reply = browser.post(path, {"anything": "typed"})
        assert reply.status_code == 403, path
        assert "no-store" in reply["Cache-Control"], path
        assert hidden(reply) == [("anything", "typed")], path


@pytest.mark.parametrize(
    "path",
    [
        "account/data/",
        "account/second-factors/app/",
        "account/second-factors/passkey/",
    ],
)
def test_a_page_with_a_secret_is_shown_after_asking(browser, path):
    path = f"/staff/{path}"
    reply = browser.get(path)
    assert reply["Location"] == f"/staff/confirm/?next={path}"
    asked = browser.get(reply["Location"])
    assert hidden(asked) == [("next", path)]
    back = browser.post("/staff/confirm/", {"next": path, "confirm-password": factories.PASSWORD})
    assert back["Location"] == path
    assert browser.get(path).status_code == 200


def test_one_is_led_nowhere_but_on_this_site(browser):
    form = {"next": "https://elsewhere.example/", "confirm-password": factories.PASSWORD}
    assert browser.post("/staff/confirm/", form)["Location"] == "/staff/"


def test_the_form_goes_on_with_all_that_was_typed(browser, study):
    typed = {"username": "lee", "role": ["facilitator"]}
    asked = browser.post(PEOPLE.format(study.slug), typed)
    assert not StudyRole.objects.filter(user__username="lee").exists()
    form = dict(hidden(asked)) | {"confirm-password": factories.PASSWORD}
    reply = browser.post(PEOPLE.format(study.slug), form)
    assert reply.status_code == 200
    assert StudyRole.objects.get(user__username="lee").role == "facilitator"
    # For five minutes nothing is asked again.
    browser.post(PEOPLE.format(study.slug), {"username": "kit", "role": "auditor"})
    assert StudyRole.objects.get(user__username="kit").role == "auditor"


def test_several_values_of_one_field_are_carried(browser, study):
    asked = browser.post(PEOPLE.format(study.slug), {"several": ["one", "two"], "markup": "<b>"})
    assert hidden(asked) == [("several", "one"), ("several", "two"), ("markup", "<b>")]


def test_a_round_closes_with_the_passphrase_that_was_typed_before(browser, study):
    round = factories.make_round(study, passphrase="four words of ours")
    page = parse(browser.get(of(round)))
    withheld = page.one("input", name="withheld")["value"]
    typed = {"sure": "on", "withheld": withheld, "passphrase": "four words of ours"}
    asked = browser.post(of(round, "close/"), typed)
    assert not Job.objects.exists()
    form = dict(hidden(asked)) | {"confirm-password": factories.PASSWORD}
    assert form | typed == form
    browser.post(of(round, "close/"), form)
    round.refresh_from_db()
    assert round.state == "closing"


def test_a_wrong_password_does_nothing_and_loses_nothing(browser, study):
    typed = {"username": "lee", "role": "facilitator"}
    for wrong in ("", "guessed"):
        reply = browser.post(PEOPLE.format(study.slug), typed | {"confirm-password": wrong})
        assert reply.status_code == 422
        assert hidden(reply) == list(typed.items())
        assert "That is not your password." in parse(reply).one("main").text
    assert not StudyRole.objects.filter(user__username="lee").exists()


def test_passwords_are_not_guessed_here_either(browser, study, later):
    path = PEOPLE.format(study.slug)
    statuses = [browser.post(path, {"confirm-password": f"{n}"}).status_code for n in range(6)]
    assert statuses == [422] * 5 + [429]
    right = {"username": "lee", "role": "auditor", "confirm-password": factories.PASSWORD}
    assert browser.post(path, right).status_code == 429
    assert not StudyRole.objects.filter(user__username="lee").exists()
    later(300)
    assert browser.post(path, right).status_code == 200
    assert StudyRole.objects.get(user__username="lee").role == "auditor"


def test_a_code_of_the_second_factor_will_do(browser, owner, study):
    assert not parse(browser.get("/staff/confirm/")).all("input", name="confirm-code")
    TOTP.activate(owner, SECRET)
    codes = RecoveryCodes.activate(owner).generate_codes()
    path = PEOPLE.format(study.slug)
    typed = {"username": "lee", "role": "auditor"}
    wrong = browser.post(path, typed | {"confirm-code": "000000000"})
    assert wrong.status_code == 422
    assert browser.post(path, typed | {"confirm-code": codes[0]}).status_code == 200
    assert StudyRole.objects.get(user__username="lee").role == "auditor"


def test_who_is_not_signed_in_is_asked_to_sign_in(client, study):
    reply = client.post(PEOPLE.format(study.slug), {"confirm-password": factories.PASSWORD})
    assert reply["Location"].startswith("/staff/sign-in/")


def test_another_s_password_confirms_nothing(browser, owner, study):
    other = factories.make_staff(study, "owner")
    other.set_password("a quite different one")
    other.save()
    form = {"confirm-password": "a quite different one"}
    assert browser.post(PEOPLE.format(study.slug), form).status_code == 422
