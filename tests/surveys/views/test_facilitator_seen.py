"""What the staff see."""

from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.formats import date_format

from surveys import inviting
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import let_a_day_pass, of, parties, turnout


def test_the_studies_one_holds_a_role_in(staff, study):
    factories.make_study(slug="another")
    page = parse(staff.get("/staff/")).one("main")
    hrefs = [link["href"] for link in page.all("a")]
    assert hrefs[:2] == ["/staff/studies/forum/", "/staff/instruments/"]
    assert not any("another" in href for href in hrefs)


def test_a_study_lists_its_rounds(staff, study, open_round):
    page = parse(staff.get("/staff/studies/forum/")).one("main")
    assert of(open_round) in [link["href"] for link in page.all("a")]


def test_a_round_tells_how_many_and_never_who(staff, open_round):
    factories.respond(open_round, side="PRC")
    factories.begin(open_round, side="PRC")
    inviting.invite(round=open_round, seat="participant", side="PRC", by="t", label="Mr. Li")
    factories.respond(open_round, "assessor", "JPN")
    let_a_day_pass(open_round)
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


@pytest.mark.parametrize("role", ["auditor", "researcher"])
def test_who_only_reads_cannot_watch_people_submit(as_role, open_round, role):
    factories.respond(open_round, side="PRC")
    reader = as_role(role)
    page = parse(reader.get(of(open_round))).one("main")
    assert (page.all("table"), page.all("dl"), "invited" in page.text) == ([], [], False)
    factories.close(open_round)
    assert turnout(parse(reader.get(of(open_round))))[parties()["PRC"]] == ["1", "1", "1", "0"]


def test_after_closing_the_roll_tells_how_many_invitations_have_expired(staff, open_round):
    factories.respond(open_round, side="PRC")
    factories.begin(open_round, side="PRC")
    for _ in range(3):
        walking.invite(open_round)
    let_a_day_pass(open_round)
    assert turnout(parse(staff.get(of(open_round))))[parties()["PRC"]] == ["5", "2", "1"]
    factories.close(open_round)
    page = parse(staff.get(of(open_round)))
    assert turnout(page)[parties()["PRC"]] == ["5", "2", "1", "3"]
    headings = [cell.text for cell in page.all("table")[0].all("th", scope="col")]
    assert headings[-1] == "Invitation expired unused"


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


# --- Until when the round is open ----------------------------------------------------------------


def test_the_days_of_a_round_have_a_zone(staff, open_round):
    day = date_format(open_round.opened_on)
    assert f"Opened on {day} (UTC)." in parse(staff.get(of(open_round))).one("main").text
    factories.close(open_round)
    text = parse(staff.get(of(open_round))).one("main").text
    assert f"Opened on {day} (UTC). Closed on {day} (UTC)." in text


def test_the_closing_time_is_shown_and_when_it_has_passed_that_the_round_waits(staff, open_round):
    walking.invite(open_round)
    hour = datetime(2040, 12, 5, 9, 0, tzinfo=UTC)
    Round.objects.update(closes_at=hour, closes_zone="Asia/Seoul")
    page = parse(staff.get(of(open_round)))
    until = "until December 5, 2040, 18:00 (Korean Standard Time, UTC+09:00)."
    assert f"Answers are taken {until}" in page.one("main").text
    assert turnout(page)[parties()["PRC"]] == ["1", "0", "0"]
    Round.objects.update(closes_at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC))
    page = parse(staff.get(of(open_round)))
    assert "Answers were taken until January 5, 2026, 18:00" in page.one("main").text
    assert turnout(page)[parties()["PRC"]] == ["1", "0", "0", "1"], "its invitation has expired"
    assert page.all("form", action=of(open_round, "close/")), "and it can be closed"
