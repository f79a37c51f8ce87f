"""Figures that were published elsewhere, as the people who run a study have loaded them."""

from django.db import models
from django.db.models import Q

from surveys.models.base import AnswerSide
from surveys.models.fields import PlainCharField
from surveys.models.study import Study


class ReferenceFigure(AnswerSide):
    """One figure of a poll, an expert survey or a paper, as its source has published it.

    It stands beside the releases of a study and belongs to none of them. `value`, `low`, `high` and
    the ends of the scale are texts, with the digits of the source: they are read and never computed
    with. `analytics.reference.columns` says what each field holds.
    """

    class Kind(models.TextChoices):
        MARK = "mark"
        PERCENTAGE = "percentage"
        MEAN = "mean"

    class Comparability(models.TextChoices):
        SAME = "same"
        SIMILAR = "similar"
        DIFFERENT = "different"

    study = models.ForeignKey(Study, models.CASCADE, related_name="reference_figures")
    position = models.PositiveIntegerField(help_text="in the order in which they were loaded")
    perceiver = models.CharField(max_length=8)
    target = models.CharField(max_length=8)
    item = models.CharField(max_length=60, blank=True, help_text="concern or threat; empty: whole")
    figure = models.CharField(max_length=10, choices=Kind)
    value = models.CharField(max_length=20)
    low = models.CharField(max_length=20, blank=True)
    high = models.CharField(max_length=20, blank=True)
    scale_minimum = models.CharField(max_length=20, blank=True)
    scale_maximum = models.CharField(max_length=20, blank=True)
    source = PlainCharField(max_length=500)
    url = models.CharField(max_length=500, blank=True)
    date = models.CharField(max_length=10, help_text="YYYY, YYYY-MM or YYYY-MM-DD")
    population = PlainCharField(max_length=300)
    n = models.PositiveIntegerField(null=True, help_text="people asked; null: not published")
    wording = PlainCharField(max_length=1000)
    language = models.CharField(max_length=35, blank=True, help_text="tag; empty: not stated")
    comparability = models.CharField(max_length=9, choices=Comparability)
    note = PlainCharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "position"], name="one_reference_figure_per_position"
            ),
            models.CheckConstraint(
                condition=Q(figure="mean") ^ Q(scale_minimum="", scale_maximum=""),
                name="scale_of_means_alone",
            ),
            models.CheckConstraint(
                condition=Q(low="", high="") | (~Q(low="") & ~Q(high="")),
                name="both_limits_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perceiver}>{self.target}:{self.item} {self.date}"
