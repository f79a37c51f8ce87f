"""Finds what was altered, removed, put in or moved in an audit chain."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from surveys.audit_anchors import Anchor, UnreadableAnchorError, anchors_elsewhere, anchors_in
from surveys.auditing import GENESIS, audit_keys, digest
from surveys.models.audit import CHAINS, Entry


class Kind(StrEnum):
    """What is wrong with a chain; of the last four, nothing may be, but it cannot be told."""

    MISSING = "entries between others are missing"
    MOVED = "an entry does not follow the one before it"
    ALTERED = "an entry is not as it was written"
    WITHOUT_KEY = "an entry has no key although entries had one by then"
    REMOVED = "entries at the end are missing"
    REPLACED = "an entry is not the one that was anchored"
    UNKNOWN_KEY = "an entry was written under a key that is not here"
    NOT_ANCHORED = "no anchor speaks of the chain"
    ANCHOR_UNREADABLE = "a line of the anchors cannot be read"
    ANCHORS_UNREADABLE = "the file of anchors cannot be read"


UNCERTAIN = frozenset(
    {Kind.UNKNOWN_KEY, Kind.NOT_ANCHORED, Kind.ANCHOR_UNREADABLE, Kind.ANCHORS_UNREADABLE}
)


class Fault(NamedTuple):
    """A fault of a chain, which speaks of the entries `first` to `last` where they are not 0.

    `since` is the moment at which the last anchor that still agreed was written, "" if none did;
    `source` is the anchor that does not agree, or the line or file that cannot be read.
    """

    chain: str
    kind: Kind
    first: int = 0
    last: int = 0
    since: str = ""
    source: str = ""


def verify(more: Iterable[Path] = ()) -> list[Fault]:
    """Return every fault of both chains, as told by themselves and by all anchors there are.

    Anchors are those of the installation's file, of releases, and in the files `more`.
    """
    anchors, faults = _all_anchors([settings.AUDIT_ANCHORS, *more])
    for chain in CHAINS:
        digests: dict[int, str] = {}
        faults += faults_of(chain, digests)
        faults += _not_as_anchored(chain.name, digests, anchors)
    return faults


def faults_of(chain: type[Entry], digests: dict[int, str] | None = None) -> Iterator[Fault]:
    """Yield each fault that the chain tells by itself; `digests` is filled with what it holds.

    The removal of its last entries it does not tell: see `verify`.
    """
    keys = audit_keys()
    previous, expected, keyed, last = GENESIS, 1, False, 0
    for entry in chain._default_manager.order_by("number").iterator():
        last = entry.number
        if last > expected:
            yield Fault(chain.name, Kind.MISSING, expected, last - 1)
        if entry.previous != previous:
            yield Fault(chain.name, Kind.MOVED, last, last)
        if entry.key and entry.key not in keys:
            yield Fault(chain.name, Kind.UNKNOWN_KEY, last, last)
        elif entry.digest != digest(entry, keys):
            yield Fault(chain.name, Kind.ALTERED, last, last)
        if keyed and not entry.key:
            yield Fault(chain.name, Kind.WITHOUT_KEY, last, last)
        keyed = keyed or bool(entry.key)
        previous, expected = entry.digest, last + 1
        if digests is not None:
            digests[last] = entry.digest
    if last and not keyed:
        yield Fault(chain.name, Kind.WITHOUT_KEY, last, last)


def _all_anchors(files: Iterable[Path]) -> tuple[list[Anchor], list[Fault]]:
    """Return all anchors, and a fault for each line or file that cannot be read."""
    anchors, faults = list(anchors_elsewhere()), []
    for path in files:
        try:
            lines = list(anchors_in(path))
        except OSError:
            faults.append(Fault("", Kind.ANCHORS_UNREADABLE, source=str(path)))
            continue
        for line in lines:
            if isinstance(line, UnreadableAnchorError):
                faults.append(Fault("", Kind.ANCHOR_UNREADABLE, source=str(line)))
            else:
                anchors.append(line)
    return anchors, faults


def _not_as_anchored(
    name: str, digests: dict[int, str], anchors: Iterable[Anchor]
) -> Iterator[Fault]:
    """Compare a chain with its anchors: yield what was cut off its end, and what was replaced.

    Of entries that were replaced one after the other, the first that an anchor knows is named.
    """
    ours = sorted((a for a in anchors if a.chain == name), key=lambda a: (a.entries, a.at))
    agreeing = [anchor for anchor in ours if digests.get(anchor.entries) == anchor.head]
    since = agreeing[-1].at if agreeing else ""
    length = max(digests, default=0)
    replaced = [a for a in ours if a.entries <= length and digests.get(a.entries) != a.head]
    removed = [anchor for anchor in ours if anchor.entries > length]
    if replaced:
        first = replaced[0]
        yield Fault(name, Kind.REPLACED, first.entries, length, since, first.source)
    if removed:
        furthest = removed[-1]
        yield Fault(name, Kind.REMOVED, length + 1, furthest.entries, since, furthest.source)
    if length and not ours:
        yield Fault(name, Kind.NOT_ANCHORED, 1, length)
