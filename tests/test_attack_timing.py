"""Every link that leads nowhere, every unknown code and account is answered by the same work."""

import numpy as np
import pytest
from django.contrib.auth import get_user_model
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from scipy.stats import norm

from attacks import timing
from attacks.outcome import Outcome
from benchmarks.inside.timed_requests import Request, requests
from benchmarks.inside.timed_work import work_of
from tests import factories
from tests.surveys.views.walking import invite


@pytest.fixture
def _connections_stay_open(db):
    """A request that ends would close the connection that holds the test's own transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def measured(_connections_stay_open):
    """What was done for one request of each kind, over the whole stack."""
    return {
        name: {kind: work_of(make()) for kind, make in kinds.items()}
        for name, kinds in requests().items()
    }


def test_the_same_is_done_whatever_the_link_the_code_or_the_account(measured):
    assert [sorted(kinds) for kinds in measured.values()] == [
        *[["expired", "revoked", "unknown", "used"]] * 3,
        *[["unknown", "withdrawn"]] * 2,
        ["closed", "known", "unknown"],
        ["gone", "unknown", "waiting"],
        ["unknown", "waiting"],
        ["closed", "revoked", "unknown"],
        *[["another’s", "unknown"]] * 2,
    ]
    for name, kinds in measured.items():
        for kind, work in kinds.items():
            assert work == kinds["unknown"], (name, kind)
    statuses = [kinds["unknown"].status for kinds in measured.values()]
    assert statuses[:5] == [404] * 3 + [422] * 2
    assert statuses[6:] == [404] * 2 + [401] + [404] * 2
    # What is done is seen at all.
    for name in list(measured)[:3]:
        aliases = [query.partition(":")[0] for query in measured[name]["used"].queries]
        assert aliases[:2] == ["identity", "default"]
    assert measured["keep a code by a link"]["used"].keyed_hashes > 0
    assert measured["sign in"]["known"].password_hashes == 1
    assert measured["open a link to results"]["waiting"].keyed_hashes > 0
    (asked,) = measured["open a link to results"]["waiting"].queries
    assert asked.startswith("default: ")
    assert "analytics_release" in asked
    assert "apitoken" in measured["come with a token"]["revoked"].queries[0]
    for what, table in (("study", "surveys_study"), ("release", "analytics_release")):
        queries = measured[f"ask for a {what} with a good token"]["another’s"].queries
        assert table in queries[-1]


@pytest.mark.usefixtures("_connections_stay_open")
def test_other_work_is_told_apart():
    unknown, home = work_of(Request("/i/AAAAA-AAAAA-AAAAA-AAAAA/")), work_of(Request("/"))
    assert unknown.queries != home.queries
    # The offer of a return code is signed.
    leads_in = work_of(Request(invite(factories.make_round())))
    assert leads_in.keyed_hashes > unknown.keyed_hashes
    assert leads_in.status != unknown.status
    get_user_model().objects.create_user("somebody", password=factories.PASSWORD)
    fields = dict.fromkeys(("username", "login"), "somebody") | {"password": factories.PASSWORD}
    assert work_of(Request("/staff/sign-in/", fields)) != work_of(
        Request("/staff/sign-in/", fields | {"password": "wrong"})
    )


# --- How well the time tells two kinds apart ------------------------------------------------------


def test_area_counts_every_pair_and_ties_half():
    first, second = [1.0, 2.0, 2.0, 5.0], [2.0, 3.0, 0.5]
    pairs = [(y > x) + (y == x) / 2 for x in first for y in second]
    assert timing.area(first, second).value == pytest.approx(sum(pairs) / len(pairs))
    assert timing.area([1, 2, 3], [4, 5]) == (1.0, 1.0, 1.0)


def test_interval_holds_the_area_nineteen_times_of_twenty():
    """Of two normal distributions, whose area is known."""
    random = np.random.default_rng(20261129)
    truth = norm.cdf(0.5 / np.sqrt(2))
    held = 0
    for _ in range(400):
        found = timing.area(random.normal(0, 1, 60), random.normal(0.5, 1, 80))
        held += found.low <= truth <= found.high
    assert 0.92 < held / 400 < 0.98


def test_area_needs_two_of_each():
    with pytest.raises(ValueError, match="two measurements"):
        timing.area([1.0], [1.0, 2.0])


def kinds(**seconds):
    return {
        kind: {"work": {"queries": []}, "seconds": of_kind, "processor": [1.0] * len(of_kind)}
        for kind, of_kind in seconds.items()
    }


def test_outcome_names_the_kind_that_is_told_best():
    even, early = [1.0, 2.0, 3.0, 4.0], [0.0, 0.5, 2.5, 0.1]
    outcome = timing.time_outcome("SQLite", "open", kinds(unknown=even, used=even, revoked=early))
    assert outcome == Outcome(
        "open, SQLite: time against that of an unknown one",
        timing.PROMISE,
        "area under the curve 0.125 (0.000 to 0.408) for revoked by the clock, the farthest of 2 "
        "by two clocks, 4 tries each",
        "0.500",
        False,
    )
    assert timing.time_outcome("SQLite", "open", kinds(unknown=even, used=even)).holds


def test_an_engine_that_is_missing_breaks_the_promise_and_says_why(monkeypatch):
    monkeypatch.setattr(timing, "missing", lambda engine: f"no {engine}")
    assert [(row.reached, row.holds) for row in timing.run(long=False)] == [
        ("no PostgreSQL", False),
        ("no SQLite", False),
    ]


@pytest.mark.parametrize("long", [False, True])
def test_times_are_compared_at_length_only(monkeypatch, long):
    same = kinds(unknown=[1.0, 2.0], used=[1.0, 2.0])
    asked = []
    monkeypatch.setattr(timing, "measure", lambda engine, tries: asked.append(tries) or {"a": same})
    monkeypatch.setattr(timing, "missing", lambda engine: "")
    rows = list(timing.run(long=long))
    assert len(rows) == (4 if long else 2)
    assert all(row.holds for row in rows)
    assert asked == [timing.TRIES if long else timing.FEW_TRIES] * 2
    same["used"]["work"] = {"queries": ["default: SELECT 1"]}
    assert [row.holds for row in timing.run(long=False)] == [False, False]
