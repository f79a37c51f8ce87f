from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from surveys.models.base import AnswerSide
from surveys.models.fields import PlainCharField
from surveys.models.instrument import Instrument
from surveys.models.round import Round
from surveys.models.study import Study


class FixedCountsError(Exception):
    """Raised rather than change what was counted in a seminar."""


class Seminar(AnswerSide):
    """An exercise in one room: everybody answers the same question at once, on their phones.

    It goes from step to step; `surveys.seminars.steps` says which there are. A step is opened, is
    counted once, and its counts are shown when whoever runs the seminar says so.
    """

    class State(models.TextChoices):
        JOINING = "joining"
        OPEN = "open"
        COUNTED = "counted"
        SHOWN = "shown"
        ENDED = "ended"

    study = models.ForeignKey(Study, models.CASCADE, related_name="seminars")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="seminars")
    title = PlainCharField(max_length=120)
    languages = models.JSONField(default=list)
    sides = models.JSONField(default=list, help_text="codes of the sides that take part")
    targets = models.JSONField(default=dict, help_text="{side: the one its concerns are about}")
    withstands = models.PositiveSmallIntegerField(
        choices=Round.Withstands, default=Round.Withstands.ONE
    )
    join_code = models.CharField(
        max_length=12, blank=True, help_text='letters of the link to join; "": it has ended'
    )
    state = models.CharField(max_length=7, choices=State, default=State.JOINING)
    step = models.PositiveSmallIntegerField(default=0, help_text="counts from 1; 0: joining")
    number = models.PositiveIntegerField(default=0, help_text="one more whenever it moves on")
    public_key = models.BinaryField(default=b"", blank=True)
    wrapped_private_key = models.BinaryField(default=b"", blank=True)
    answered = models.JSONField(
        default=dict, blank=True, help_text="{side: [at least, at most]} in the open step"
    )
    answered_at = models.DateTimeField(help_text="when that was last looked at")
    created_at = models.DateTimeField(help_text="it ends within a day of then")
    run_from = models.CharField(
        max_length=64, blank=True, help_text="keyed hash of the staff session it is run from"
    )

    class Meta:
        ordering = ["study", "created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["joining", "open", "counted", "shown", "ended"]),
                name="seminar_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", join_code="") | (~Q(state="ended") & ~Q(join_code="")),
                name="a_seminar_is_joined_until_it_ends",
            ),
            models.UniqueConstraint(
                fields=["join_code"], condition=~Q(join_code=""), name="one_seminar_per_join_code"
            ),
            models.CheckConstraint(
                condition=(Q(state="open") & ~Q(public_key=b"") & ~Q(wrapped_private_key=b""))
                | (~Q(state="open") & Q(public_key=b"", wrapped_private_key=b"")),
                name="an_open_step_and_no_other_has_its_keys",
            ),
            models.CheckConstraint(
                condition=Q(withstands__in=[1, 2]), name="a_seminar_withstands_one_or_two"
            ),
        ]

    def __str__(self) -> str:
        return f"seminar {self.pk}"


class SeminarCount(AnswerSide):
    """What was counted in one step of a seminar: the answers of one side, as a block.

    Once stored it never changes.
    """

    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="counts")
    step = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=8)
    target = models.CharField(max_length=8, blank=True, help_text='"" for an impression')
    n = models.PositiveSmallIntegerField(help_text="how many of the side had joined")
    cumulative = models.JSONField(
        null=True, help_text="[[at least, at most]] of each cumulative count; None below 5"
    )

    class Meta:
        ordering = ["seminar", "step", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["seminar", "step", "side"], name="a_step_is_counted_once"
            ),
        ]

    def __str__(self) -> str:
        return f"step {self.step} of {self.seminar_id}: {self.side}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FixedCountsError("what was counted in a seminar does not change")
        super().save(*args, **kwargs)


class SeminarSeat(models.Model):
    """One phone that has joined a seminar, with its answer to the step that is open.

    The primary key is a hash of a secret that only the phone has. The answer is sealed to the key
    of its step, and is erased when the step is counted: of no two answers is it ever stored that
    the same person gave them.
    """

    database: ClassVar[str] = "default"
    locator = models.CharField(primary_key=True, max_length=64)
    seminar = models.ForeignKey(Seminar, models.CASCADE, related_name="seats")
    side = models.CharField(max_length=8)
    sealed = models.BinaryField(null=True, help_text="the answer to the open step; None: none yet")

    def __str__(self) -> str:
        return "a seat of a seminar"
