"""The benchmark of briefs still runs; what it finds is for `make bench`."""

import pytest

from benchmarks import __main__ as program
from benchmarks import briefs, databases

pytestmark = pytest.mark.slow


def test_it_is_found():
    assert "briefs" in program.modules()


def test_each_work_is_reported_beside_an_empty_sheet(capsys):
    row = {"engine": "SQLite 3", **dict.fromkeys(briefs.WORKS, 0.3), "bare": 0.1}
    result = briefs.with_ratios(row)
    assert result["ratios"]["typeset"] == pytest.approx(3)
    briefs.report(result)
    printed = capsys.readouterr().out
    assert "SQLite 3, 12 participants and 5 assessors a side" in printed
    assert "| typeset, in English | 0.300 | 3.000 |" in printed


def test_it_measures_in_a_process_of_its_own():
    row = databases.run_inside("SQLite", "briefs", 1, 5, 5)
    assert row["engine"].startswith("SQLite")
    assert all(row[name] > 0 for name in briefs.WORKS)
