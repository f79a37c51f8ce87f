from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One act of the staff, chained by its digest to the act before it.

    `previous` is unique, so a chain cannot fork; `number` counts from 1.
    """

    database: ClassVar[str]
    name: ClassVar[str]

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150, help_text="user name, or the command that acted")
    act = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64, unique=True)
    key = models.CharField(
        max_length=16,
        blank=True,
        default="",
        help_text="which key the digest was made under; empty: none, before there was one",
    )
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class AnswerAudit(Entry):
    """The chain of acts upon rounds and releases."""

    database = "default"
    name = "answers"


class IdentityAudit(Entry):
    """The chain of acts upon people, roles, tokens and invitations."""

    database = "identity"
    name = "identity"


CHAINS: tuple[type[Entry], ...] = (AnswerAudit, IdentityAudit)
