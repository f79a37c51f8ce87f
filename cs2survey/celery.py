"""The Celery application: one queue, messages that carry nothing but a job's id."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_process_init

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
