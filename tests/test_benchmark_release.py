"""The benchmark of releasing still runs; what it finds is for `make bench`."""

import pytest

from analytics.disclosure import audit
from benchmarks import __main__ as program
from benchmarks import databases, release

pytestmark = pytest.mark.slow

SECONDS = {
    "engine": "SQLite 3",
    "ratings": 960,
    "blocks": 120,
    "distinct": 80,
    "bare": 0.01,
    "job": 0.5,
    "gaps": 0.1,
    "pooled": 0.3,
    "means": 0.02,
    "attacked": 0.05,
    "written": 0.2,
    "released": 0.25,
}


def test_it_is_found():
    assert "release" in program.modules()


def test_rows_to_attack_are_of_the_size_asked_for_and_told_once():
    rows = list(release.rows_of(9, questions=3))
    assert len({(row.item, row.group) for row in rows}) == len(rows) == 3 * 8
    result = audit.require_promises(rows)
    assert (result.blocks, result.smallest, result.largest) == (24, 9, 9)


def test_no_attack_is_remembered():
    audit.require_promises(release.rows_of(8, questions=1))
    assert audit._attack.cache_info().currsize > 0
    audit.forget()
    assert audit._attack.cache_info().currsize == 0


def test_the_cost_is_reported_beside_the_group_by_and_mere_writing(capsys):
    result = release.with_ratios(SECONDS)
    assert result["attack_to_group_by"] == pytest.approx(5)
    assert result["release_to_group_by"] == pytest.approx(25)
    assert result["release_to_writing"] == pytest.approx(1.25)
    release.report({"demonstration": result})
    told = capsys.readouterr().out
    assert "SQLite 3, demonstration: 960 ratings, 120 blocks" in told
    assert "| attacking every block | 0.050 | 5.000 |" in told
    assert "| the gaps estimated together | 0.300 | 30.000 |" in told
    assert "against writing: × 1.25" in told


def test_a_study_is_released_in_sqlite_files_of_its_own():
    (result,) = databases.run_inside("SQLite", "release", 1, 5, 2)
    # 91 questions perceived and predicted, two impressions and three vignettes a participant; all
    # 91 and the vignettes an assessor.
    assert result["ratings"] == 5 * (91 + 91 + 4 * (2 + 3)) + 4 * 2 * (91 + 3)
    assert 0 < result["distinct"] <= result["blocks"]
    parts = ("attacked", "released", "written", "gaps", "pooled", "means")
    assert min(result[part] for part in parts) > 0
