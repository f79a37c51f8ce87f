"""The records of a release, read from the database as they are wanted.

A million of them need no more memory than a thousand: whoever goes over them twice reads them
twice.
"""

import uuid
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import islice

from django.db.models import QuerySet

from analytics.models import Record
from analytics.release.rows import RecordRow

# How many are read at once.
CHUNK = 5_000
FIELDS = ("id", "group", "about", "answers")


class StoredRecords(Collection[RecordRow]):
    """The records of a release in the order in which they are published; not a sequence.

    Of one group alone where it is named, from the one in the place ``start`` on, which is 0 for the
    first, and no more than ``most``; None: all that there are.
    """

    def __init__(
        self, release: uuid.UUID, group: str = "", start: int = 0, most: int | None = None
    ) -> None:
        self._release, self._group, self._start, self._most = release, group, start, most

    def __iter__(self) -> Iterator[RecordRow]:
        return islice(self._from_start(), self._most)

    def __len__(self) -> int:
        there = max(0, sum(self.people.values()) - self._start)
        return there if self._most is None else min(there, self._most)

    def __contains__(self, record: object) -> bool:
        return any(each == record for each in self)

    def of_group(self, group: str) -> "StoredRecords":
        """Those of one group alone."""
        return StoredRecords(self._release, group)

    def __getitem__(self, places: slice) -> "StoredRecords":
        """Those in places from one to before another, counted from the first of all."""
        start, stop = places.start or 0, places.stop
        most = None if stop is None else max(0, stop - start)
        return StoredRecords(self._release, self._group, start, most)

    def one_of_each_group(self) -> list[RecordRow]:
        """The first record of each group, without reading the others."""
        return [next(self._of_group(group, at_once=1)) for group in self.people]

    @cached_property
    def people(self) -> dict[str, int]:
        """How many records each group has, in the order of the groups."""
        groups = self._stored().order_by().values_list("group", flat=True).distinct()
        # Sorted here: how a database sorts texts depends on how it was set up.
        return {group: self._stored().filter(group=group).count() for group in sorted(groups)}

    def _stored(self) -> QuerySet[Record]:
        stored: QuerySet[Record] = Record.objects.filter(release=self._release)
        return stored.filter(group=self._group) if self._group else stored

    def _from_start(self) -> Iterator[RecordRow]:
        skipped = self._start
        for group, people in self.people.items():
            if skipped < people:
                yield from self._of_group(group, min(CHUNK, self._most or CHUNK), skipped)
            skipped = max(0, skipped - people)

    def _of_group(self, group: str, at_once: int, skipped: int = 0) -> Iterator[RecordRow]:
        records = self._stored().filter(group=group).order_by("id").values(*FIELDS)
        chunk = [RecordRow(**values) for values in records[skipped : skipped + at_once]]
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
