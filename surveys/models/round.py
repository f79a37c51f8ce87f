from datetime import date, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from surveys.models.base import LANGUAGE_TEXT, AnswerSide
from surveys.models.fields import LanguageTextField
from surveys.models.instrument import Instrument
from surveys.models.study import Study

FIXED = "what participants agree to and are shown is fixed once their round opens"


class AgreementError(Exception):
    """Raised rather than change, after the round opened, what people agree to and are shown."""


class NeverStoredError(Exception):
    """Raised rather than store the round of a test."""


class RoundQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        if AGREED.intersection(kwargs) and self.exclude(state=Round.State.DRAFT).exists():
            raise AgreementError(FIXED)
        return super().update(**kwargs)


# What people agree to by beginning, and what they are shown: the same for everybody of a round.
AGREED = frozenset(
    {"widest_audience", "publishes_records", "shows_last_round", "withstands", "levels"}
)


class Round(AnswerSide):
    """One administration of an instrument, with the key pair that seals its envelopes.

    The public key seals; the private key is kept wrapped and is destroyed when the round closes.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        CLOSING = "closing"
        CLOSED = "closed"

    class KeyHolder(models.TextChoices):
        SERVER = "server"
        ORGANISERS = "organisers"

    class Widest(models.TextChoices):
        """The widest audience to which participants agree by beginning."""

        ROOM = "room"
        RESEARCHERS = "researchers"
        PUBLIC = "public"

    class LastRound(models.TextChoices):
        """Whose published answers of the last round stand beside the questions."""

        NOBODYS = ""
        OWN = "own"
        ALL = "all"

    class Withstands(models.IntegerChoices):
        """How many colleagues may share their answers and still be sure of nobody else's."""

        ONE = 1
        TWO = 2

    objects: ClassVar[models.Manager["Round"]] = RoundQuerySet.as_manager()

    # Whether earlier rounds share concerns, where that was read with the round; else None.
    follows_shared_concerns: bool | None = None

    study = models.ForeignKey(Study, models.PROTECT, related_name="rounds")
    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    title = LanguageTextField(help_text=LANGUAGE_TEXT)
    languages = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    simulated = models.BooleanField(default=False)
    key_holder = models.CharField(max_length=10, choices=KeyHolder, default=KeyHolder.SERVER)
    public_key = models.BinaryField(default=b"", blank=True)
    wrapped_private_key = models.BinaryField(default=b"", blank=True)
    pepper_id = models.CharField(
        max_length=16, blank=True, default="", help_text="id of the pepper it was opened with"
    )
    modules = models.JSONField(
        default=list, blank=True, help_text="modules besides the perceived and assessed questions"
    )
    asks_threats = models.BooleanField(
        default=True, help_text="besides the common battery, the articulated threats of each dyad"
    )
    widest_audience = models.CharField(
        max_length=11,
        choices=Widest,
        default=Widest.ROOM,
        help_text="whom the release may ever reach, as everybody reads before they begin",
    )
    publishes_records = models.BooleanField(
        default=False,
        help_text="whole sets of answers of groups of 100 and more are published without names",
    )
    withstands = models.PositiveSmallIntegerField(
        choices=Withstands,
        default=Withstands.ONE,
        help_text="how many colleagues may share their answers and be sure of nobody else's",
    )
    levels = models.JSONField(
        default=list,
        blank=True,
        help_text="by which its participants are divided within a side; none: they are not",
    )
    shows_last_round = models.CharField(
        max_length=3,
        choices=LastRound,
        blank=True,
        default=LastRound.NOBODYS,
        help_text="whose published answers of the last round participants see beside a question",
    )
    last_results = models.JSONField(
        default=dict, blank=True, help_text="what they see of it, as fixed at opening"
    )
    thresholds = models.JSONField(
        default=dict, blank=True, help_text="where one kind of gap ends, as fixed at opening"
    )
    turnout = models.JSONField(
        default=list,
        blank=True,
        help_text="[seat, side, level if any, n submitted] as counted at closing",
    )
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text="no answers are taken from then on; None: no time is set"
    )
    closes_zone = models.CharField(
        max_length=64, default="UTC", help_text="the IANA name of the zone that time was given in"
    )
    opened_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    # Whether it stands for a round while a questionnaire is tried; such a one is never stored.
    is_test = False

    class Meta:
        ordering = ["study", "number"]
        constraints = [
            models.UniqueConstraint(fields=["study", "number"], name="one_round_per_number"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "open", "closing", "closed"]),
                name="round_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(widest_audience__in=["room", "researchers", "public"]),
                name="widest_audience_is_known",
            ),
            models.CheckConstraint(
                condition=Q(shows_last_round__in=["", "own", "all"]),
                name="shown_answers_of_the_last_round_are_known",
            ),
            models.CheckConstraint(
                condition=Q(withstands__in=[1, 2]), name="one_or_two_colluders_are_withstood"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "closed"])
                | (~Q(public_key=b"") & ~Q(wrapped_private_key=b"")),
                name="an_open_round_has_its_keys",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(wrapped_private_key=b""),
                name="a_closed_round_has_no_private_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.study_id} round {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the round. Raises AgreementError rather than change what people have agreed to."""
        if self.is_test:
            raise NeverStoredError("a test has no round that could be stored")
        opened = Round.objects.filter(pk=self.pk).exclude(state=Round.State.DRAFT)
        for terms in opened.values(*AGREED):
            if any(getattr(self, name) != agreed for name, agreed in terms.items()):
                raise AgreementError(FIXED)
        super().save(*args, **kwargs)

    @property
    def destroys_on(self) -> date | None:
        """The day on which its answers and addresses are destroyed; None until it has closed."""
        if self.closed_on is None:
            return None
        return self.closed_on + timedelta(days=self.study.retention_days)

    @property
    def is_over(self) -> bool:
        """Whether its closing time has passed; closing it is still an act of the facilitator."""
        return self.closes_at is not None and self.closes_at <= timezone.now()

    @property
    def takes_answers(self) -> bool:
        return self.state == Round.State.OPEN and not self.is_over

    @property
    def needs_agreement(self) -> bool:
        """Whether anybody beyond the room may see anything, or anything but counts is published."""
        return self.widest_audience != Round.Widest.ROOM or self.publishes_records
