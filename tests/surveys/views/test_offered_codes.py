"""Only a code that was offered with an invitation begins by it, and only after agreeing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys import sealing
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, assert_kept_private, to


@pytest.fixture
def link(open_round) -> str:
    return walking.invite(open_round)


@pytest.fixture
def beyond(study) -> str:
    """The link to a round that nobody begins without agreeing."""
    return walking.invite(factories.make_round(study, widest_audience="public"))


def assert_nothing_is_burnt() -> None:
    assert set(Invitation.objects.values_list("state", flat=True)) == {"unused"}
    assert not Envelope.objects.exists()


# --- The code ------------------------------------------------------------------------------------


def offers_of_others(link: str, other: str) -> dict[str, str]:
    theirs = walking.offered(Client(), other).context["offer"]
    own = walking.offered(Client(), link).context["offer"]
    return {
        "none": "",
        "a code of one's own choosing": sealing.new_code(),
        "that of another invitation": theirs,
        "altered": own[:-1] + ("A" if own[-1] != "A" else "B"),
        "not text": "\0",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_code_begins_and_the_page_shows_a_good_one(client, open_round, link, language):
    walking.speak(client, language)
    for kind, offer in offers_of_others(link, walking.invite(open_round)).items():
        reply = client.post(link + "confirm/", {"offer": offer, "kept": "on"})
        assert reply.status_code == 422, kind
        assert_kept_private(reply)
        assert [e for e in parse(reply).below() if e.get("role") == "alert"], kind
        assert walking.code_of(reply)
        assert_nothing_is_burnt()
    assert to(walking.confirm(client, link, reply)) == (302, "/answer/"), "and that one begins"


def test_the_error_says_what_to_do(client, link):
    reply = client.post(link + "confirm/", {"offer": "", "kept": "on"})
    text = parse(reply).one("div", role="alert").text
    assert "Please keep the one shown now and cross out any other." in text


def test_the_code_of_another_envelope_burns_no_invitation(client, open_round, link):
    """Before codes were signed, confirming a code in use spent one's own invitation with it."""
    other = walking.invite(open_round)
    shown = walking.offered(client, other)
    walking.confirm(client, other, shown)
    reply = walking.confirm(Client(), link, shown)
    assert reply.status_code == 422
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["unused", "used"]
    assert Envelope.objects.count() == 1


# --- The agreement -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_direct_post_begins_nothing_without_agreeing(client, beyond, language):
    form = parse(walking.speak(client, language).get(beyond)).one("form", action=beyond + "begin/")
    offer = form.one("input", name="offer")["value"]
    for sent in ({"offer": offer}, {"offer": offer, "agreed": "on"}, {"offer": ""}, {}):
        reply = client.post(beyond + "confirm/", {"kept": "on", **sent})
        assert reply.status_code == 422
        assert_kept_private(reply)
        page = parse(reply)
        assert page.one("input", name="agreed").get("checked") is None
        assert page.one("div", role="alert").one("a")["href"] == "#id_agreed"
        assert not page.all("code")
        assert_nothing_is_burnt()


def test_the_agreement_of_another_invitation_is_none(client, study, beyond):
    other = walking.invite(factories.make_round(study, widest_audience="public"))
    reply = walking.confirm(client, beyond, walking.offered(client, other))
    assert reply.status_code == 422
    assert parse(reply).all("input", name="agreed")
    assert_nothing_is_burnt()


def test_an_agreement_lasts_a_day_and_the_code_that_is_written_down_stays_good(
    client, beyond, monkeypatch
):
    shown = walking.offered(client, beyond)
    much_later = timezone.now().timestamp() + timedelta(hours=25).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: much_later)
    reply = walking.confirm(client, beyond, shown)
    assert reply.status_code == 422
    assert_nothing_is_burnt()
    form = parse(reply).one("form", action=beyond + "begin/")
    again = walking.offered(client, beyond, offer=form.one("input", name="offer")["value"])
    assert walking.code_of(again) == walking.code_of(shown)
    assert to(walking.confirm(client, beyond, again)) == (302, "/answer/")


def test_an_agreement_of_this_morning_still_holds(client, beyond, monkeypatch):
    shown = walking.offered(client, beyond)
    later = timezone.now().timestamp() + timedelta(hours=23).total_seconds()
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert to(walking.confirm(client, beyond, shown)) == (302, "/answer/")
