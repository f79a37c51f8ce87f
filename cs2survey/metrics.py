"""Figures for an operator's monitoring, of which none tells when a participant did anything.

There is no count of requests, invitations, envelopes or answers, no size of a table, and no time or
memory of a web process, which move with every request. What could move with what people do, the
space on disks and the mails, is rounded coarsely and looked at once in a quarter of an hour.
"""

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone
from kombu.exceptions import OperationalError
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from analytics import SOFTWARE
from cs2survey.views import readyz
from surveys.delivering.outbox import PENDING
from surveys.models.job import Job, Pulse
from surveys.models.mail import Mail
from surveys.watching import PAUSE

# Of what is free on a disk, one part in twenty.
STEPS_OF_SPACE = 20


def exposition() -> bytes:
    """Return all figures in the text format of Prometheus."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Installation())
    return generate_latest(registry)


class _Installation(Collector):
    """What can be found out just now; a part that is down leaves out the figures that it has."""

    def collect(self) -> Iterator[Metric]:
        for family in (_version, _parts, _jobs, _waiting, _messages, _pulses, _mails, _space):
            try:
                yield family()
            except (DatabaseError, OperationalError, OSError):
                continue


def _version() -> Metric:
    return InfoMetricFamily("cs2survey", "The program", value={"version": SOFTWARE["version"]})


def _parts() -> Metric:
    """The parts of /readyz, each 1 unless it is down."""
    request = HttpRequest()
    request.method = "GET"
    states: dict[str, str] = json.loads(readyz(request).content)
    return _gauge(
        "cs2survey_part_up",
        "1 unless /readyz says that the part is down",
        ["part"],
        (([part], not state.startswith("down")) for part, state in states.items()),
    )


def _jobs() -> Metric:
    counts = Job.objects.order_by().values_list("kind", "state").annotate(jobs=Count("pk"))
    return _gauge(
        "cs2survey_jobs",
        "Jobs; those that are failed were put aside and wait for somebody",
        ["kind", "state"],
        (([kind, state], number) for kind, state, number in counts),
    )


def _waiting() -> Metric:
    now = timezone.now()
    queued = Job.objects.filter(state=Job.State.QUEUED)
    ages = [(now - job.waits_since).total_seconds() for job in queued]
    return _gauge(
        "cs2survey_oldest_waiting_job_seconds",
        "For how long the job has waited that waits longest; 0 if none does",
        [],
        [([], max(ages, default=0))],
    )


def _messages() -> Metric:
    with current_app.connection_for_write() as connection:
        connection.ensure_connection(max_retries=1, timeout=2)
        channel: Any = connection.default_channel
        queue = channel.queue_declare(current_app.conf.task_default_queue)
    return _gauge(
        "cs2survey_broker_messages",
        "Messages in the broker that no worker has taken yet",
        [],
        [([], queue.message_count)],
    )


def _pulses() -> Metric:
    now = timezone.now()
    pulses = Pulse.objects.values_list("name", "at")
    return _gauge(
        "cs2survey_last_sign_seconds",
        "For how long nothing was heard of worker and scheduler",
        ["process"],
        (([name], (now - at).total_seconds()) for name, at in pulses),
    )


def _mails() -> Metric:
    return _gauge(
        "cs2survey_mails",
        "Mails to those invited, of all rounds, rounded up to a power of ten",
        ["state"],
        _held(_count_mails),
    )


def _space() -> Metric:
    return _gauge(
        "cs2survey_disk_free_ratio",
        "The part of a volume that is free, rounded down to a twentieth",
        ["volume"],
        _held(_measure_space),
    )


# --- What could move with what people do ----------------------------------------------------------

Samples = Iterable[tuple[list[str], float]]


def _held(look: Callable[[], Samples]) -> Samples:
    """Return what was seen the first time in this quarter of an hour."""
    return _seen(look, int(time.time() // PAUSE.total_seconds()))


@lru_cache(maxsize=2)
def _seen(look: Callable[[], Samples], quarter: int) -> Samples:
    return list(look())


def _count_mails() -> Iterator[tuple[list[str], float]]:
    for name, states in (("waiting", PENDING), ("refused", [Mail.State.BOUNCED])):
        number = Mail.objects.filter(state__in=states).count()
        yield [name], 10 ** len(str(number)) if number else 0


def _measure_space() -> Iterator[tuple[list[str], float]]:
    volumes = {
        "var": settings.VAR,
        "releases": settings.RELEASE_FILES,
        "anchors": settings.AUDIT_ANCHORS,
        "tmp": Path(tempfile.gettempdir()),
    }
    for name, path in volumes.items():
        usage = shutil.disk_usage(next(p for p in (path, *path.absolute().parents) if p.exists()))
        yield [name], usage.free * STEPS_OF_SPACE // usage.total / STEPS_OF_SPACE


def _gauge(name: str, help_text: str, labels: list[str], samples: Samples) -> Metric:
    family = GaugeMetricFamily(name, help_text, labels=labels)
    for values, number in samples:
        family.add_metric(values, number)
    return family
