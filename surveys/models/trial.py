from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from surveys.models.base import AnswerSide, Seat
from surveys.models.instrument import Instrument


class TrialDraft(AnswerSide):
    """What somebody of the staff fills in while trying a questionnaire: of no round, for a day.

    Like the draft of an envelope it is encrypted under a code, which only a cookie of the browser
    has. It belongs to no round, and nothing that was tried is ever sealed to one.
    """

    session = models.CharField(max_length=64, unique=True, help_text="keyed hash of its session")
    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="+")
    round = models.UUIDField(null=True, blank=True, help_text="the draft that is tried, if any")
    study = models.UUIDField(null=True, blank=True, help_text="of that round")
    number = models.PositiveSmallIntegerField(default=0, help_text="of that round, or 0")
    simulated = models.BooleanField(default=False)
    seat = models.CharField(max_length=11, choices=Seat)
    side = models.CharField(max_length=8)
    # The questions of all levels of a side are the same.
    level: ClassVar[str] = ""
    languages = models.JSONField(default=list)
    modules = models.JSONField(default=list)
    asks_threats = models.BooleanField(default=True)
    draft = models.BinaryField(null=True, blank=True)
    sealed = models.BinaryField(null=True, blank=True, help_text="empty once submitted, else null")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return "a draft of a test"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, but of what was submitted only that it was."""
        if self.sealed is not None:
            self.sealed = b""
        super().save(*args, **kwargs)

    @property
    def is_over(self) -> bool:
        return bool(self.expires_at <= timezone.now())
