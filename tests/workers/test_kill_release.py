"""A worker that dies while it writes a release leaves nothing of it; the next writes it whole."""

import pytest

from tests.workers.conftest import Case
from tests.workers.installation import Installation
from tests.workers.test_kill import (
    FILES,
    REDIS_POSTGRES,
    assert_opened_once,
    assert_released_once,
    close_until_killed,
    finish,
)

pytestmark = [pytest.mark.worker, pytest.mark.services]

# The blocks are written, and nothing that was computed from them.
AFTER_THE_BLOCKS = "analytics.release.publish:write_matrix:1"
# Everything is written, the release last of all, but not committed.
BEFORE_COMMIT = "analytics.release.publish:audit_answers:1"

TABLES = ("block", "gapcell", "gapmean", "gapmatrix", "release")


def rows(here: Installation) -> dict[str, int]:
    return {table: here.one(f"SELECT count(*) FROM analytics_{table}") for table in TABLES}


@pytest.mark.parametrize(
    ("case", "stall"),
    [(FILES, BEFORE_COMMIT), (REDIS_POSTGRES, AFTER_THE_BLOCKS)],
    indirect=["case"],
)
def test_worker_killed_while_it_releases_leaves_one_whole_release(case: Case, stall: str) -> None:
    close_until_killed(case, stall)
    assert case.here.job("compute") == ("running", "publishing", 1)
    assert_opened_once(case)
    assert set(rows(case.here).values()) == {0}
    finish(case)
    assert_released_once(case)
    assert rows(case.here) == {
        "block": 2 * 91,
        "gapcell": 91,
        # Twelve directed dyads, four perceivers and four targets.
        "gapmean": 12 + 4 + 4,
        "gapmatrix": 1,
        "release": 1,
    }
    assert case.here.job("compute") == ("done", "publishing", 2)
    assert case.here.one("SELECT count(*) FROM surveys_answeraudit WHERE act = 'publish'") == 1
