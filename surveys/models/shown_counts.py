from django.db import models

from surveys.models.base import AnswerSide
from surveys.models.round import Round


class ShownCounts(AnswerSide):
    """The numbers of those who began and submitted, as the people who run an open round see them.

    They move on rarely and in steps (`surveys.watching`), and only the latest are kept.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="shown_counts")
    numbers = models.JSONField(
        default=list, help_text="[seat, side, level if any, n began, n submitted]"
    )
    counted_at = models.DateTimeField(help_text="when any number last could move on")
    whole_at = models.DateTimeField(help_text="when all of them last did")

    def __str__(self) -> str:
        return f"counts of {self.round_id}"
