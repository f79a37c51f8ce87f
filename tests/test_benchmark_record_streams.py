"""The benchmark of records still runs; what it finds is for `make bench`."""

import pytest

from benchmarks import __main__ as program
from benchmarks import databases, record_streams
from tests.services import needs_postgres  # noqa: F401  a fixture

pytestmark = pytest.mark.slow

RESULT = {
    "engine": "PostgreSQL 15",
    "records": 1_000_000,
    "making": 61.2,
    "memory_before_making": 290.0,
    "memory_of_making": 301.4,
    "memory_before": 100.0,
    "memory_after": 104.0,
    "seconds": {"CSV": 0.5, "NDJSON of one group": 5.0, "COPY": 1.0},
    "pages_per_record": 1e-4,
}


def test_it_is_found():
    assert "record_streams" in program.modules()


def test_every_way_is_compared_with_copy_and_with_pages(capsys):
    result = record_streams.with_ratios(RESULT | {"seconds": dict(RESULT["seconds"])})
    assert result["times_as_fast_as_copy"] == {"CSV": 2, "NDJSON of one group": 0.1, "COPY": 1}
    assert result["times_as_fast_as_pages"]["CSV"] == pytest.approx(200)
    assert result["memory_grew"] == 4
    record_streams.report(result)
    printed = capsys.readouterr().out
    assert "| CSV | 0.500 | 2.000 | 200.000 |" in printed
    assert "290 before the files were made, 301 after" in printed
    assert "web server 100 before they were read, 104 after" in printed


def test_without_postgresql_nothing_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(databases.services, "postgres_problem", lambda: "refused")
    assert record_streams.run() == {}
    assert "nothing was measured on it: refused" in capsys.readouterr().out


@pytest.mark.services
def test_all_records_are_read_in_every_way(needs_postgres):  # noqa: F811
    result = databases.run_inside("PostgreSQL", "record_streams", 10_002, 1)
    assert set(result["seconds"]) == {"CSV", "Parquet", "NDJSON of one group", "COPY"}
    assert result["sizes"]["CSV"] > 10_002 * 50
    assert result["sizes"]["Parquet"] > 10_002 * 16
    assert result["sizes"]["NDJSON of one group"] > 5_001 * 200
