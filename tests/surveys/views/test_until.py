"""Until when the round is open, and that saved is not yet sent, on every page of a participant."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys import responding
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, MILITARY, draft

UNSENT = "Saved is not yet sent: only what you submit is counted."
UNTIL = "The round is open until the organisers close it; no day or hour has been set for that."
AT_SIX = (
    "The round is open until December 5, 2040, 18:00 (Korean Standard Time, UTC+09:00). The "
    "organisers may close it before, or set another time, which is then shown here. After that "
    "nothing can be saved or submitted."
)
SIX = {"closes_at": datetime(2040, 12, 5, 9, 0, tzinfo=UTC), "closes_zone": "Asia/Seoul"}


@pytest.fixture(params=[UNTIL, AT_SIX], ids=["no time", "a time"])
def until(request, open_round) -> str:
    if request.param == AT_SIX:
        Round.objects.update(**SIX)
    return request.param


def told(reply) -> list[str]:
    assert reply.status_code == 200
    text = parse(reply).one("main").text
    return [words for words in (UNSENT, UNTIL, AT_SIX) if words in text]


def test_before_beginning(client, open_round, until):
    assert told(client.get(walking.invite(open_round))) == [until]


def test_beside_the_return_code(client, open_round, until):
    assert told(walking.offered(client, walking.invite(open_round))) == [until]


@pytest.mark.parametrize("path", ["/answer/1/", "/answer/1/?from=review", "/answer/review/"])
def test_while_answering(client, code, path, until):
    assert told(client.get(path)) == [UNSENT, until]


def test_on_leaving_a_device(client, code, until):
    assert told(client.post("/leave/")) == [UNSENT, until]


def test_when_everything_is_sent(client, sent, until):
    assert told(client.get("/answer/sent/")) == [until]


def test_whoever_leaves_without_a_round_is_told_of_none(client, db):
    assert told(client.post("/leave/")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_the_hour_and_its_zone(client, code, language):
    Round.objects.update(**SIX)
    text = parse(walking.speak(client, language).get("/answer/1/")).one("main").text
    assert "18:00" in text
    assert "UTC+09:00" in text


# --- When the time has passed --------------------------------------------------------------------


def let_it_pass() -> None:
    Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))


def test_what_comes_too_late_is_not_saved_and_the_page_says_until_when_there_was_time(client, code):
    client.post("/answer/1/", {MILITARY: "1"})
    before = draft(code)
    let_it_pass()
    for path, data in (("/answer/1/", {MILITARY: "3"}), ("/answer/review/", {"sure": "on"})):
        reply = client.post(path, data)
        assert reply.status_code == 409
        text = parse(reply).one("main").text
        assert "It was open until " in text
        assert "No answers are counted under your return code" in text
    assert responding.read_draft(walking.holder(code)) == before


def test_whoever_submitted_reads_that_it_is_counted(client, sent):
    let_it_pass()
    text = parse(client.get("/answer/")).one("main").text
    assert "You had submitted your answers before, and they are counted." in text
    reply = Client().post("/return/", {"code": sent}, follow=True)
    assert "they are counted" in parse(reply).one("main").text


def test_an_unused_link_leads_nowhere_any_more(client, open_round):
    link = walking.invite(open_round)
    shown = walking.offered(client, link)
    let_it_pass()
    assert client.get(link).status_code == 404
    assert client.post(link + "begin/").status_code == 404
    assert walking.confirm(client, link, shown).status_code == 404
    assert Invitation.objects.get().state == "unused"


def test_leaving_a_device_says_nothing_of_a_time_that_has_passed(client, code):
    let_it_pass()
    assert told(client.post("/leave/")) == []


def test_once_closed_the_page_claims_no_hour(client, sent):
    Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    walking.put_in("closing")
    assert "It was open until" not in parse(client.get("/answer/")).one("main").text
