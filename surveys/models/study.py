from django.db import models

from surveys.models.base import LANGUAGE_TEXT, AnswerSide


class Study(AnswerSide):
    """One track-two process: its title, languages and rules of disclosure."""

    slug = models.SlugField(unique=True)
    title = models.JSONField(help_text=LANGUAGE_TEXT)
    languages = models.JSONField(default=list, help_text="language tags offered to respondents")
    side_order = models.JSONField(
        default=dict, blank=True, help_text="{language tag: party codes in the order to show them}"
    )
    retention_days = models.PositiveSmallIntegerField(
        default=30, help_text="days after closing until the responses are destroyed"
    )
    keep_large_groups = models.BooleanField(
        default=False, help_text="keep the responses of groups of 100 and more when purging"
    )
    simulated = models.BooleanField(default=False, help_text="made-up people, shown as such")

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug
