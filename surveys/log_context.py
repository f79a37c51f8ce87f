"""What the lines of a log are about: the job that this thread has in hand, if it has one."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_FIELDS: ContextVar[dict[str, str | int] | None] = ContextVar("what is logged about", default=None)


@contextmanager
def about_job(job_id: str) -> Iterator[None]:
    """Until the end of this block, what is logged is about this job."""
    before = _FIELDS.set({"job": job_id})
    try:
        yield
    finally:
        _FIELDS.reset(before)


def add(**fields: str | int) -> None:
    """Say more of the job in hand, such as its kind and its step; nothing while there is none."""
    if (present := _FIELDS.get()) is not None:
        present.update(fields)


def fields() -> Mapping[str, str | int]:
    """Return what is known of the job in hand; empty without one."""
    return _FIELDS.get() or {}
