"""The bases of models, which name the one database that holds them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

LANGUAGE_TEXT = "one text per language, {language tag: text}"


class AnswerSide(models.Model):
    """A model of the database of answers: none of its tables names a person who may have answered.

    Those alone are named who are to be cited as the makers of a study's data.
    """

    database: ClassVar[str] = "default"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class IdentitySide(models.Model):
    """A model of the database of identities: no answer is held in any of its tables."""

    database: ClassVar[str] = "identity"
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    class Meta:
        abstract = True


class Seat(models.TextChoices):
    """What a respondent answers as."""

    PARTICIPANT = "participant"
    ASSESSOR = "assessor"


class Level(models.TextChoices):
    """The part of a society that a participant stands for, where a round divides its sides.

    The organisers say it when they invite somebody; respondents are never asked.
    """

    GOVERNMENT = "government"
    MILITARY = "military"
    SCHOLARLY = "scholarly"
    PUBLIC = "public"


# Who has no level: assessors, and everybody of a round that does not divide its sides.
NO_LEVEL_OR_PARTICIPANT = Q(level="") | Q(seat=Seat.PARTICIPANT, level__in=Level.values)
