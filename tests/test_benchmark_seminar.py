"""The benchmark of a seminar still runs; what it finds is for `make bench`."""

import pytest

from benchmarks import __main__ as program
from benchmarks import databases, seminar

pytestmark = pytest.mark.slow

ROW = {
    "engine": "SQLite 3",
    "people": 40,
    "times": 12,
    "phones": {"median": 0.3, "p95": 0.6, "longest": 0.5},
    "bare": {"median": 0.1, "p95": 0.2, "longest": 0.15},
}


def test_it_is_found():
    assert "seminar" in program.modules()


def test_phones_are_reported_beside_a_bare_page(capsys):
    result = seminar.with_ratio(ROW)
    assert result["ratio"] == pytest.approx(3)
    assert result["nobody_waits_too_long"]
    too_long = ROW | {"phones": ROW["phones"] | {"longest": 1.1}}
    assert not seminar.with_ratio(too_long)["nobody_waits_too_long"]
    seminar.report(result)
    printed = capsys.readouterr().out
    assert "| phones | 0.300 | 0.600 | 0.500 |" in printed
    assert "Ratio of the 95 %: 3.00" in printed


def test_without_postgresql_the_other_engine_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(databases.services, "postgres_problem", lambda: "refused")
    monkeypatch.setattr(databases, "run_inside", lambda *arguments: ROW)
    assert set(seminar.run()) == {"SQLite"}
    assert "nothing was measured on it: refused" in capsys.readouterr().out


def test_every_phone_answers_every_question_in_sqlite_files_of_their_own():
    result = databases.run_inside("SQLite", "seminar", 3, 8)
    assert (result["people"], result["times"]) == (3, 8)
    for kind in ("phones", "bare"):
        assert 0 < result[kind]["median"] <= result[kind]["p95"]
        assert result[kind]["longest"] > 0
