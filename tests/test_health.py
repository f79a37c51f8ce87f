from datetime import timedelta
from unittest import mock

import pytest
from django.db import OperationalError
from django.test import override_settings
from django.utils import timezone

from cs2survey.database_demands import Unmet
from surveys.models.job import Job, Pulse
from surveys.models.scrub_due import ScrubDue


@pytest.fixture
def ready(db) -> None:
    for name in ("worker", "scheduler"):
        Pulse.objects.create(name=name, at=timezone.now())


def test_the_process_is_up_whatever_else_is_not(client):
    reply = client.get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"process": "up"})


def test_all_parts_answer(client, ready):
    reply = client.get("/readyz")
    parts = ["answers", "identity", "broker", "worker", "scheduler", "erasing"]
    assert reply.status_code == 200
    assert {part: reply.json()[part] for part in parts} == dict.fromkeys(parts, "up")


@pytest.mark.parametrize(
    ("https", "status", "state"),
    [
        (True, 503, "down: wal_recycle, log_checkpoints"),
        (False, 200, "not for production: wal_recycle, log_checkpoints"),
    ],
)
def test_what_a_server_keeps_stops_the_service_in_production(client, ready, https, status, state):
    from cs2survey import views

    unmet = {"default": ["wal_recycle", "log_checkpoints"], "identity": []}

    def kept(alias):
        return [Unmet(name, "reason", "remedy") for name in unmet[alias]]

    with override_settings(HTTPS=https), mock.patch.object(views, "unmet_demands", kept):
        reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["answers_settings"]) == (status, state)
    assert reply.json()["identity_settings"] == "up"


def test_what_could_not_be_erased_is_named(client, ready):
    ScrubDue.objects.create(name="answers", failed=5)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["erasing"]) == (503, "down: StillInUseError")


@pytest.mark.parametrize("alias", ["default", "identity"])
def test_a_database_that_does_not_answer_is_named(client, ready, alias):
    from cs2survey import views

    def query(database):
        if database == alias:
            raise OperationalError("connection to 10.0.0.7 refused")

    with mock.patch.object(views, "_query", query):
        reply = client.get("/readyz")
    part = {"default": "answers", "identity": "identity"}[alias]
    assert reply.status_code == 503
    down = [name for name, state in reply.json().items() if state.startswith("down")]
    assert down == [part]
    assert reply.json()[part] == "down: OperationalError"


def test_a_broker_that_does_not_answer_is_named(client, ready):
    with mock.patch("cs2survey.views.current_app") as app:
        app.connection_for_write().__enter__().ensure_connection.side_effect = ConnectionError
        reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["broker"]) == (503, "down: ConnectionError")


@pytest.mark.parametrize("part", ["worker", "scheduler"])
def test_one_that_is_not_there_or_fell_silent_is_named_alone(client, ready, settings, part):
    Pulse.objects.filter(name=part).delete()
    assert client.get("/readyz").json()[part] == "down: TimeoutError"
    settings.SWEEP_SECONDS = 3
    for silent, state in ((9, "up"), (11, "down: TimeoutError")):
        at = timezone.now() - timedelta(seconds=silent)
        Pulse.objects.update_or_create(name=part, defaults={"at": at})
        reply = client.get("/readyz")
        assert reply.json()[part] == state
        assert reply.status_code == (200 if state == "up" else 503)
        others = {"worker", "scheduler"} - {part}
        assert {reply.json()[other] for other in others} == {"up"}


def test_a_job_whose_worker_has_stopped_is_named_though_another_answers(client, ready):
    at = timezone.now() - timedelta(seconds=10)
    Job.objects.create(kind="close", argument="it", key="it", state="running", lease_until=at)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()["worker"]) == (503, "down: StalledJobError")


def test_health_needs_no_account_and_keeps_no_session(client, ready):
    for path in ("/healthz", "/readyz"):
        assert not client.get(path).cookies
