"""The Celery application: one queue, messages that carry nothing but a job's id."""

import os

from celery import Celery

from cs2survey.broker import register

register()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cs2survey.settings")

app = Celery("cs2survey", amqp="cs2survey.broker:Messages")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
