"""The page of jobs: whose jobs somebody sees, in which order and words, and trying one again."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys.models.audit import AnswerAudit
from surveys.models.job import Job, Pulse
from surveys.models.staff import User
from surveys.models.study import Study
from surveys.views import jobs as views
from surveys.worker_life import SCHEDULER, give_sign
from tests import factories
from tests.html import Element, parse
from tests.surveys.test_job_subjects import make_job

PAGE = "/staff/jobs/"


@pytest.fixture
def round(study):
    Pulse.objects.create(name="worker", at=timezone.now())
    return factories.make_round(study)


@pytest.fixture
def facilitator(client, study) -> Client:
    client.force_login(factories.make_staff(study))
    return client


@pytest.fixture
def operator(study) -> Client:
    client, user = Client(), factories.make_staff(username="operator")
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    client.force_login(user)
    return client


def main(client: Client, **query: str) -> Element:
    reply = client.get(PAGE, query)
    assert reply.status_code == 200
    return parse(reply).one("main")


def rows(page: Element) -> list[list[str]]:
    return [
        [cell.text for cell in [row.one("th"), *row.all("td")]]
        for row in page.one("tbody").all("tr")
    ]


def test_what_waits_for_somebody_comes_first_and_says_why(facilitator, round):
    make_job("compute", round.pk, state="failed", error="MemoryError", attempts=3)
    make_job("close", round.pk, state="done", progress=100, attempts=1)
    page = main(facilitator)
    section = page.one("section")
    assert section.one("h2").text == "Put aside: Computing and publishing a release"
    assert "stopped with an unexpected error (MemoryError)" in section.text
    assert "3 tries" in section.text
    links = [link.get("href") for link in section.all("a")]
    assert links == [f"/staff/studies/{round.study.slug}/", f"/staff/rounds/{round.pk}/"]
    ((kind, about, state, tries, _queued, last),) = rows(page)
    assert (kind, state, tries, last) == ("Opening the envelopes of a round", "Done", "1", "–")
    assert "First round" in about


def test_what_is_done_just_now_says_the_step_and_the_last_sign(facilitator, round, settings):
    sign = timezone.now().replace(second=30) - timedelta(hours=1)
    lease = sign + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    make_job("close", round.pk, state="running", step="opening", progress=40, lease_until=lease)
    ((_kind, _about, state, _tries, _queued, last),) = rows(main(facilitator))
    assert state == "A worker has it in hand Opening and shuffling the envelopes · 40 %"
    assert last == f"{sign:%Y-%m-%d %H:%M}"


def test_when_it_was_queued_again_counts(facilitator, round):
    again = timezone.now() - timedelta(minutes=5)
    make_job("close", round.pk, queued_again_at=again)
    Job.objects.update(created_at=again - timedelta(days=2))
    assert rows(main(facilitator))[0][4] == f"{again:%Y-%m-%d %H:%M}"


def test_the_jobs_of_other_studies_are_nobody_s_business(facilitator, round):
    other = factories.make_round(factories.make_study())
    job = make_job("close", other.pk, state="failed")
    make_job("mail", "outbox", state="failed")
    page = main(facilitator)
    assert page.all("section") == []
    assert "There is no job." in page.text
    assert facilitator.post(f"{PAGE}{job.pk}/try-again/").status_code == 404
    job.refresh_from_db()
    assert job.state == "failed"


def test_an_operator_sees_all_jobs_and_no_study_s_name(operator, round):
    make_job("close", round.pk, state="failed")
    make_job("mail", "outbox", state="failed", error="OSError", error_code="mail_server")
    make_job("of a later version", "it", state="failed", error="X")
    page = main(operator)
    assert len(page.all("section")) == 3
    assert "The mail server could not be used (OSError)" in page.text
    assert "of a later version" in page.text
    assert Study.objects.get(pk=round.study_id).title["en"] not in page.text
    assert page.all("a") == []


@pytest.mark.parametrize("role", ["researcher", "auditor"])
def test_who_runs_no_study_finds_nothing(client, study, role):
    client.force_login(factories.make_staff(study, role))
    assert client.get(PAGE).status_code == 404
    assert PAGE not in client.get("/staff/").content.decode()


def test_the_list_of_studies_leads_there(facilitator, operator):
    for client in (facilitator, operator):
        assert f'href="{PAGE}"' in client.get("/staff/").content.decode()


def test_a_job_is_tried_again_once(facilitator, round):
    job = make_job("close", round.pk, state="failed", error="x", attempts=3)
    where = f"{PAGE}{job.pk}/try-again/"
    first = facilitator.post(where, follow=True)
    assert "The job is tried again as soon as a worker is free." in first.content.decode()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("queued", 0)
    second = facilitator.post(where, follow=True)
    assert "not put aside any more" in second.content.decode()
    assert AnswerAudit.objects.filter(act="retry_job").count() == 1
    assert facilitator.get(where).status_code == 405


def test_the_round_s_own_page_audits_it_as_well(facilitator, round):
    make_job("close", round.pk, state="failed")
    facilitator.post(f"/staff/rounds/{round.pk}/try-again/")
    assert AnswerAudit.objects.get(act="retry_job").subject == str(round.pk)


def test_long_lists_have_pages_and_cost_as_much_as_short_ones(
    facilitator, round, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(views, "JOBS_ON_A_PAGE", 3)
    for number in range(4):
        make_job("hour_passed", f"{round.pk}/{number}", state="done", attempts=number)
    with django_assert_max_num_queries(20):
        first = main(facilitator)
    assert [row[3] for row in rows(first)] == ["3", "2", "1"]
    assert [row[3] for row in rows(main(facilitator, page="2"))] == ["0"]
    assert first.one("p", **{"class": "actions"}).one("a").get("href") == "?page=2"


def test_that_no_worker_answers_is_said(facilitator, round):
    Pulse.objects.filter(name="worker").delete()
    give_sign(SCHEDULER)
    assert "No worker answers" in main(facilitator).text
    Pulse.objects.all().delete()
    assert "Neither a worker nor the scheduler answers" in main(facilitator).text
