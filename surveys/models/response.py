"""Envelopes, responses and ratings, none with a time, an address, a serial number or a name."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from surveys.models.base import NO_LEVEL_OR_PARTICIPANT, AnswerSide, Level, Seat
from surveys.models.instrument import Question
from surveys.models.round import Round

# What an assessor may say of a mark: how sure (low, middle, high) and what it rests on.
CONFIDENCES = [0, 1, 2]
BASES = ["", "capability", "intent", "inadvertence"]

# An impression's options are the other sides and "something else", those of a question about
# oneself the instrument's; none has more than these.
MOST_OPTIONS = 12


class Mark(models.IntegerChoices):
    """An answer as stored. Only the last four are levels; the others are never numbers."""

    SKIPPED = -3
    PREFER_NOT_TO_SAY = -2
    CANNOT_DETERMINE = -1
    NONE = 0
    LOW = 1
    MODERATE = 2
    SERIOUS = 3


class Lens(models.TextChoices):
    """From where a threat is judged; or the first impression, its revision, or a vignette; or a
    change since the last round as the respondent recalls it, or one by going through the concerns;
    or what they say for themselves in a further battery; or what respondents say about themselves,
    which is never published as a block."""

    PERCEIVED = "perceived"
    ASSESSED = "assessed"
    PREDICTED = "predicted"
    AVOWED = "avowed"
    FIRST = "first"
    REVISED = "revised"
    ANCHORED = "anchored"
    RECALLED = "recalled"
    REFLECTED = "reflected"
    STATED = "stated"
    ABOUT = "about"


class Envelope(models.Model):
    """One respondent's answers while the round is open: a draft only its holder can read, or a
    sealed envelope that nobody can.

    The primary key is a keyed hash of the return code, so that not even the order of a serial
    number shows who began when.
    """

    database: ClassVar[str] = "default"
    locator = models.CharField(primary_key=True, max_length=64)
    round = models.ForeignKey(Round, models.PROTECT, related_name="envelopes")
    seat = models.CharField(max_length=11, choices=Seat)
    side = models.CharField(max_length=8, help_text="own party, or the party that nominated")
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    draft = models.BinaryField(null=True, blank=True)
    sealed = models.BinaryField(null=True, blank=True)
    set_aside = models.BooleanField(default=False, help_text="unreadable; left out by an act")
    chunk = models.PositiveIntegerField(
        null=True, help_text="with which others it is opened, drawn at random when a round closes"
    )

    class Meta:
        # Only while a large round is being closed any envelope has a chunk.
        indexes = [
            models.Index(
                fields=["round", "chunk"],
                condition=Q(chunk__isnull=False),
                name="envelopes_of_a_chunk",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=NO_LEVEL_OR_PARTICIPANT, name="envelope_level_is_of_a_participant"
            ),
        ]

    def __str__(self) -> str:
        return "an envelope"


class Response(AnswerSide):
    """One respondent's opened answers, in a random order under a random identifier."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="responses")
    seat = models.CharField(max_length=11, choices=Seat)
    side = models.CharField(max_length=8)
    level = models.CharField(max_length=10, choices=Level, blank=True, default="")
    withdrawal_tag = models.CharField(
        max_length=64, unique=True, help_text="keyed hash of the return code under its own label"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=NO_LEVEL_OR_PARTICIPANT, name="response_level_is_of_a_participant"
            ),
        ]

    def __str__(self) -> str:
        return "a response"


class Rating(AnswerSide):
    """One answer to one question through one lens.

    Round and group follow from the response, and are repeated so that counting a round reads one
    covering index. To a question with answers of its own the mark is the place of the one chosen.
    """

    # Without an index of its own: that of the constraint below begins with it.
    response = models.ForeignKey(Response, models.CASCADE, related_name="ratings", db_index=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="+", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+", db_index=False)
    lens = models.CharField(max_length=9, choices=Lens)
    group = models.CharField(
        max_length=20, help_text="a side, a side/level, or panel/ and who nominated"
    )
    mark = models.SmallIntegerField(help_text="a mark, or the place among a question's own answers")
    confidence = models.SmallIntegerField(null=True, blank=True, help_text="0 low, 1, 2 high")
    basis = models.CharField(max_length=12, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["round", "lens", "question", "group", "mark"], name="rating_tally"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question", "lens"], name="one_rating_per_question_and_lens"
            ),
            models.CheckConstraint(
                condition=Q(mark__gte=Mark.SKIPPED) & Q(mark__lte=MOST_OPTIONS - 1),
                name="mark_is_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(confidence__isnull=True) | Q(confidence__in=CONFIDENCES),
                name="confidence_is_low_middle_or_high",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=BASES),
                name="basis_is_known",
            ),
        ]

    def __str__(self) -> str:
        return "a rating"
