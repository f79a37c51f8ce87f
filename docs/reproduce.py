"""Compute every published figure of a release again, from its archive alone, and compare.

    python reproduce.py ARCHIVE [EARLIER]

ARCHIVE is the ZIP archive of a release, or the folder it was unpacked to. EARLIER is that of the
round with which it compares answers, if its archive has changes. Needs Python 3.11, NumPy and
SciPy, and nothing of the program that made the release. The way it computes is described in
methodology.md, under "To compute a release again".

It names every figure that is not the same and exits with 0 only if all of them are, to the last
digit; with 1 if one is not; with 2 if an archive cannot be read; and with 3 if none differs, but
one is only near (those that may depend on the processor) or could not be compared.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy
import scipy

sys.path.insert(0, str(Path(__file__).resolve().parent))

from reproduce import tables_of_batteries as batteries
from reproduce import tables_of_blocks as counts
from reproduce import tables_of_changes as changes
from reproduce import tables_of_gaps as gaps
from reproduce import tables_of_zones as zones
from reproduce.archive import Archive, Row, UnreadableError
from reproduce.comparing import IDENTITY, Compared, compare

EQUAL, DIFFERENT, UNREADABLE, INCOMPLETE = range(4)


def computed(archive: Archive, earlier: Archive | None) -> Iterator[tuple[str, list[Row]]]:
    """Every table as it is computed from the blocks and records, with its name."""
    yield "blocks", counts.blocks(archive)
    cells = gaps.cells(archive)
    yield "cells", cells
    means = gaps.means(archive, cells)
    yield "means", means
    yield "level_gaps", gaps.level_gaps(archive)
    yield "impressions", counts.impressions(archive)
    yield "reported_changes", counts.reported_changes(archive)
    yield "batteries", counts.batteries(archive)
    yield "undetermined", counts.undetermined(archive)
    yield "grounds", batteries.grounds(archive)
    yield "ground_gaps", batteries.ground_gaps(archive, means)
    yield "zones", zones.zones(archive)
    yield "self_images", batteries.self_images(archive)
    yield "orders", batteries.orders(archive)
    yield "order_predictions", batteries.order_predictions(archive)
    if earlier is not None:
        of_questions = changes.changes(archive, earlier)
        yield "changes", of_questions
        yield "concern_changes", changes.concern_changes(of_questions)


def reproduce(archive: Archive, earlier: Archive | None) -> Iterator[Compared]:
    for table, rows in computed(archive, earlier):
        published = archive.table(table)
        if rows or published is not None:
            yield compare(table, rows, published or [])


def main(arguments: list[str]) -> int:
    if not 1 <= len(arguments) <= 2:
        sys.stderr.write(f"{__doc__}\n")
        return UNREADABLE
    began = time.monotonic()
    try:
        archive, *others = (Archive(Path(argument)) for argument in arguments)
        earlier = _earlier(archive, others)
    except UnreadableError as problem:
        sys.stderr.write(f"{problem}\n")
        return UNREADABLE
    sys.stdout.write(f"Python {sys.version.split()[0]}, ")
    sys.stdout.write(f"NumPy {numpy.__version__}, SciPy {scipy.__version__}\n")
    problems, unequal = [], left_out(archive, earlier)
    for result in reproduce(archive, earlier):
        sys.stdout.write(f"{result}\n")
        sys.stdout.flush()
        problems += result.problems
        unequal += result.near
    for problem in (*problems, *unequal):
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"{time.monotonic() - began:.1f} seconds\n")
    return DIFFERENT if problems else INCOMPLETE if unequal else EQUAL


def _earlier(archive: Archive, others: list[Archive]) -> Archive | None:
    """The archive of the round that the changes are since."""
    rows = archive.table("changes") or []
    if not others or not rows:
        return None
    since, (earlier,) = int(rows[0]["round_before"]), others
    studies = {each.metadata["study"]["slug"] for each in (archive, earlier)}
    if earlier.round != since or len(studies) > 1:
        raise UnreadableError(f"The second archive must be that of round {since} of the study.")
    return earlier


def left_out(archive: Archive, earlier: Archive | None) -> list[str]:
    """What cannot be compared, and why."""
    since = [name for name in ("changes", "concern_changes") if archive.table(name) is not None]
    words = "needs the archive of the earlier round as the second argument"
    found = [f"{name}: {words}" for name in since if earlier is None]
    known = {*IDENTITY, "records", "codebook", "questions"}
    return found + [f"{name}: not known here" for name in sorted(archive.names - known)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
