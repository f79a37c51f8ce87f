"""The records of a release in columns, before they are written: a byte for each answer.

A million people and twenty answers each are 20 megabytes; as rows they would be several gigabytes.
"""

import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import numpy.typing as npt

from analytics.release.rows import RecordRow

Marks = npt.NDArray[np.int8]
# How many rows are made at once.
CHUNK = 5_000


@dataclass(frozen=True)
class GroupColumns:
    """The records of one group, a row a person, in a random order.

    ``ids`` (people, 16) are bytes of random identifiers, ascending; ``about`` what is published of
    each person by question about oneself, None where withheld; ``marks`` (people, names).
    """

    group: str
    ids: npt.NDArray[np.uint8]
    about: Mapping[str, npt.NDArray[np.object_]]
    names: tuple[str, ...]
    marks: Marks

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self) -> Iterator[RecordRow]:
        for start in range(0, len(self), CHUNK):
            part = slice(start, start + CHUNK)
            ids, marks = self.ids[part], self.marks[part].tolist()
            about = [values[part].tolist() for values in self.about.values()]
            said = list(zip(*about, strict=True)) if about else [()] * len(ids)
            for identifier, of_person, given in zip(ids, said, marks, strict=True):
                yield RecordRow(
                    id=UUID(bytes=identifier.tobytes()),
                    group=self.group,
                    about=dict(zip(self.about, of_person, strict=True)),
                    answers=dict(zip(self.names, given, strict=True)),
                )


class RecordColumns(Collection[RecordRow]):
    """The records of all groups, in the order in which they are published."""

    def __init__(self, groups: Sequence[GroupColumns] = ()) -> None:
        self.groups = {one.group: one for one in sorted(groups, key=lambda one: one.group)}

    def __iter__(self) -> Iterator[RecordRow]:
        for one in self.groups.values():
            yield from one.rows()

    def __len__(self) -> int:
        return sum(map(len, self.groups.values()))

    def __contains__(self, record: object) -> bool:
        return any(each == record for each in self)


def random_order(
    group: str,
    about: Mapping[str, npt.NDArray[np.object_]],
    names: Sequence[str],
    marks: Marks,
) -> GroupColumns:
    """The records of a group, each under a fresh identifier, by which they are ordered.

    So nothing leads from a record to the row that it was made of, in these arrays or elsewhere.
    """
    ids = _random_identifiers(len(marks))
    order = np.lexsort(ids.view(">u8").T[::-1])
    return GroupColumns(
        group,
        ids[order],
        {key: values[order] for key, values in about.items()},
        tuple(names),
        marks[order],
    )


def _random_identifiers(number: int) -> npt.NDArray[np.uint8]:
    """So many UUIDs of version 4 as bytes (number, 16), from the system's random numbers."""
    random = np.frombuffer(bytearray(secrets.token_bytes(16 * number)), dtype=np.uint8)
    ids = random.reshape(number, 16)
    ids[:, 6] = ids[:, 6] & 0x0F | 0x40
    ids[:, 8] = ids[:, 8] & 0x3F | 0x80
    return ids
