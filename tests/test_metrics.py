"""Figures for an operator: those of jobs and parts, and none that moves with a participant."""

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from analytics import SOFTWARE
from cs2survey import metrics
from cs2survey.keys import make_key
from surveys import inviting, jobs, responding
from surveys.models.job import Job, Pulse
from surveys.models.mail import Mail
from surveys.withdrawing import withdraw
from tests import factories

VERSION = SOFTWARE["version"]

TOKEN_OF_ANOTHER = "Bearer " + "0" * 64


@pytest.fixture
def token(settings, tmp_path) -> str:
    path = tmp_path / "metrics_token"
    make_key(path)
    settings.METRICS_TOKEN_FILE = str(path)
    return path.read_text().strip()


@pytest.fixture(autouse=True)
def _nothing_seen():
    metrics._seen.cache_clear()


def collected() -> dict[str, dict[tuple[str, ...], float]]:
    """Each figure by its labels, as a Prometheus reads them."""
    families = text_string_to_metric_families(metrics.exposition().decode())
    return {
        family.name: {tuple(s.labels.values()): s.value for s in family.samples}
        for family in families
    }


# --- Who sees them -------------------------------------------------------------------------------


def test_whoever_has_the_token_collects_them(client, db, token):
    reply = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert reply.status_code == 200
    assert reply["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "no-store" in reply["Cache-Control"]
    assert f'cs2survey_info{{version="{VERSION}"}} 1.0' in reply.content.decode()


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer ", TOKEN_OF_ANOTHER, "Bearer é", "Basic {}", "{}"]
)
def test_for_all_others_nothing_is_there(client, db, token, sent):
    headers = {} if sent is None else {"Authorization": sent.format(token)}
    reply = client.get("/metrics", headers=headers)
    assert (reply.status_code, b"cs2survey_" in reply.content) == (404, False)


def test_without_a_token_nothing_is_there_for_anybody(client, db, settings):
    assert settings.METRICS_TOKEN_FILE == ""
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


# --- What they say -------------------------------------------------------------------------------


def test_jobs_are_counted_by_kind_and_state(db):
    for number, (kind, state) in enumerate(
        [("close", "done"), ("close", "done"), ("files", "failed"), ("mail", "queued")]
    ):
        Job.objects.create(kind=kind, argument="it", key=str(number), state=state)
    assert collected()["cs2survey_jobs"] == {
        ("close", "done"): 2,
        ("files", "failed"): 1,
        ("mail", "queued"): 1,
    }


def test_the_job_that_waits_longest_is_told_and_when_it_was_queued_again_counts(db):
    assert collected()["cs2survey_oldest_waiting_job_seconds"] == {(): 0}
    job = Job.objects.create(kind="mail", argument="it", key="it", state="done")
    Job.objects.update(created_at=timezone.now() - timedelta(days=3))
    jobs.repeat(job)
    assert 0 <= collected()["cs2survey_oldest_waiting_job_seconds"][()] < 60
    Job.objects.update(queued_again_at=timezone.now() - timedelta(seconds=90))
    assert 90 <= collected()["cs2survey_oldest_waiting_job_seconds"][()] < 150


def test_messages_that_wait_in_the_broker_are_counted(db, settings):
    before = collected()["cs2survey_broker_messages"][()]
    jobs.send("0f8fad5b-d9cb-469f-a165-70867728950e")
    assert collected()["cs2survey_broker_messages"][()] == before + 1


def test_the_parts_of_readyz_and_the_last_signs(db):
    Pulse.objects.create(name="worker", at=timezone.now() - timedelta(seconds=5))
    found = collected()
    assert found["cs2survey_part_up"]["answers",] == found["cs2survey_part_up"]["broker",] == 1
    assert 5 <= found["cs2survey_last_sign_seconds"]["worker",] < 60
    Pulse.objects.update(at=timezone.now() - timedelta(hours=1))
    assert collected()["cs2survey_part_up"]["worker",] == 0


def test_a_database_that_is_down_costs_its_own_figures_alone(db):
    with mock.patch.object(Job.objects, "filter", side_effect=DatabaseError):
        found = collected()
    assert "cs2survey_oldest_waiting_job_seconds" not in found
    assert found["cs2survey_part_up"]["identity",] == 1


def test_the_program_says_the_version_that_it_is_packed_as():
    packed = (Path(django_settings.BASE_DIR) / "pyproject.toml").read_text()
    assert f'\nversion = "{VERSION}"\n' in packed


# --- What they do not say ------------------------------------------------------------------------


def test_nothing_moves_while_somebody_begins_sends_and_withdraws(open_round):
    """Ages of signs aside, which move with time alone."""

    def still() -> dict:
        metrics._seen.cache_clear()
        return {name: v for name, v in collected().items() if "last_sign" not in name}

    before = still()
    holder = factories.begin(open_round, "participant", "PRC")
    assert still() == before
    responding.save_answers(holder=holder, answers={})
    responding.submit(holder=holder)
    assert still() == before
    assert withdraw(code=holder.code)
    assert still() == before
    assert set(before) == {
        "cs2survey_info",
        "cs2survey_part_up",
        "cs2survey_jobs",
        "cs2survey_oldest_waiting_job_seconds",
        "cs2survey_broker_messages",
        "cs2survey_mails",
        "cs2survey_disk_free_ratio",
    }


def test_mails_are_counted_in_powers_of_ten_and_seldom(open_round):
    def mail(state):
        invitation, _token = inviting.invite(
            round=open_round, seat="participant", side="PRC", by="t", confirmed_roll=True
        )
        Mail.objects.create(invitation=invitation, address="a@example.org", state=state)

    mail("queued")
    assert collected()["cs2survey_mails"] == {("waiting",): 10, ("refused",): 0}
    for state in ["sending"] * 9 + ["bounced"]:
        mail(state)
    assert collected()["cs2survey_mails"] == {("waiting",): 10, ("refused",): 0}
    metrics._seen.cache_clear()
    assert collected()["cs2survey_mails"] == {("waiting",): 100, ("refused",): 10}


@pytest.mark.parametrize(("free", "told"), [(0, 0), (49, 0), (50, 0.05), (499, 0.45), (1000, 1)])
def test_the_space_of_a_disk_is_told_in_twentieths(db, free, told, settings, tmp_path):
    settings.RELEASE_FILES = tmp_path / "not" / "yet"
    usage = mock.Mock(free=free, total=1000)
    with mock.patch.object(metrics.shutil, "disk_usage", return_value=usage) as asked:
        assert set(collected()["cs2survey_disk_free_ratio"].values()) == {told}
    assert mock.call(tmp_path) in asked.mock_calls


def test_what_is_collected_is_as_prometheus_wants_it(db):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not here; Debian's package prometheus has it")
    Job.objects.create(kind="close", argument="it", key="it")
    checked = subprocess.run(
        [promtool, "check", "metrics"], input=metrics.exposition(), capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, b"")
