"""The benchmark of a page still runs; what it finds is for `make bench`."""

import pytest

from benchmarks import __main__ as program
from benchmarks import databases, pages
from tests import services
from tests.services import needs_postgres  # noqa: F401  a fixture

pytestmark = pytest.mark.slow


def test_it_is_found():
    assert "pages" in program.modules()


def test_a_page_is_reported_beside_a_bare_one(capsys):
    row = {"engine": "SQLite 3", "questions": 8, "people": 16, "page": 90.0, "bare": 100.0}
    row["model_form"] = 60.0
    result = pages.with_ratio(row)
    assert result["ratio"] == pytest.approx(0.9)
    assert result["ratio_to_model_form"] == pytest.approx(1.5)
    pages.report(result)
    printed = capsys.readouterr().out
    assert "SQLite 3, 8 questions, 16 at a time" in printed
    assert "| a page of the questionnaire | 90.000 | 0.900 | 1.500 |" in printed


def test_without_postgresql_the_other_engine_is_measured(monkeypatch, capsys):
    row = {"engine": "SQLite 3", "questions": 8, "people": 16, "page": 90.0, "bare": 100.0}
    row["model_form"] = 60.0
    monkeypatch.setattr(databases.services, "postgres_problem", lambda: "refused")
    monkeypatch.setattr(databases, "run_inside", lambda *arguments: row)
    assert set(pages.run()) == {"SQLite"}
    assert "nothing was measured on it: refused" in capsys.readouterr().out


def measured(engine):
    result = databases.run_inside(engine, "pages", 8, 3, 1, 0.2)
    assert result["engine"].startswith(engine)
    assert (result["questions"], result["people"]) == (8, 3)
    assert min(result["page"], result["bare"], result["model_form"]) > 0


@pytest.mark.skipif(services.is_required(), reason="measured on PostgreSQL")
def test_pages_are_loaded_and_saved_in_sqlite_files_of_their_own():
    measured("SQLite")


@pytest.mark.services
def test_pages_are_loaded_and_saved_in_postgresql_databases_of_their_own(needs_postgres):  # noqa: F811
    measured("PostgreSQL")
