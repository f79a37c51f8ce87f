"""What participants wrote in their own words: as written, and as a person has released it."""

from django.db import models

from surveys.models.base import AnswerSide
from surveys.models.round import Round


class OwnConcern(AnswerSide):
    """One text of an opened envelope: a concern, of which only side and target are known.

    Or what was written beside a question, whatever was marked there, of which only side and
    question are.

    Texts lie in a random order of their own under random identifiers. Nothing in a row is found in
    a response or in another text of the same person: the withdrawal tag, which only the return code
    leads to, is another for each text.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="own_concerns")
    perceiver = models.CharField(max_length=8, help_text="the side of whoever wrote it")
    target = models.CharField(max_length=8, help_text="the party it is about; else empty")
    question = models.CharField(
        max_length=64, default="", blank=True, help_text="the key of its question; else empty"
    )
    text = models.TextField()
    withheld = models.BooleanField(default=False, help_text="put aside by a person; not released")
    withdrawal_tag = models.CharField(
        max_length=64, unique=True, help_text="keyed hash of the return code under its own label"
    )

    def __str__(self) -> str:
        return "a concern in somebody's own words"


class ReleasedConcern(AnswerSide):
    """A text that a person has released, in the words in which it may be read by others.

    It has no withdrawal tag: if released texts vanished when their writer withdraws, those who read
    them would see which were of one person.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="released_concerns")
    perceiver = models.CharField(max_length=8)
    target = models.CharField(max_length=8)
    question = models.CharField(max_length=64, default="", blank=True)
    text = models.TextField()
    shared = models.BooleanField(
        default=False, help_text="shown to participants of the study's later rounds"
    )

    def __str__(self) -> str:
        return "a released concern"
