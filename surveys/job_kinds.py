"""The kinds of jobs in words; each is described by the module that knows it."""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.functional import Promise

from surveys.models.job import Job

Failure = Callable[[Job], str]


class Kind(NamedTuple):
    """What jobs of a kind do, and a function that says why one was put aside.

    `is_part` where they are parts of another job, which is put aside with them.
    """

    does: Promise | str
    failure: Failure
    is_part: bool = False


KINDS: dict[str, Kind] = {}


def describe(kind: str, does: Promise | str, failure: Failure, *, is_part: bool = False) -> None:
    """Say in words what jobs of a kind do, and why one was put aside."""
    KINDS[kind] = Kind(does, failure, is_part)
