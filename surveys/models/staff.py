from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.auth.password_validation import validate_password
from django.db import models
from django.db.models import Q

from surveys.models.base import IdentitySide
from surveys.models.fields import PlainCharField


class StaffManager(UserManager["User"]):
    """Makes accounts; a password that is too weak is refused whoever makes one."""

    def create_user(
        self, username: str, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        """Return a new account. Raises ValidationError for a weak password."""
        if password is not None:
            validate_password(password, self.model(username=username, email=email or ""))
        return super().create_user(username, email, password, **fields)

    def create_superuser(
        self,
        username: str,
        email: str | None = None,
        password: str | None = None,
        **fields: Any,
    ) -> "User":
        """Return a new account with every right. Raises ValidationError for a weak password."""
        if password is not None:
            validate_password(password, self.model(username=username, email=email or ""))
        return super().create_superuser(username, email, password, **fields)


def _username() -> PlainCharField:
    """Return Django's own field of a user's name, of which every letter is seen."""
    field = AbstractUser._meta.get_field("username")
    _name, _path, _arguments, options = field.deconstruct()
    return PlainCharField(**options)


class User(AbstractUser):
    """One of the people who run or read a study. Participants are never users."""

    database: ClassVar[str] = "identity"
    username = _username()
    objects: ClassVar[StaffManager] = StaffManager()

    def set_password(self, raw_password: str | None) -> None:
        """Set a password. Raises ValidationError for a weak one: pages, commands and shells do it.

        The present password is taken as it is: at signing in its hash may be made anew. So is any
        of an account without a name, on which Django spends the time of an account that is there.
        """
        sets_one = self.username and raw_password is not None
        if sets_one and not check_password(raw_password, self.password):
            validate_password(raw_password or "", self)
        super().set_password(raw_password)


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

    class Scope(models.TextChoices):
        """What a token opens of what its holder may read in the study."""

        METADATA = "metadata"
        TABLES = "tables"
        RECORDS = "records"
        FILES = "files"

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    study = models.UUIDField()
    name = PlainCharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(help_text="[scope], in the order of Scope")
    issued_on = models.DateField(null=True, help_text="null: before this was kept")
    expires_on = models.DateField()

    def __str__(self) -> str:
        return str(self.name)


class TokenUse(IdentitySide):
    """How much was read with a token on one day: nothing of what, whence or when on that day."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="uses")
    day = models.DateField()
    requests = models.PositiveIntegerField(help_text="how many were answered without an error")
    sent_bytes = models.PositiveBigIntegerField(help_text="of the answers, before compression")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "day"], name="one_count_of_a_token_per_day"),
        ]

    def __str__(self) -> str:
        return f"{self.token_id} {self.day}"
