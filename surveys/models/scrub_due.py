import uuid
from typing import ClassVar

from django.db import models


class ScrubDue(models.Model):
    """That the files of some tables still hold what was erased from them.

    It says neither who asked for it nor when nor how often, and is gone when the files are
    rewritten.
    """

    database: ClassVar[str] = "default"
    name = models.CharField(primary_key=True, max_length=20, help_text="of which tables")
    token = models.UUIDField(
        default=uuid.uuid4, help_text="another one with each erasure, so that none is overlooked"
    )
    failed = models.PositiveSmallIntegerField(
        default=0, help_text="how often the files could not be rewritten since"
    )

    def __str__(self) -> str:
        return f"{self.name} to be scrubbed"
