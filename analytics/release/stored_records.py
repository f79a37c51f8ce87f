"""The records of a release, read from the database as they are wanted.

A million of them need no more memory than a thousand: whoever goes over them twice reads them
twice.
"""

import uuid
from collections.abc import Collection, Iterator
from functools import cached_property

from django.db.models import QuerySet

from analytics.models import Record
from analytics.release.rows import RecordRow

# How many are read at once.
CHUNK = 5_000
FIELDS = ("id", "group", "about", "answers")


class StoredRecords(Collection[RecordRow]):
    """The records of a release in the order in which they are published; not a sequence."""

    def __init__(self, release: uuid.UUID) -> None:
        self._stored: QuerySet[Record] = Record.objects.filter(release=release)

    def __iter__(self) -> Iterator[RecordRow]:
        for group in self._groups:
            yield from self._of_group(group)

    def __len__(self) -> int:
        return sum(self._groups.values())

    def __contains__(self, record: object) -> bool:
        return any(each == record for each in self)

    def one_of_each_group(self) -> list[RecordRow]:
        """The first record of each group, without reading the others."""
        return [next(self._of_group(group, at_once=1)) for group in self._groups]

    @cached_property
    def _groups(self) -> dict[str, int]:
        """How many records each group has, in the order of the groups."""
        groups = self._stored.order_by().values_list("group", flat=True)
        # Sorted here: how a database sorts texts depends on how it was set up.
        return {
            group: self._stored.filter(group=group).count() for group in sorted(groups.distinct())
        }

    def _of_group(self, group: str, at_once: int | None = None) -> Iterator[RecordRow]:
        at_once = at_once or CHUNK
        records = self._stored.filter(group=group).order_by("id").values(*FIELDS)
        chunk = [RecordRow(**values) for values in records[:at_once]]
        while chunk:
            yield from chunk
            rest = records.filter(id__gt=chunk[-1].id)
            chunk = [RecordRow(**values) for values in rest[:at_once]]


def with_every_name(records: Collection[RecordRow]) -> Collection[RecordRow]:
    """Some of the records, with the names of all answers and of all that is said of anybody.

    Everybody of a group has the same, `publish` sees to it: so one of each group is enough, where
    reading all would take long.
    """
    return records.one_of_each_group() if isinstance(records, StoredRecords) else records
