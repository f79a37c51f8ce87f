"""Watching a round fill, and closing it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import worker_life
from surveys.models.audit import AnswerAudit
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import (
    close,
    let_a_day_pass,
    messages_on,
    of,
    open_by_page,
    parties,
)

LATER = {"closes_at": "2040-12-05T18:00", "zone": "Asia/Seoul"}


def let_the_hour_come(round: Round) -> None:
    Round.objects.filter(pk=round.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


# --- Watching ------------------------------------------------------------------------------------


def test_the_part_that_a_script_asks_for_is_the_part_of_the_page(staff, open_round):
    factories.respond(open_round)
    let_a_day_pass(open_round)
    page, part = parse(staff.get(of(open_round))), parse(staff.get(of(open_round, "counts/")))
    shown = page.one("section", **{"data-watch": of(open_round, "counts/")})
    asked = part.one("section", **{"data-watch": of(open_round, "counts/")})
    assert shown.text == asked.text
    assert "1 of 1 invited have submitted." in shown.text
    assert [p["data-part"] for p in shown.below() if p.get("data-part")] == [
        "summary",
        "trouble",
        "numbers",
    ]
    assert shown.one("p", role="status")["data-part"] == "summary"
    (again,) = shown.one("noscript").all("a")
    assert again["href"] == of(open_round) + "#counts"


def test_that_no_worker_answers_is_told_while_it_can_still_be_mended(staff, open_round):
    walking.invite(open_round)

    def alert():
        section = parse(staff.get(of(open_round))).one("section", **{"data-state": "open"})
        return section.one("p", role="alert")

    assert alert().text.startswith("Neither a worker nor the scheduler answers.")
    assert alert().get("hidden") is None
    worker_life.give_sign()
    assert alert().text.startswith("The scheduler does not answer.")
    worker_life.give_sign(worker_life.SCHEDULER)
    assert (alert().text, alert().get("hidden")) == ("", "")


@pytest.mark.parametrize("role", ["auditor", "researcher"])
def test_who_only_reads_gets_the_part_once_the_round_has_closed(as_role, open_round, role):
    factories.respond(open_round)
    reader = as_role(role)
    assert reader.get(of(open_round, "counts/")).status_code == 404
    factories.close(open_round)
    assert parse(reader.get(of(open_round, "counts/"))).all("table")


# --- Confirming ----------------------------------------------------------------------------------


def test_the_confirmation_says_what_is_withheld(staff, open_round):
    for _ in range(5):
        factories.respond(open_round)
    factories.respond(open_round, side="JPN")
    let_a_day_pass(open_round)
    section = parse(staff.get(of(open_round))).one("section", **{"aria-labelledby": "close"})
    assert "This cannot be undone." in section.text
    assert f"{parties()['JPN']}: 1 submitted" in section.text
    assert parties()["PRC"] not in section.text
    assert section.one("input", name="withheld")["value"] == "JPN ROK USA panel"


def test_who_confirmed_something_else_is_asked_again(staff, open_round):
    for _ in range(5):
        factories.respond(open_round)
    old = {"sure": "on", "withheld": "PRC JPN ROK USA panel"}
    let_a_day_pass(open_round)
    staff.post(of(open_round, "close/"), old)
    open_round.refresh_from_db()
    assert open_round.state == "open"
    assert "Look again at what would be withheld" in messages_on(staff, open_round)[0]
    close(staff, open_round)
    open_round.refresh_from_db()
    assert open_round.state == "closing"


def test_without_the_tick_it_stays_open(staff, open_round):
    staff.post(of(open_round, "close/"), {"withheld": "PRC JPN ROK USA panel"})
    open_round.refresh_from_db()
    assert open_round.state == "open"


# --- The closing time ----------------------------------------------------------------------------


def test_the_closing_time_is_changed_on_the_page_and_participants_see_it(staff, client, open_round):
    factories.respond(open_round)
    staff.post(of(open_round, "closing-time/"), LATER)
    open_round.refresh_from_db()
    assert open_round.closes_zone == "Asia/Seoul"
    assert messages_on(staff, open_round) == [
        "The closing time is set. Participants see it from now on."
    ]
    assert AnswerAudit.objects.get(act="change_closing_time").actor == "facilitator"
    page = parse(staff.get(of(open_round))).one("main")
    assert page.one("input", name="closes_at")["value"] == "2040-12-05T18:00"
    assert "Then the round closes by itself." in page.text
    seen = parse(client.get(walking.invite(open_round))).one("main").text
    assert "open until December 5, 2040, 18:00 (Korean Standard Time" in seen
    staff.post(of(open_round, "closing-time/"), LATER | {"closes_at": "2041-01-01 09:00"})
    seen = parse(client.get(walking.invite(open_round))).one("main").text
    assert "open until January 1, 2041, 09:00" in seen


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"closes_at": "", "zone": "UTC"},
        {"closes_at": "2001-01-01 12:00", "zone": "UTC"},
        {"closes_at": "soon", "zone": "UTC"},
        {"closes_at": "2040-12-05 18:00", "zone": "Mars/Olympus"},
    ],
)
def test_what_is_no_closing_time_changes_nothing(staff, open_round, fields):
    staff.post(of(open_round, "closing-time/"), fields)
    open_round.refresh_from_db()
    assert open_round.closes_at is None
    assert messages_on(staff, open_round)


def test_a_quarter_of_an_hour_is_the_least(staff, open_round):
    soon = timezone.now() + timedelta(minutes=10)
    fields = {"closes_at": soon.strftime("%Y-%m-%d %H:%M"), "zone": "UTC"}
    staff.post(of(open_round, "closing-time/"), fields)
    (message,) = messages_on(staff, open_round)
    assert "at least a quarter of an hour" in message


def test_a_closed_round_has_no_closing_time_to_change(staff, open_round):
    factories.close(open_round)
    staff.post(of(open_round, "closing-time/"), LATER)
    assert len(messages_on(staff, open_round)) == 1


def test_a_zone_that_a_command_named_stays_on_offer(staff, open_round):
    Round.objects.update(
        closes_at=timezone.now() + timedelta(days=9), closes_zone="Asia/Ulaanbaatar"
    )
    page = parse(staff.get(of(open_round)))
    (chosen,) = [o for o in page.all("option") if o.get("selected") is not None]
    assert chosen["value"] == "Asia/Ulaanbaatar"


def test_when_the_hour_has_come_the_page_waits_for_a_worker(staff, open_round):
    let_the_hour_come(open_round)
    page = parse(staff.get(of(open_round))).one("main")
    section = page.one("section", **{"data-progress": of(open_round, "progress/")})
    assert "a worker closes the round within a minute" in section.text
    assert section.one("p", role="alert").text.startswith("Neither a worker nor the scheduler")
    assert staff.get(of(open_round, "progress/")).json()["running"] is True


def test_when_the_hour_has_come_a_round_with_a_passphrase_asks_for_it(staff, study):
    round = factories.make_round(study, passphrase="four words of ours")
    staff.post(of(round, "closing-time/"), LATER)
    assert (
        "After that the round waits for its passphrase."
        in parse(staff.get(of(round))).one("main").text
    )
    let_the_hour_come(round)
    page = parse(staff.get(of(round))).one("main")
    assert not page.all("progress")
    assert "until somebody closes the round with its passphrase" in page.text
    assert page.one("input", name="passphrase")
    close(staff, round, passphrase="four words of ours")
    round.refresh_from_db()
    assert round.state == "closing"


# --- At opening ----------------------------------------------------------------------------------


def test_a_closing_time_is_set_with_its_zone_when_a_round_opens(staff, draft_round):
    Round.objects.update(languages=["en"])
    open_by_page(staff, draft_round, closes_at="2199-12-05T18:00", zone="Asia/Seoul")
    draft_round.refresh_from_db()
    assert draft_round.state == "open"
    assert draft_round.closes_at.isoformat() == "2199-12-05T09:00:00+00:00"
    assert draft_round.closes_zone == "Asia/Seoul"


@pytest.mark.parametrize(
    ("text", "zone"),
    [("2001-01-01 12:00", "UTC"), ("soon", "UTC"), ("2199-12-05 18:00", "Mars/Olympus")],
)
def test_a_time_at_which_no_round_can_close_opens_none(staff, draft_round, text, zone):
    Round.objects.update(languages=["en"])
    reply = open_by_page(staff, draft_round, closes_at=text, zone=zone)
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"
    assert reply.context["form"].errors


@pytest.mark.parametrize("passphrase", ["four words of ours ", " four words of ours"])
def test_a_passphrase_closes_as_it_was_typed_when_the_round_opened(staff, draft_round, passphrase):
    Round.objects.update(languages=["en"])
    open_by_page(staff, draft_round, passphrase=passphrase)
    close(staff, draft_round, passphrase=passphrase)
    draft_round.refresh_from_db()
    assert draft_round.state == "closing"
