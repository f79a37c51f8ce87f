"""The pages on which a seminar is run: what the room sees, and who may do what."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.models.audit import AnswerAudit
from surveys.models.seminar import Seminar
from tests import factories
from tests.surveys.seminars import (
    counted,
    given,
    joined,
    make_seminar,
    opened,
    run_through,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(study, facilitator) -> Client:
    client = Client()
    client.force_login(facilitator)
    return client


def move(client: Client, seminar: Seminar, act: str, **fields: object):
    seminar.refresh_from_db()
    data = {"number": seminar.number, "act": act, **fields}
    response = client.post(reverse("seminar_move", args=[seminar.pk]), data, follow=True)
    seminar.refresh_from_db()
    return response


def page(client: Client, name: str, seminar: Seminar) -> str:
    return text_of(client.get(reverse(name, args=[seminar.pk]), follow=True))


# --- Setting up ----------------------------------------------------------------------------------


def test_it_is_set_up_from_the_page_of_the_study(staff, study):
    instrument = factories.make_instrument()
    address = reverse("create_seminar", args=[study.slug])
    assert address in staff.get(reverse("study", args=[study.slug])).content.decode()
    form = staff.get(address)
    assert "“" not in text_of(form)
    data = {
        "title": "Tokyo",
        "instrument": instrument.pk,
        "sides": ["JPN", "ROK"],
        "languages": ["ja", "ko"],
    }
    shown = staff.post(address, data, follow=True)
    seminar = Seminar.objects.get()
    assert (seminar.sides, seminar.languages, seminar.study) == (
        ["JPN", "ROK"],
        ["ja", "ko"],
        study,
    )
    assert f"{seminar.join_code[:5]} {seminar.join_code[5:]}" in text_of(shown)
    assert "Tokyo" in text_of(staff.get(reverse("study", args=[study.slug])))


def test_a_questionnaire_without_the_question_or_a_side_is_refused_by_name(staff, study):
    content = {
        key: value for key, value in factories.short().content.items() if key != "impression"
    }
    without = factories.make_instrument(factories.from_content({**content, "slug": "bare"}))
    factories.make_instrument()
    address = reverse("create_seminar", args=[study.slug])
    data = {"title": "x", "instrument": without.pk, "sides": ["JPN"], "languages": ["en"]}
    refused = staff.post(address, data)
    assert refused.status_code == 422
    assert "does not ask which side gives most cause for concern" in text_of(refused)
    assert not Seminar.objects.exists()
    nobody = staff.post(address, data | {"sides": []})
    assert nobody.status_code == 422


# --- What the room sees --------------------------------------------------------------------------


def test_the_room_sees_how_to_join_and_how_many_have(staff, study):
    seminar = make_seminar(study, sides=("JPN", "ROK"))
    joined(seminar, 5)
    joined(seminar, 2, "ROK")
    shown = staff.get(reverse("seminar", args=[seminar.pk]))
    words = text_of(shown)
    assert "7 phones have joined" in words
    assert "participants from the ROK: 2" in words
    assert "participants from the ROK: fewer than five so far" in words
    assert "participants from Japan: fewer" not in words
    assert "data:image/svg+xml" in shown.content.decode()
    assert "http://testserver/s/" in words


def test_counts_are_seen_once_they_are_shown_and_not_before(staff, study):
    seminar = make_seminar(study)
    seats = joined(seminar, 8)
    move(staff, seminar, "open")
    Seminar.objects.update(answered_at=timezone.now() - timedelta(seconds=11))
    given(seminar, seats, [3] * 8)
    words = page(staff, "seminar_watch", seminar)
    assert "participants from Japan: 6–8 of 8 have answered" in words
    closed = move(staff, seminar, "count")
    assert "PRC" not in text_of(closed)
    shown = text_of(move(staff, seminar, "show"))
    assert "PRC 4–8" in shown
    assert "Skipped 0–2" in shown
    assert "8 people, in steps of three or more." in shown


def test_what_concerns_are_about_is_chosen_when_the_room_has_seen_the_first_counts(staff, study):
    seminar = make_seminar(study)
    joined(seminar, 5)
    move(staff, seminar, "open")
    move(staff, seminar, "count")
    assert "Concerns about which side?" not in page(staff, "seminar", seminar)
    assert "Concerns about which side?" in text_of(move(staff, seminar, "show"))
    assert move(staff, seminar, "open").status_code == 422
    assert move(staff, seminar, "open", target_JPN="JPN").status_code == 422
    assert seminar.step == 1
    asked = text_of(move(staff, seminar, "open", target_JPN="ROK"))
    assert (seminar.step, seminar.targets) == (2, {"JPN": "ROK"})
    assert "Question 2 of 8" in asked
    assert "the ROK's possible use of its military capabilities" in asked


def test_the_answers_to_both_impressions_stand_beside_each_other(staff, study):
    seminar = make_seminar(study)
    seats = joined(seminar, 8)
    concerns = [[4] * 8] * 6
    run_through(seminar, seats, [[3] * 8, *concerns, [3] * 2 + [7] * 6])
    shown = text_of(move(staff, seminar, "show"))
    assert "PRC 4–8 0–2 fewer afterwards" in shown
    assert "Something else 0–2 6–8 more afterwards" in shown
    assert "Certain: at least 4 of the 8 did not give the same answer both times." in shown


def test_of_fewer_than_five_nothing_but_their_number_is_shown(staff, study):
    seminar = make_seminar(study)
    seats = joined(seminar, 4)
    given(opened(seminar), seats, [3] * 4)
    counted(seminar)
    shown = text_of(move(staff, seminar, "show"))
    assert "4 people have joined: of fewer than five nothing is shown." in shown
    assert "PRC" not in shown.split("Concerns about which side?")[0]


# --- Running it ----------------------------------------------------------------------------------


def test_a_stale_or_unknown_act_does_nothing_and_says_so(staff, study):
    seminar = make_seminar(study)
    joined(seminar, 1)
    stale = {"number": seminar.number, "act": "open"}
    address = reverse("seminar_move", args=[seminar.pk])
    staff.post(address, stale)
    assert "had moved on" in text_of(staff.post(address, stale, follow=True))
    for data in ({"act": "open"}, {"act": "count", "number": "x"}, {"act": "x", "number": 1}, {}):
        assert "Nothing was done." in text_of(staff.post(address, data, follow=True))
    seminar.refresh_from_db()
    assert (seminar.state, seminar.step) == ("open", 1)


def test_nobody_is_asked_when_nobody_has_joined(staff, study):
    seminar = make_seminar(study)
    assert "Nobody has joined yet" in text_of(move(staff, seminar, "open"))
    assert seminar.state == "joining"


def test_almost_the_same_people_must_be_confirmed(staff, study):
    joined(earlier := make_seminar(study), 8)
    counted(opened(earlier))
    seminar = make_seminar(study)
    joined(seminar, 9)
    assert "Almost the same people" in page(staff, "seminar", seminar)
    assert "tick the box" in text_of(move(staff, seminar, "open"))
    assert seminar.state == "joining"
    move(staff, seminar, "open", confirmed="on")
    assert seminar.state == "open"


def test_another_facilitator_goes_on_from_another_browser(staff, study):
    seminar = make_seminar(study)
    joined(seminar, 5)
    assert "last run from another browser" in page(staff, "seminar", seminar)
    move(staff, seminar, "open")
    assert "last run from another browser" not in page(staff, "seminar", seminar)
    other = Client()
    other.force_login(factories.make_staff(study, "owner", "owner"))
    assert "last run from another browser" in page(other, "seminar", seminar)
    move(other, seminar, "count")
    assert seminar.state == "counted"
    by = AnswerAudit.objects.filter(act="take_over_seminar").values_list("actor", flat=True)
    assert list(by) == ["facilitator", "owner"]


def test_watching_does_not_keep_anybody_signed_in(staff, study):
    seminar = make_seminar(study)
    assert "sessionid" in staff.cookies
    shown = staff.get(reverse("seminar_watch", args=[seminar.pk]))
    assert not shown.cookies.get("sessionid")


# --- Afterwards ----------------------------------------------------------------------------------


def test_the_counts_stay_after_the_end_as_a_page_and_a_file(staff, study):
    seminar = make_seminar(study)
    seats = joined(seminar, 8)
    given(opened(seminar), seats, [3] * 8)
    counted(seminar)
    ended = text_of(move(staff, seminar, "end"))
    assert "Everything but these counts is erased." in ended
    assert "PRC 4–8" in ended
    assert "PRC 4–8" in page(staff, "seminar", seminar)
    reply = staff.get(reverse("seminar_counts_file", args=[seminar.pk]))
    assert reply["Content-Disposition"].endswith('.csv"')
    rows = list(csv.DictReader(io.StringIO(reply.content.decode())))
    assert len(rows) == 8
    prc = next(row for row in rows if row["answer"] == "PRC")
    assert prc == {
        "step": "first",
        "perceiver": "JPN",
        "target": "",
        "n": "8",
        "answer": "PRC",
        "fewest": "4",
        "most": "8",
        "cum_low": "6",
        "cum_high": "8",
    }


def test_the_file_has_one_line_of_a_side_below_five(staff, study):
    seminar = make_seminar(study)
    joined(seminar, 3)
    counted(opened(seminar))
    reply = staff.get(reverse("seminar_counts_file", args=[seminar.pk]))
    assert reply.content.decode().splitlines()[1:] == ["first,JPN,,3,,,,,"]


def test_whoever_does_not_run_the_study_finds_nothing(study, outsider, researcher):
    seminar = make_seminar(study)
    for person in (outsider, researcher):
        client = Client()
        client.force_login(person)
        for name in ("seminar", "seminar_watch", "seminar_counts", "seminar_counts_file"):
            assert client.get(reverse(name, args=[seminar.pk])).status_code == 404
        assert move(client, seminar, "end").status_code == 404
    assert seminar.state == "joining"


def test_a_study_is_deleted_with_its_seminars_and_says_so(study):
    owner = factories.make_staff(study, "owner", "owner")
    client = Client()
    client.force_login(owner)
    make_seminar(study)
    address = reverse("delete_study", args=[study.slug])
    assert "What was counted in 1 seminar." in text_of(client.get(address))
