"""Whatever dies in the middle of closing a round, nothing is lost and nothing is counted twice.

Real workers, brokers and databases; every worker here is killed, or outlived, at a known call.
"""

import os
import signal
import sqlite3
from collections import Counter

import psycopg
import pytest

from tests.workers.conftest import Case
from tests.workers.installation import kill, wait_for

pytestmark = [pytest.mark.worker, pytest.mark.services]

# Everything is inserted and destroyed but not committed: the worst moment of closing.
BEFORE_COMMIT = "surveys.facilitating:audit_answers:1"
# The twentieth of the second look at the envelopes, inside the transaction.
AMONG_ENVELOPES = "surveys.sealing:unseal:60"
# Closed and committed, the old pages not yet erased.
BEFORE_SCRUBBING = "surveys.facilitating:scrub:1"
BEFORE_RELEASE = "analytics.jobs:publish_round:1"

FILES, REDIS_POSTGRES = "files", "redis-postgres"


def on(*places: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", places, indirect=True)


def close_until_killed(case: Case, stall: str) -> None:
    """Ask for closing, and kill the worker, with all its processes, at the given call."""
    with case.here.worker(stall=stall) as worker:
        case.here.do("close")
        wait_for(case.here.is_stalled, f"at {stall}", case.here.log)
        kill(worker)
    (case.here.var / "stalled").unlink()


def finish(case: Case) -> None:
    """Let an ordinary worker do what is left; then no file holds an envelope any more."""
    with case.here.worker():
        wait_for(case.here.is_done, "every job done", case.here.log)
        if not case.here.database:
            assert_envelopes_erased(case)


def assert_nothing_lost(case: Case) -> None:
    """Still closing, all envelopes as they were, the key kept, nothing opened."""
    here = case.here
    assert here.one("SELECT state FROM surveys_round") == "closing"
    sealed = Counter(bytes(s).hex() for (s,) in here.rows("SELECT sealed FROM surveys_envelope"))
    assert sealed == Counter(case.expected["sealed"])
    assert bytes(here.one("SELECT wrapped_private_key FROM surveys_round"))
    assert here.one("SELECT count(*) FROM surveys_response") == 0
    assert here.one("SELECT count(*) FROM surveys_rating") == 0


def assert_opened_once(case: Case) -> None:
    """Closed; everybody's answers there exactly once; envelopes and key gone."""
    here, people = case.here, case.expected["people"]
    assert here.one("SELECT state FROM surveys_round") == "closed"
    assert here.one("SELECT count(*) FROM surveys_envelope") == 0
    assert bytes(here.one("SELECT wrapped_private_key FROM surveys_round")) == b""
    opened = here.rows(
        "SELECT r.withdrawal_tag, r.seat, r.side, min(a.mark), max(a.mark), count(*),"
        " count(DISTINCT a.question_id) FROM surveys_response r"
        " JOIN surveys_rating a ON a.response_id = r.id"
        " GROUP BY r.id, r.withdrawal_tag, r.seat, r.side"
    )
    expected = {
        (tag, seat, side, mark, mark, asked, asked)
        for tag, (seat, side, mark, asked) in people.items()
    }
    assert len(opened) == len(people) == 40
    assert {tuple(row) for row in opened} == expected


def assert_released_once(case: Case) -> None:
    here = case.here
    assert here.one("SELECT count(*) FROM analytics_release") == 1
    assert here.one("SELECT count(*) FROM analytics_gapmatrix") == 1
    refusal = (sqlite3.IntegrityError, psycopg.errors.IntegrityError)
    with pytest.raises(refusal, match="what has been released cannot be changed"):
        here.rows("UPDATE analytics_block SET n = n")
    # 12 directed dyads of six concerns, and the 19 articulated threats.
    assert here.one("SELECT count(*) FROM analytics_gapcell") == 12 * 6 + 19
    # Perceived by one side and assessed by the panel, each question once.
    assert here.one("SELECT count(*) FROM analytics_block") == 2 * (12 * 6 + 19)
    acts = here.rows("SELECT act FROM surveys_answeraudit WHERE act = 'open_envelopes'")
    assert len(acts) == 1


def assert_envelopes_erased(case: Case) -> None:
    """No file of the installation holds a sealed envelope any more (SQLite)."""
    written = b"".join(path.read_bytes() for path in case.here.var.glob("answers.sqlite3*"))
    assert written
    assert not [s for s in case.expected["sealed"] if bytes.fromhex(s)[:200] in written]


# --- A worker dies --------------------------------------------------------------------------------


@on(FILES, REDIS_POSTGRES)
def test_worker_killed_before_it_commits_loses_nothing(case: Case) -> None:
    close_until_killed(case, BEFORE_COMMIT)
    assert case.here.job("close") == ("running", "opening", 1)
    assert_nothing_lost(case)
    finish(case)
    assert_opened_once(case)
    assert_released_once(case)
    assert case.here.job("close") == ("done", "scrubbing", 2)
    assert case.here.job("compute")[2] == 1


@on(FILES)
def test_worker_killed_among_the_envelopes_loses_nothing(case: Case) -> None:
    close_until_killed(case, AMONG_ENVELOPES)
    assert case.here.job("close") == ("running", "opening", 1)
    assert_nothing_lost(case)


@on(FILES)
def test_worker_killed_after_the_commit_still_erases(case: Case) -> None:
    """Then the worker after it dies while it computes, and the third one finishes."""
    close_until_killed(case, BEFORE_SCRUBBING)
    assert case.here.one("SELECT state FROM surveys_round") == "closed"
    assert case.here.one("SELECT count(*) FROM surveys_envelope") == 0
    with case.here.worker(stall=BEFORE_RELEASE):
        wait_for(case.here.is_stalled, "at the release", case.here.log)
    assert case.here.one("SELECT count(*) FROM analytics_release") == 0
    finish(case)
    assert_opened_once(case)
    assert_released_once(case)
    assert case.here.job("compute")[2] == 2


# --- Too many workers -----------------------------------------------------------------------------


@on(REDIS_POSTGRES)
def test_two_workers_at_once_give_one_result(case: Case) -> None:
    """The message comes four times, and the first worker is stopped for longer than its lease."""
    with (
        case.here.worker(stall=BEFORE_COMMIT),
        case.here.worker(stall=BEFORE_COMMIT, beat=False),
    ):
        case.here.do("close", "3")
        wait_for(case.here.is_stalled, "at the commit", case.here.log)
        stopped = case.here.stalled_process()
        os.kill(stopped, signal.SIGSTOP)
        wait_for(lambda: case.here.job("close")[2] > 1, "taken over", case.here.log)
        case.here.let_go()
        os.kill(stopped, signal.SIGCONT)
        wait_for(case.here.is_done, "every job done", case.here.log)
    assert_opened_once(case)
    assert_released_once(case)
