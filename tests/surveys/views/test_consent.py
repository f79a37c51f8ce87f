"""Agreeing on the landing page: before beginning, in plain words, and kept nowhere."""

import pytest
from django.apps import apps

from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from surveys.promises import shown_to_whom
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, assert_kept_private

BEYOND = [
    {"widest_audience": "researchers"},
    {"widest_audience": "public"},
    {"publishes_records": True},
]


def checkbox(page):
    return page.all("input", name="agreed")


@pytest.mark.parametrize("fields", [{}, *BEYOND])
@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_who_may_see_what_is_reported_before_beginning(client, study, fields, seat):
    round = factories.make_round(study, **fields)
    page = parse(client.get(walking.invite(round, seat)))
    main = page.one("main").text
    assert "What may be shown to whom" in main
    for line in shown_to_whom(round):
        assert main.index(line) < main.index("When you begin you are first given")
    assert bool(checkbox(page)) == bool(fields)


def test_within_the_room_one_begins_without_a_tick(client, open_round):
    reply = client.post(walking.invite(open_round) + "begin/")
    assert reply.status_code == 200
    assert parse(reply).all("code")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("fields", BEYOND)
@pytest.mark.parametrize("sent", [{}, {"agreed": ""}])
def test_beyond_it_nobody_begins_without_agreeing(client, study, fields, language, sent):
    link = walking.invite(factories.make_round(study, **fields))
    reply = walking.speak(client, language).post(link + "begin/", sent)
    assert reply.status_code == 422
    assert_kept_private(reply)
    page = parse(reply)
    assert not page.all("code"), "no code is shown before"
    (box,) = checkbox(page)
    assert box.get("checked") is None
    alert = page.one("div", role="alert")
    assert alert.one("a")["href"] == f"#{box['id']}"
    if language == "en":
        assert "Please say that you agree" in page.one("main").text
    assert Invitation.objects.get().state == "unused"
    assert not Envelope.objects.exists()


@pytest.mark.parametrize("fields", BEYOND)
def test_whoever_agrees_begins(client, study, fields):
    link = walking.invite(factories.make_round(study, **fields))
    assert client.post(link + "begin/").status_code == 422
    walking.begin_by(client, link)


def test_nothing_is_kept_of_agreeing(client, study):
    """No field of any model could hold it, and what there is stays as it was."""
    link = walking.invite(factories.make_round(study, widest_audience="public"))
    before = list(Invitation.objects.values())
    reply = client.post(link + "begin/", {"agreed": "on"})
    assert set(reply.cookies) <= {"csrftoken"}
    assert list(Invitation.objects.values()) == before
    names = {field.name for model in apps.get_models() for field in model._meta.fields}
    assert not {name for name in names if "agree" in name or "consent" in name}


def test_a_dead_link_is_not_asked_to_agree(client, study):
    reply = client.post("/i/AAAAAAAAAAAAAAAAAAAAAA/begin/")
    assert reply.status_code == 404
    assert not checkbox(parse(reply))


def test_the_facilitator_reads_it_before_opening(client, study, facilitator):
    client.force_login(facilitator)
    round = factories.make_round(study, state="draft", widest_audience="researchers")
    main = parse(client.get(f"/staff/rounds/{round.pk}/")).one("main").text
    assert shown_to_whom(round)[0] in main
    assert "fixed from then on" in main
