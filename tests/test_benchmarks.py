"""The benchmarks still run; what they find is for `make bench`."""

import json
import os

import numpy as np
import pytest

from benchmarks import __main__ as program
from benchmarks import (
    certain,
    claim_levels,
    coverage,
    databases,
    joint_levels,
    machine,
    power,
    studies,
    weighting,
    whole_job,
)
from surveys.models.response import Rating, Response
from tests import services
from tests.services import needs_postgres  # noqa: F401  a fixture

pytestmark = pytest.mark.slow


def test_every_module_with_a_run_is_found():
    result = program.modules()
    known = {"certain", "coverage", "growth", "intervals", "permutation", "weighting", "whole_job"}
    known |= {
        "claim_levels",
        "effort",
        "joint_levels",
        "null_listing",
        "planning",
        "pooling",
        "pooling_between_sides",
        "power",
        "publication_rules",
    }
    assert known <= set(result)
    helpers = {"__main__", "databases", "inside", "machine", "partitions", "studies"}
    assert not (helpers | {"partition_search", "simulated_rounds"}) & set(result)


def test_what_is_found_is_written_and_the_rest_kept(monkeypatch, tmp_path):
    written = tmp_path / "var" / "bench.json"
    monkeypatch.setattr(program, "WRITTEN", written)
    monkeypatch.setattr("benchmarks.growth.run", lambda: {"growth": 1.0})
    monkeypatch.setattr("benchmarks.coverage.run", lambda: {"rows": []})
    program.main(["growth"])
    program.main(["coverage"])
    result = json.loads(written.read_text())
    assert result["growth"]["growth"] == 1.0
    assert set(result) == {"coverage", "growth", "machine"}


def test_an_unknown_name_stops_before_anything_runs():
    with pytest.raises(SystemExit, match="no such benchmark: nonsense"):
        program.main(["coverage", "nonsense"])


def test_works_that_take_turns(monkeypatch):
    order, clock = [], iter(range(100))
    monkeypatch.setattr(machine.time, "perf_counter", lambda: next(clock))
    works = {name: (lambda name=name: order.append(name)) for name in "ab"}
    assert machine.medians(works, 3) == {"a": 1, "b": 1}
    assert "".join(order) == "ab" * 4


def test_random_groups_are_of_the_size_and_the_sorts_asked_for():
    result = studies.cells(12, 300, 1)
    assert (result.tallies.sum(axis=1) == 12).all()
    assert result.levels.sum(axis=1) == pytest.approx(np.ones(300))
    levels = result.tallies[:, 3:]
    assert (np.count_nonzero(levels[result.sort == "unanimous"], axis=1) == 1).all()
    assert (np.sort(levels[result.sort == "dissenter"], axis=1)[:, 2] == 1).all()
    none = result.tallies[:, :3].sum(axis=1) / 12
    assert none[result.sort == "undecided"].mean() > 0.4
    assert 0.05 < none[result.sort == "ordinary"].mean() < 0.15


def test_a_row_of_the_coverage():
    row = coverage.measured(12, "far apart", runs=20)
    assert row["delta"] == 0.88
    assert row["coverage, published"] > 0.7
    assert row["width, published"] > row["width, counts"]


def test_power_is_that_of_both_ways_round_and_grows_with_the_people():
    called = power.said(8, 8)
    few, many = power.power(8, 8, called), power.power(8, 12, power.said(8, 12))
    assert few["unanimous, low"] == many["unanimous, low"] == 1
    assert few["far apart"] < many["far apart"] < 1
    assert few["mean"] == pytest.approx(np.mean(list(few.values())[1:]))
    assert power.power(8, 8, ~called)["mean"] == pytest.approx(1 - few["mean"])


def test_levels_worked_out_before_are_kept(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(claim_levels, "KEPT", tmp_path / "var" / "levels.json")
    monkeypatch.setattr(claim_levels, "LARGEST", 7)
    monkeypatch.setattr(claim_levels, "greatest_level", lambda left, right: 10 * left + right)
    monkeypatch.setattr(claim_levels, "_levels_of_two", lambda: [[88]])
    first = claim_levels.run()
    monkeypatch.setattr(claim_levels, "greatest_level", None)
    assert (
        claim_levels.run()
        == first
        == {
            "thousandths": {"6 + 6": 66, "6 + 7": 67, "7 + 7": 77},
            "of blocks that withstand two": [[88]],
        }
    )
    assert capsys.readouterr().out.splitlines() == ['    "66",', '    "67 77",'] * 2


def test_joint_levels_are_printed_row_by_row(monkeypatch, capsys):
    monkeypatch.setattr(joint_levels, "LARGEST_JOINT", 9)
    monkeypatch.setattr(joint_levels, "greatest_level", lambda left, right: 10 * left + right)
    assert joint_levels.levels() == {8: [88], 9: [89, 99]}
    assert capsys.readouterr().out.splitlines() == ['    "88",', '    "89 99",']


def test_certain_counts_are_never_wrong_and_say_more_of_larger_groups():
    few, many = (certain.of_rounds(n, 0.8, runs=60) for n in (5, 20))
    assert few["wrong"] == many["wrong"] == 0
    assert few["says something"] < many["says something"]
    seldom, often = (certain.of_impressions(12, changing, runs=60) for changing in (0.1, 0.6))
    assert seldom["wrong"] == often["wrong"] == 0
    assert seldom["proved"] < often["proved"] < often["changed"]
    alike, apart = (certain.of_groups(12, shift, runs=60) for shift in (0.0, 0.8))
    assert alike["wrong"] == apart["wrong"] == 0
    assert alike["says something"] < apart["says something"]
    true, low = (certain.of_predictions(12, shift, runs=60) for shift in (0.0, 0.8))
    assert true["wrong"] == low["wrong"] == 0
    assert true["other"] < low["other"] < low["true other"]
    assert true["lower"] < low["lower"]


def test_the_chosen_weights_do_better_than_uniform_ones():
    rows = {row["weights"]: row for row in weighting.measured(8, pairs=150)}
    chosen, uniform = rows[".1 .1 .3, levels 1/4"], rows["uniform"]
    assert chosen["error of delta"] < uniform["error of delta"]
    assert abs(chosen["bias of the number"]) < abs(uniform["bias of the number"])


# --- The whole job -------------------------------------------------------------------------------

SECONDS = {
    "engine": "SQLite 3",
    "bare": 0.2,
    "job": 0.5,
    "cold": 0.6,
    "counted": 0.25,
    "published": 0.1,
    "changes": 0.3,
    "after_by_side": 0.9,
    "after": {"10080": 0.2, "100080": 0.3, "1000080": 0.25},
}


def test_without_postgresql_the_other_engine_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(databases.services, "postgres_problem", lambda: "refused")
    monkeypatch.setattr(databases, "run_inside", lambda *arguments: dict(SECONDS))
    result = whole_job.run()
    assert set(result) == {"SQLite"}
    ratios = {name: result["SQLite"][name] for name in ("ratio", "ratio_published", "growth")}
    assert ratios == pytest.approx({"ratio": 2.5, "ratio_published": 3.0, "growth": 1.25})
    told = capsys.readouterr().out
    assert "PostgreSQL is not here, so nothing was measured on it: refused" in told
    assert "| all but publishing | 0.500 | 2.500 |" in told
    assert "From few ratings to many: × 1.25" in told


@pytest.fixture
def answered(db):
    """A round of 60 questions that eight people of each side and eight assessors answered."""
    return answered_round()


def answered_round(**how):
    from benchmarks.inside import people

    people.load_instrument(people.questionnaire(), by="test")
    study = people.Study.objects.create(slug="benchmark", title={"en": "Benchmark"})
    round = people.closed_round(study)
    people.answer(round, 8, **how)
    return round


def test_the_people_of_a_benchmark_answer_every_question(answered):
    assert Rating.objects.filter(round=answered).count() == 120 * 8
    assert Response.objects.filter(round=answered).count() == 4 * 8 + 8
    from analytics.computing.tally import tallies

    found = tallies(answered)
    assert [sum(tally.counts) for tally in found] == [8] * 120
    assert [tally.group for tally in found].count("panel") == 60
    assert all(map(any, zip(*(tally.counts for tally in found), strict=True)))


def test_assessors_whom_several_sides_nominated(db):
    round = answered_round(nominators=4)
    groups = Rating.objects.filter(round=round, lens="assessed").values_list("group", flat=True)
    sides = {f"panel/{side}" for side in ("JPN", "PRC", "ROK", "USA")}
    assert {group: list(groups).count(group) for group in sides} == dict.fromkeys(sides, 120)


def test_the_bare_statement_is_the_one_that_counts(answered):
    from benchmarks.inside import whole_job as inside

    rows = inside.bare(answered)()
    assert sum(row[-1] for row in rows) == 120 * 8


def test_what_the_worker_would_publish_is_timed_without_being_published(answered):
    from analytics.models import Release
    from benchmarks.inside import whole_job as inside

    content = inside.computed(answered)["content"]
    assert (len(content.blocks), len(content.cells)) == (120, 60)
    assert not Release.objects.exists()


def measured(engine):
    result = whole_job.with_ratios(databases.run_inside(engine, "whole_job", 1, 5, 8))
    assert list(result["after"]) == ["600", "960"]
    assert result["rows"]["cells"] == 60
    assert result["engine"].startswith(engine)
    assert min(result["bare"], result["job"]) > 0


@pytest.mark.skipif(services.is_required(), reason="measured on PostgreSQL")
def test_the_whole_job_in_sqlite_files_of_its_own():
    measured("SQLite")


@pytest.mark.services
def test_the_whole_job_in_postgresql_databases_of_its_own(needs_postgres):  # noqa: F811
    mine = f"cs2test_{os.getpid()}_"
    before = databases.services.databases_like(mine)
    measured("PostgreSQL")
    assert databases.services.databases_like(mine) == before
