"""A worker that dies while it makes the files of a release leaves all of them or none."""

import os
import signal
from pathlib import Path

import pytest

from analytics.export.store import INDEX
from tests.workers.conftest import Case
from tests.workers.installation import wait_for
from tests.workers.test_kill import FILES, REDIS_POSTGRES, close_until_killed, on

pytestmark = [pytest.mark.worker, pytest.mark.services]

SOME_FILES = "analytics.export.storing:_write:20"
# All is written and nothing is renamed.
BEFORE_RENAMING = "analytics.export.storing:_replace:1"
# The new name may not be on the disk yet.
AFTER_RENAMING = "analytics.export.storing:make_entries_durable:2"


def parts(case: Case) -> list[str]:
    """The variants of the one release, and what is being written of them."""
    (release,) = (case.here.var / "releases").iterdir()
    return sorted(path.name for path in release.iterdir())


def is_made(case: Case) -> bool:
    return case.here.job("files")[0] == "done"


def assert_whole(case: Case) -> None:
    """All files that the index lists are there, and nothing else."""
    assert parts(case) == ["without-changes"]
    ((checksum,),) = case.here.rows("SELECT checksum FROM analytics_release")
    folder: Path = case.here.var / "releases" / checksum / "without-changes"
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    (archive,) = folder.glob("*.zip")
    names = {line.partition("  ")[2] for line in sums} | {"SHA256SUMS", archive.name, INDEX}
    assert {path.name for path in folder.iterdir()} == names
    assert len(names) > 40


@pytest.mark.parametrize("stall", [BEFORE_RENAMING, AFTER_RENAMING])
@on(FILES)
def test_worker_killed_while_it_makes_files_leaves_all_or_none(case: Case, stall: str) -> None:
    close_until_killed(case, stall)
    assert case.here.one("SELECT count(*) FROM analytics_release") == 1
    (left,) = parts(case)
    assert left.endswith(".tmp") == (stall != AFTER_RENAMING)
    with case.here.worker():
        wait_for(lambda: is_made(case), "the files", case.here.log)
    assert_whole(case)
    assert case.here.job("files")[2] == 2


@on(REDIS_POSTGRES)
def test_two_workers_at_once_make_one_set_of_files(case: Case) -> None:
    """The first is stopped for longer than its lease, and goes on when the second has its work."""
    with (
        case.here.worker(stall=SOME_FILES),
        case.here.worker(stall=SOME_FILES, beat=False),
    ):
        case.here.do("close")
        wait_for(case.here.is_stalled, "among the files", case.here.log)
        stopped = case.here.stalled_process()
        os.kill(stopped, signal.SIGSTOP)
        wait_for(lambda: case.here.job("files")[2] > 1, "taken over", case.here.log)
        case.here.let_go()
        os.kill(stopped, signal.SIGCONT)
        wait_for(lambda: is_made(case), "the files", case.here.log)
        wait_for(lambda: parts(case) == ["without-changes"], "one set", case.here.log)
    assert_whole(case)
