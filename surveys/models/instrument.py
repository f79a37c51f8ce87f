from django.db import models

from surveys.models.base import LANGUAGE_TEXT, AnswerSide
from surveys.models.fields import LanguageTextField


class Instrument(AnswerSide):
    """One version of a questionnaire, as loaded from its file; frozen once a round uses it."""

    slug = models.SlugField()
    version = models.PositiveSmallIntegerField()
    title = LanguageTextField(help_text=LANGUAGE_TEXT)
    content = models.JSONField(help_text="the whole validated document")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the canonical document")
    file_text = models.TextField(
        blank=True, help_text="the file as it was loaded; empty for those loaded without one"
    )
    frozen = models.BooleanField(default=False)

    class Meta:
        ordering = ["slug", "version"]
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_instrument_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.version}"


class Question(AnswerSide):
    """One question: on a concern or threat in a directed dyad, or of another kind.

    An impression and a reflection are put to one side about all the others, so they have no target;
    a vignette is about nobody real, and a question about oneself about no dyad, so they have
    neither perceiver nor target. A further battery may be about one's own side, or about none.
    """

    class Kind(models.TextChoices):
        CONCERN = "concern"
        THREAT = "threat"
        IMPRESSION = "impression"
        VIGNETTE = "vignette"
        TREND = "trend"
        REFLECTION = "reflection"
        BATTERY = "battery"
        ABOUT = "about"

    instrument = models.ForeignKey(Instrument, models.CASCADE, related_name="questions")
    key = models.CharField(max_length=80, help_text="PERCEIVER>TARGET:item in a dyad")
    kind = models.CharField(max_length=10, choices=Kind)
    perceiver = models.CharField(max_length=8, blank=True)
    target = models.CharField(max_length=8, blank=True)
    item = models.CharField(max_length=60)
    domain = models.CharField(max_length=16, blank=True)
    position = models.PositiveSmallIntegerField(help_text="place in the instrument, from 1")

    class Meta:
        ordering = ["instrument", "position"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "key"], name="one_question_per_key"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["vignette", "about"], perceiver="", target="")
                | models.Q(kind="battery")
                | ~models.Q(perceiver=models.F("target")),
                name="nobody_fears_their_own_side",
            ),
        ]

    def __str__(self) -> str:
        return self.key
