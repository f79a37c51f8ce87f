from django.db import models

from surveys.models.base import AnswerSide
from surveys.models.study import Study


class PendingAct(AnswerSide):
    """What one person who runs a study has asked for, and a second has yet to confirm.

    It names the staff as the audit does: nobody who answers.
    """

    study = models.ForeignKey(Study, models.CASCADE, related_name="pending_acts")
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=80, help_text="the id of what it is done to")
    detail = models.JSONField(default=dict, blank=True, help_text="what exactly would be done")
    asked_by = models.CharField(max_length=150, help_text="user name")
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.act} {self.subject}"
