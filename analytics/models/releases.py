"""The publication of a round. Everything shown anywhere is drawn from these tables."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from surveys.instruments.sequence import ALL_LENSES
from surveys.models.base import AnswerSide, Level
from surveys.models.round import Round


class FrozenError(Exception):
    """Something that has been released was about to be changed."""


class FrozenQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise FrozenError("what has been released cannot be changed; compute a new revision")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise FrozenError("what has been released cannot be deleted")


class Frozen(AnswerSide):
    """A row that is written once and never changes."""

    objects: ClassVar[models.Manager[Any]] = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenError("what has been released cannot be changed; compute a new revision")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise FrozenError("what has been released cannot be deleted")


class ReleaseQuerySet(FrozenQuerySet):
    def update(self, **kwargs: Any) -> int:
        if set(kwargs) != {"audience"}:
            return super().update(**kwargs)
        return models.QuerySet.update(self, **kwargs)


class Release(Frozen):
    """The one publication of a round. Its data never change; only its audience widens."""

    objects: ClassVar[models.Manager[Any]] = ReleaseQuerySet.as_manager()

    class Audience(models.TextChoices):
        HELD = "held"
        SIDES = "sides"
        ROOM = "room"
        RESEARCHERS = "researchers"
        PUBLIC = "public"

    round = models.OneToOneField(Round, models.PROTECT, related_name="release")
    audience = models.CharField(max_length=11, choices=Audience, default=Audience.HELD)
    metadata = models.JSONField(help_text="citation, instrument, methods, software")
    checksum = models.CharField(max_length=64, help_text="SHA-256 of the canonical release")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(audience__in=["held", "sides", "room", "researchers", "public"]),
                name="audience_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"release {self.id}"


class AboutAQuestion(Frozen):
    """A published row about one question, which it names so that it can be read alone."""

    perceiver = models.CharField(max_length=8, blank=True)
    target = models.CharField(max_length=8, blank=True)
    item = models.CharField(max_length=60)
    item_kind = models.CharField(
        max_length=10, help_text="one of surveys.instruments.document.KINDS"
    )
    domain = models.CharField(max_length=16)
    position = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class Block(AboutAQuestion):
    """The answers of one group to one question as published: counts in steps of three people.

    `cumulative` holds an interval [low, high] for each answer but the last, in the published order
    of answers; it is null for a group of fewer than five, of which only `n` is published.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="blocks")
    lens = models.CharField(max_length=9, choices=[(lens, lens) for lens in ALL_LENSES])
    group = models.CharField(
        max_length=20, help_text="a party's participants, the panel, or panel/ and who nominated"
    )
    n = models.PositiveIntegerField(help_text="people who submitted and were asked")
    cumulative = models.JSONField(null=True, help_text="[low, high] per answer but the last")

    class Meta:
        ordering = ["position", "lens", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "lens", "group", "perceiver", "target", "item"],
                name="one_block_per_question_lens_and_group",
            ),
            models.CheckConstraint(
                condition=Q(n__lt=5, cumulative__isnull=True)
                | Q(n__gte=5, cumulative__isnull=False),
                name="nothing_of_fewer_than_five",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perceiver}>{self.target}:{self.item} {self.lens} {self.group}"


class GapMatrix(Frozen):
    """What was computed from a release's blocks under one revision of the methods.

    Revision 1 belongs to the release itself; a later one names the method it was computed by.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="matrices")
    revision = models.PositiveSmallIntegerField(default=1)
    metadata = models.JSONField(default=dict, help_text="method and software; empty: the release's")
    checksum = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 of the revision; empty: the release's"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "revision"], name="one_matrix_per_release_and_revision"
            ),
        ]

    def __str__(self) -> str:
        return f"matrix of {self.release_id}, revision {self.revision}"


class GapCell(AboutAQuestion):
    """One gap at one question. Null means that there is nothing to compare, never zero."""

    class Gap(models.TextChoices):
        THREAT = "threat"
        EMPATHY = "empathy"
        IMAGE = "image"

    matrix = models.ForeignKey(GapMatrix, models.PROTECT, related_name="cells")
    gap = models.CharField(max_length=7, choices=Gap)
    panel_without = models.CharField(
        max_length=8, blank=True, help_text="nominating side whose assessors are left out"
    )
    n_left = models.PositiveIntegerField(help_text="people asked through the first lens")
    n_right = models.PositiveIntegerField(help_text="people asked through the second lens")
    kind = models.CharField(max_length=16, help_text="a gap kind, or a kind of empathy gap")
    subtype = models.CharField(max_length=30, blank=True)
    direction = models.CharField(max_length=7, blank=True)
    figures = models.JSONField(help_text="every statistic by its name; null: nothing can be said")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "gap", "panel_without", "perceiver", "target", "item"],
                name="one_cell_per_gap_and_question",
            ),
            models.CheckConstraint(
                condition=Q(gap__in=["threat", "empathy", "image"]), name="gap_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perceiver}>{self.target}:{self.item} {self.gap}"


class LevelGap(AboutAQuestion):
    """How seriously two levels of a side take one question, one against the other."""

    matrix = models.ForeignKey(GapMatrix, models.PROTECT, related_name="level_gaps")
    first_level = models.CharField(max_length=10, choices=Level)
    second_level = models.CharField(max_length=10, choices=Level)
    n_left = models.PositiveIntegerField(help_text="people asked of the first level")
    n_right = models.PositiveIntegerField(help_text="people asked of the second level")
    kind = models.CharField(max_length=16)
    subtype = models.CharField(max_length=30, blank=True)
    direction = models.CharField(max_length=7, blank=True)
    figures = models.JSONField(help_text="every statistic by its name; null: nothing can be said")

    class Meta:
        ordering = ["position", "first_level", "second_level"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "perceiver", "target", "item", "first_level", "second_level"],
                name="one_level_gap_per_question_and_levels",
            ),
        ]

    def __str__(self) -> str:
        levels = f"{self.first_level}/{self.second_level}"
        return f"{self.perceiver}>{self.target}:{self.item} {levels}"


class GapMean(Frozen):
    """One gap over the common battery: of a directed dyad, a perceiver or a target."""

    matrix = models.ForeignKey(GapMatrix, models.PROTECT, related_name="means")
    perceiver = models.CharField(max_length=8, blank=True, help_text="empty: all of them")
    target = models.CharField(max_length=8, blank=True, help_text="empty: all of them")
    gap = models.CharField(max_length=7, choices=GapCell.Gap)
    panel_without = models.CharField(max_length=8, blank=True)
    mean = models.FloatField(null=True)
    mean_low = models.FloatField(null=True)
    mean_high = models.FloatField(null=True)
    clustered_mean = models.FloatField(
        null=True, help_text="from records of both groups; null: none"
    )
    clustered_mean_low = models.FloatField(null=True)
    clustered_mean_high = models.FloatField(null=True)
    pooled = models.JSONField(
        default=dict, help_text="mean, its limits and the probability above 0; empty: none"
    )
    n_above = models.PositiveSmallIntegerField()
    n_below = models.PositiveSmallIntegerField()
    n_cells = models.PositiveSmallIntegerField()
    n_concerns = models.PositiveSmallIntegerField()
    asymmetry = models.FloatField(null=True)
    tracking = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "gap", "panel_without", "perceiver", "target"],
                name="one_mean_per_gap_and_dyad",
            ),
            models.CheckConstraint(
                condition=Q(n_cells=0, mean__isnull=True) | Q(n_cells__gt=0, mean__isnull=False),
                name="mean_of_one_cell_or_more",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perceiver}>{self.target} {self.gap}"


class Change(AboutAQuestion):
    """One group's answers to one question against those of an earlier round of the study."""

    matrix = models.ForeignKey(GapMatrix, models.PROTECT, related_name="changes")
    lens = models.CharField(max_length=9, choices=[(lens, lens) for lens in ALL_LENSES])
    group = models.CharField(max_length=20)
    round_before = models.PositiveSmallIntegerField(help_text="number of the earlier round")
    n_before = models.PositiveIntegerField()
    n_after = models.PositiveIntegerField()
    movement = models.CharField(max_length=14)
    figures = models.JSONField(help_text="every statistic by its name; null: nothing can be said")

    class Meta:
        ordering = ["position", "lens", "group"]
        constraints = [
            models.UniqueConstraint(
                fields=["matrix", "lens", "group", "perceiver", "target", "item"],
                name="one_change_per_question_lens_and_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.perceiver}>{self.target}:{self.item} {self.lens} since {self.round_before}"


class Record(Frozen):
    """One respondent of a group of 100 or more, as published under an identifier of its own.

    `about` holds the declared quasi-identifiers, each combination of which is held by ten or more;
    null: withheld. `answers` holds a mark for every question by the name of the answer.
    """

    release = models.ForeignKey(Release, models.PROTECT, related_name="records")
    group = models.CharField(max_length=20, help_text="a party's participants")
    about = models.JSONField(help_text="{question about oneself: answer or null}")
    answers = models.JSONField(help_text="{name of the answer: mark}")

    class Meta:
        ordering = ["group", "id"]
        # In this order records are read, so many at a time.
        indexes = [models.Index(fields=["release", "group", "id"], name="records_in_order")]

    def __str__(self) -> str:
        return "a record"
