from django.db import models
from django.db.models import Q

from surveys.models.base import IdentitySide
from surveys.models.invitation import Invitation


class Mail(IdentitySide):
    """A message to somebody invited: the outbox of a round, until its addresses are erased.

    The token of an invitation's link is kept, encrypted, only until the mail server has taken the
    message or refused it. Reminders go to everybody alike, so that no row tells who has begun.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation"
        REMINDER = "reminder"

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        BOUNCED = "bounced"

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="mails")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.INVITATION)
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=7, help_text="tag of the language it is written in")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    sealed_token = models.BinaryField(default=b"", blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(
        max_length=300, blank=True, help_text="why it bounced, or was put off"
    )
    sent_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending", "sent", "bounced"]),
                name="mail_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["invitation", "reminder"]), name="mail_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["queued", "sending"]) | Q(sealed_token=b""),
                name="a_settled_mail_has_no_token",
            ),
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(kind="invitation"),
                name="one_mail_per_invitation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
