"""The benchmark of a release's pages still runs; what it finds is for `make bench`."""

import pytest

from benchmarks import __main__ as program
from benchmarks import databases, release_pages

pytestmark = pytest.mark.slow


def test_it_is_found():
    assert "release_pages" in program.modules()


def test_pages_are_reported_beside_the_empty_one(capsys):
    measured = {
        "engine": "SQLite 3",
        "ratings": 960,
        "seconds": {"600 dyad": 0.03, "empty": 0.01},
        "queries": {"600 dyad": 5, "empty": 2},
    }
    result = release_pages.with_ratios(measured)
    assert result["ratios"] == pytest.approx({"600 dyad": 3, "empty": 1})
    release_pages.report(result)
    assert "| 600 dyad | 0.030 | 3.000 | 5 |" in capsys.readouterr().out


def test_more_people_make_no_more_queries_in_sqlite_files_of_its_own():
    result = databases.run_inside("SQLite", "release_pages", 1, 5, 9)
    assert result["ratings"] == 60 * 2 * (5 + 9)
    queries = result["queries"]
    for page in ("matrix", "dyad", "presentation"):
        assert 0 < queries[f"600 {page}"] == queries[f"1080 {page}"]
    assert 0 < queries["empty"] < queries["600 dyad"]
