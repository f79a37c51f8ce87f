"""The Celery application: one queue, messages that carry nothing but a job's id."""

import logging
import os
from typing import Any

from billiard.util import get_logger
from celery import Celery
from celery.signals import setup_logging, worker_process_init

from cs2survey.broker import register

register()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs2survey.settings")

app = Celery("cs2survey", amqp="cs2survey.broker:Messages")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_process_init.connect
def watch_scheduler(**kwargs: Any) -> None:
    """Let each process of a worker look after the scheduler."""
    from cs2survey.worker_watch import start_watching

    start_watching()


@setup_logging.connect
def log_as_everywhere(loglevel: int, **kwargs: Any) -> None:
    """Let worker and scheduler log by the handlers of the settings, which keep secrets out.

    Celery would add handlers of its own, with a format of theirs and no filter.
    """
    logging.getLogger().setLevel(loglevel)
    # What is said of a child that died.
    children = get_logger()
    children.setLevel(logging.ERROR)
    children.propagate = True
