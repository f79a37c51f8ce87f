from django.db import models
from django.db.models import Q

from surveys.models.base import NO_LEVEL_OR_PARTICIPANT, IdentitySide, Level, Seat
from surveys.models.fields import PlainCharField


class Invitation(IdentitySide):
    """An invitation to a seat of a round. Nothing here leads to an envelope or a response.

    `state` says whether the link was used, never when; a revoked link was replaced by another. What
    is unused when its round closes has expired; nothing expires before, so that no day is stored.
    """

    class State(models.TextChoices):
        UNUSED = "unused"
        USED = "used"
        REVOKED = "revoked"

    study = models.UUIDField(help_text="the study's id in the database of answers")
    round = models.UUIDField(db_index=True, help_text="the round's id in the database of answers")
    seat = models.CharField(max_length=11, choices=Seat)
    side = models.CharField(max_length=8)
    level = models.CharField(
        max_length=10,
        choices=Level,
        blank=True,
        default="",
        help_text="of a participant, where the round divides its sides",
    )
    label = PlainCharField(max_length=120, blank=True, help_text="whom the organisers gave it to")
    token_digest = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.UNUSED)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["unused", "used", "revoked"]),
                name="invitation_state_is_known",
            ),
            models.CheckConstraint(
                condition=NO_LEVEL_OR_PARTICIPANT, name="invitation_level_is_of_a_participant"
            ),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.seat, self.side, self.level) if part)
