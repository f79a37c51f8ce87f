from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q

from surveys.models.base import AnswerSide


class Job(AnswerSide):
    """One job for a worker, and its state; a message only carries its id.

    The unique key makes queueing twice the same as queueing once. A worker holds a lease; when the
    lease runs out (the worker died) the sweeper sends the job again. No act of a participant makes
    a job, so that its times tell of none.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    kind = models.CharField(max_length=20)
    argument = models.CharField(max_length=64, help_text="the id of what the job is about")
    key = models.CharField(max_length=100, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, help_text="percent")
    step = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    queued_again_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(
        null=True, blank=True, help_text="when it was done or put aside; empty while it waits"
    )
    failure_mailed_at = models.DateTimeField(
        null=True, blank=True, help_text="when a mail was queued that says why it was put aside"
    )

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "running", "done", "failed"]),
                name="job_state_is_known",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="progress_is_a_percentage"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def waits_since(self) -> datetime:
        """When it was queued, the last time if it was queued again."""
        return self.queued_again_at or self.created_at


class Pulse(models.Model):
    """When a worker last did a task, or the scheduler last sent one, through the broker."""

    database: ClassVar[str] = "default"
    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
