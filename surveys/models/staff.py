from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from surveys.models.base import IdentitySide


class User(AbstractUser):
    """One of the people who run or read a study. Participants are never users."""

    database: ClassVar[str] = "identity"


class StudyRole(IdentitySide):
    """What one person may do in one study."""

    class Role(models.TextChoices):
        OWNER = "owner"
        FACILITATOR = "facilitator"
        RESEARCHER = "researcher"
        AUDITOR = "auditor"

    user = models.ForeignKey(User, models.CASCADE, related_name="roles")
    study = models.UUIDField(help_text="the study's id in the database of answers")
    role = models.CharField(max_length=11, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "study"], name="one_role_per_study"),
            models.CheckConstraint(
                condition=Q(role__in=["owner", "facilitator", "researcher", "auditor"]),
                name="role_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class ApiToken(IdentitySide):
    """A key to one study's releases for a program. Only its SHA-256 is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    study = models.UUIDField()
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField()

    def __str__(self) -> str:
        return self.name
