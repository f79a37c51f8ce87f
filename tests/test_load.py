"""What `make load` plays, reads and reports; the load itself, short, where its programs are."""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from benchmarks import __main__ as benchmarks_program
from benchmarks import databases, large_rounds
from load import __main__ as program
from load import playing, sites
from tests import services


@pytest.fixture
def respondents(monkeypatch):
    """The file for locust, without locust, which is in an environment of its own."""

    def decorator(function):
        return function

    event = SimpleNamespace(add_listener=decorator)
    locust, exception = ModuleType("locust"), ModuleType("locust.exception")
    locust.FastHttpUser, locust.task = object, decorator
    locust.events = SimpleNamespace(request=event, quitting=event)
    exception.StopUser = type("StopUser", (Exception,), {})
    monkeypatch.setitem(sys.modules, "locust", locust)
    monkeypatch.setitem(sys.modules, "locust.exception", exception)
    gevent, gevent_event = ModuleType("gevent"), ModuleType("gevent.event")
    gevent_event.Event = object
    monkeypatch.setitem(sys.modules, "gevent", gevent)
    monkeypatch.setitem(sys.modules, "gevent.event", gevent_event)
    specification = importlib.util.spec_from_file_location(
        "respondents", sites.ROOT / "load" / "respondents.py"
    )
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_page_is_answered_with_its_hidden_fields_boxes_and_questions(respondents):
    body = (
        '<input type="hidden" name="base" value="abc"><input type=\'checkbox\' name=\'kept\'>'
        '<input type="radio" name="q1" value="3"><input type="radio" name="q1" value="2">'
        '<input type="radio" name="q2" value="3" checked><input type="submit">'
    )
    page = respondents.Page("/answer/1/", body)
    assert page.questions == ["q1", "q2"]
    assert page.answered() == {"base": "abc", "kept": "on", "q1": "2", "q2": "2"}


def test_percentiles_are_by_nearest_rank(respondents):
    assert respondents.percentiles([float(n) for n in range(1, 101)]) == {
        "number": 100,
        "p50": 50.0,
        "p95": 95.0,
    }
    assert respondents.percentiles([7.0]) == {"number": 1, "p50": 7.0, "p95": 7.0}


def test_a_redirect_leads_to_a_path_of_the_same_site(respondents):
    reply = SimpleNamespace(headers={"Location": "http://127.0.0.1:1/answer/2/?from=review"})
    browser = respondents.Browser.__new__(respondents.Browser)
    assert browser._place("/answer/1/", reply) == "/answer/2/?from=review"
    relative = SimpleNamespace(headers={"Location": "/p/abc"})
    assert browser._place("/x/", relative) == "/p/abc"


def test_gunicorn_has_the_options_of_the_compose_file():
    options = sites.gunicorn_options()
    assert {"--workers=3", "--worker-class=gthread", "--threads=4"} <= set(options)
    assert not [option for option in options if "bind" in option or "logger" in option]


def turn(a_second: float, p50: float, p95: float) -> dict:
    return {"a_second": a_second, "times": {"cycle": {"number": 9, "p50": p50, "p95": p95}}}


def test_the_median_turn_counts():
    turns = [turn(90.0, 4.0, 9.0), turn(30.0, 20.0, 99.0), turn(100.0, 5.0, 10.0)]
    assert program.median_of(turns) == {"a_second": 90.0, "p50": 5.0, "p95": 10.0}


def test_the_table_has_ratios_to_each_other_site(capsys):
    pages = {
        "ours": {"a_second": 90.0, "p50": 6.0, "p95": 9.0},
        "bare": {"a_second": 100.0, "p50": 5.0, "p95": 10.0},
        "oTree": {"a_second": 10.0, "p50": 50.0, "p95": 90.0},
    }
    whole = {"a_second": 2.5, "times": {"landing": {"number": 30, "p50": 4.0, "p95": 8.0}}}
    result = program.with_ratios({"whole": whole, "pages": pages})
    assert result["ratios"] == {"bare": pytest.approx(0.9), "oTree": pytest.approx(9.0)}
    assert result["latency_ratios"] == {"p50": pytest.approx(1.2), "p95": pytest.approx(0.9)}
    assert result["respondents_a_minute"] == pytest.approx(150.0)
    program.report("SQLite", result)
    printed = capsys.readouterr().out
    assert "| ours | 90.000 |  |  | 6.000 | 9.000 | 1.200 |" in printed
    assert "| bare | 100.000 | 0.900 | 0.500 | 5.000 | 10.000 | 1.000 |" in printed
    assert "| oTree | 10.000 | 9.000 | 5.000 | 50.000 | 90.000 | 10.000 |" in printed
    assert "SQLite: 150 whole respondents a minute" in printed
    assert "| landing | 30 | 4.000 | 8.000 |" in printed


def test_without_its_programs_it_says_what_installs_them(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(program, "LOAD", tmp_path)
    with pytest.raises(SystemExit):
        program.main([])
    assert "`make load` installs it" in capsys.readouterr().err


def test_who_is_refused_stops_the_load(monkeypatch, tmp_path):
    site = sites.Site("http://127.0.0.1:1", {"cycle": {}})

    def refused(command, *, env, **options):
        playing.Path(env["LOAD_RESULT"]).write_text(
            '{"failures": ["POST save: 409"], "finished": 3}'
        )
        return SimpleNamespace(stderr="")

    monkeypatch.setattr(playing.subprocess, "run", refused)
    with pytest.raises(RuntimeError, match="POST save: 409"):
        playing.play(site, "cycle", 2, 1)


def test_nothing_that_a_web_server_has_started_is_left(tmp_path):
    """As oTree's leaves a process that watches the clock."""
    left = "import subprocess, sys, time; p = subprocess.Popen(['sleep', '60'])\n"
    left += "print(p.pid, flush=True); time.sleep(60)"
    process = subprocess.Popen(
        [sys.executable, "-c", left], stdout=subprocess.PIPE, start_new_session=True
    )
    child = Path(f"/proc/{int(process.stdout.readline())}/status")
    sites._end(process)
    process.stdout.close()
    for _ in range(200):
        if not child.exists() or "zombie" in child.read_text():
            return
        time.sleep(0.02)
    pytest.fail("it is still there")


@pytest.mark.slow
def test_pages_are_loaded_and_whole_respondents_played():
    if not (sites.LOAD / "locust").exists():
        pytest.skip("locust is not here; `make load` installs it")
    with databases.ENGINES["SQLite"]() as made:
        environment = sites.environment_of(made)
        with sites.ours(environment, 2, 20) as ours, sites.bare(environment, 2, 20) as bare:
            whole = playing.play(ours, "whole", 2, 2)
            cycles = [playing.play(site, "cycle", 2, 1) for site in (ours, bare)]
    assert whole["times"]["submit"]["number"] >= whole["finished"] > 0
    assert all(measured["times"]["cycle"]["p50"] > 0 for measured in cycles)


# --- Large rounds ---------------------------------------------------------------------------------


def test_beginning_in_a_large_round_is_reported_beside_a_small_one(monkeypatch, capsys):
    acts = {"begin_log": 8, "mix_ms": 5.0, "mix_log": 9, "rewrite_ms": 6.0}
    of = [{"size": n, "begin_ms": ms, **acts} for n, ms in ((100, 10.0), (10_000, 15.0))]
    row = {"engine": "SQLite 3", "sealed_bytes": 16, "of": of}
    monkeypatch.setattr(services, "postgres_problem", lambda: "refused")
    monkeypatch.setattr(databases, "run_inside", lambda *arguments: row)
    assert large_rounds.run()["SQLite"]["ratio"] == pytest.approx(1.5)
    assert "large_rounds" in benchmarks_program.modules()
    printed = capsys.readouterr().out
    assert "beginning in the largest round to the smallest:\n1.50;" in printed
    assert "| 10000 | 15.000 | 8 | 5.000 | 9 | 6.000 |" in printed


@pytest.mark.slow
def test_large_rounds_are_measured_in_databases_of_their_own():
    result = databases.run_inside("SQLite", "large_rounds", 1, 3, 6)
    assert [row["size"] for row in result["of"]] == [3, 6]
    assert all(row["begin_ms"] > 0 for row in result["of"])
