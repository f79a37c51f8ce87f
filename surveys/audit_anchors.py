"""Anchors: how far an audit chain goes and with which digest, kept outside its database.

The chain itself cannot tell that its last entries were removed. An anchor can: it names an entry
that was there. One is appended to a file when an act is committed, and by the worker within a
minute where a crash came between the two; releases hold another, and a study's owners may have one
by mail each day.
"""

import errno
import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from surveys.models.audit import CHAINS, Entry

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Anchor:
    """That a chain had so many entries, the last of which had this digest.

    `chain` is the chain's name, `at` an ISO 8601 moment with its offset, `source` where it is held.
    """

    chain: str
    entries: int
    head: str
    at: str
    source: str = ""

    def line(self) -> str:
        """Return the anchor as one line of JSON, without its source."""
        fields = asdict(self)
        del fields["source"]
        return json.dumps(fields, ensure_ascii=False)


class UnreadableAnchorError(ValueError):
    """A line does not hold an anchor."""


def read_line(line: str, source: str) -> Anchor:
    """Return the anchor that a line holds. Raises UnreadableAnchorError."""
    try:
        fields = json.loads(line)
        anchor = Anchor(**fields, source=source)
        is_aware = datetime.fromisoformat(anchor.at).tzinfo is not None
    except (ValueError, TypeError) as problem:
        raise UnreadableAnchorError(source) from problem
    names = {chain.name for chain in CHAINS}
    is_whole = type(anchor.entries) is int and len(str(anchor.head)) == 64
    if not (is_aware and is_whole and anchor.chain in names):
        raise UnreadableAnchorError(source)
    return anchor


def head_of(chain: type[Entry]) -> Anchor | None:
    """Return the anchor of a chain as it is now; None of an empty one."""
    last = chain._default_manager.order_by("number").values_list("number", "digest").last()
    if last is None:
        return None
    return Anchor(chain.name, *last, at=timezone.now().isoformat(timespec="seconds"))


# --- The file ------------------------------------------------------------------------------------

# The last digest that this process has anchored, by file and chain.
_anchored: dict[tuple[Path, str], str] = {}


def anchor_head(chain: type[Entry]) -> None:
    """Append the chain's head to the file of anchors, unless this process has just done so.

    Raises OSError when the file cannot be written.
    """
    head, path = head_of(chain), settings.AUDIT_ANCHORS
    if head is not None and _anchored.get((path, chain.name)) != head.head:
        _append(path, head.line())
        _anchored[path, chain.name] = head.head


def anchor_heads() -> int:
    """Anchor the head of every chain whose head is in no line of the file; returns how many.

    A file that cannot be written is logged as an error, since nobody waits for the answer.
    """
    number = 0
    try:
        held = {line.strip() for line in _lines(settings.AUDIT_ANCHORS)}
        digests = {anchor.head for anchor in _readable(held)}
        for chain in CHAINS:
            head = head_of(chain)
            if head is not None and head.head not in digests:
                _append(settings.AUDIT_ANCHORS, head.line())
                number += 1
    except OSError as problem:
        logger.error("the audit's anchors cannot be written: %s", problem.strerror)
    return number


def anchors_in(path: Path) -> Iterator[Anchor | UnreadableAnchorError]:
    """Yield the anchors of a file in its order, and for a line that holds none its error.

    Raises OSError when there is a file that cannot be read; a missing one has no lines.
    """
    for number, line in enumerate(_lines(path), 1):
        try:
            yield read_line(line, f"{path}:{number}")
        except UnreadableAnchorError as problem:
            yield problem


def _readable(lines: Iterable[str]) -> Iterator[Anchor]:
    for line in lines:
        try:
            yield read_line(line, "")
        except UnreadableAnchorError:
            continue


def _lines(path: Path) -> list[str]:
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return text.splitlines()


def _append(path: Path, line: str) -> None:
    """Append a line and have it on the disk; writers of other processes wait for one another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, mode=0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        # After a line that a crash cut short a new one begins, so that no whole one is lost.
        broken = _is_cut_short(file.fileno())
        whole = b"\n" * broken + line.encode() + b"\n"
        if file.write(whole) < len(whole):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file.fileno())


def _is_cut_short(descriptor: int) -> bool:
    size = os.fstat(descriptor).st_size
    return size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"


# --- Elsewhere -----------------------------------------------------------------------------------

Source = Callable[[], Iterable[Anchor]]
_SOURCES: list[Source] = []


def anchor_source(source: Source) -> Source:
    """Register a function that yields anchors which something beside the file holds."""
    _SOURCES.append(source)
    return source


def anchors_elsewhere() -> Iterator[Anchor]:
    """Yield the anchors of every registered source."""
    for source in _SOURCES:
        yield from source()
