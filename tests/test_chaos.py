"""The table of faults: its rows, and an exit code that says whether all was well."""

import sys
from types import ModuleType

import pytest

from chaos import __main__ as table
from chaos.outcome import Outcome
from chaos.site import problems_in

WELL = Outcome("Redis emptied", "production", "3", 12.34, ())
LOST = Outcome("power lost", "production", "1", 12.0, ("1 answers lost, 0 twice", "no files"))
LATE = Outcome("power lost", "production", "1", 61.0, ())
SKIPPED = Outcome("disk full", "–", "0", None, (), "only root may mount a volume")


@pytest.fixture
def fault_with(monkeypatch):
    def make(*outcomes):
        module = ModuleType("chaos.made_up")
        module.RUNS = [lambda long, one=one: [one] for one in outcomes]
        module.SHORT = module.RUNS[:1]
        monkeypatch.setitem(sys.modules, "chaos.made_up", module)
        monkeypatch.setattr(table, "modules", lambda: ["made_up"])

    return make


def test_each_outcome_is_a_row(fault_with, capsys):
    fault_with(WELL, SKIPPED)
    assert table.main([]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert rows[:4] == [
        "| fault | installation | times | nothing lost, nothing twice | done after |",
        "| --- | --- | --- | --- | --- |",
        "| Redis emptied | production | 3 | yes | 12.3 s |",
        "| disk full | – | 0 | skipped: only root may mount a volume | – |",
    ]


@pytest.mark.parametrize("outcome", [LOST, LATE])
def test_one_loss_or_delay_fails_all(fault_with, capsys, outcome):
    fault_with(WELL, outcome)
    assert table.main([]) == 1
    assert table.main(["--short"]) == 0


def test_a_fault_that_cannot_be_made_to_its_end_fails_all(fault_with, monkeypatch, capsys):
    fault_with(WELL)
    monkeypatch.setattr(sys.modules["chaos.made_up"], "RUNS", [lambda long: [][1]])
    assert table.main([]) == 1
    assert "| made_up | – | not to its end | NO: IndexError: " in capsys.readouterr().out


def test_what_was_lost_is_said(capsys):
    assert "| NO: 1 answers lost, 0 twice; no files | 12.0 s |" in table.row_of(LOST)


def test_a_fault_that_is_not_there_is_named(fault_with, capsys):
    fault_with(WELL)
    with pytest.raises(SystemExit):
        table.main(["other"])
    assert "no such fault: other; there are made_up" in capsys.readouterr().err


def test_every_fault_is_in_the_table():
    assert table.modules() == [
        "deaths", "broker", "clock", "database", "disk", "mailing", "poison", "web",
    ]  # fmt: skip


WHOLE = {
    "responses": [("a", [1, 1]), ("b", [2, 2])],
    "state": "closed",
    "envelopes": 0,
    "opened": 1,
    "releases": 1,
    "matrices": 1,
    "files": [""],
}


@pytest.mark.parametrize(
    ("fault", "problem"),
    [
        ({}, []),
        ({"responses": WHOLE["responses"][:1]}, ["1 answers lost, 0 twice"]),
        ({"responses": [*WHOLE["responses"], ("b", [2, 2])]}, ["0 answers lost, 1 twice"]),
        ({"responses": [("a", [1, 1]), ("b", [1, 2])]}, ["answers changed"]),
        ({"releases": 2}, ["releases 2 instead of 1"]),
        ({"envelopes": 1}, ["envelopes 1 instead of 0"]),
        ({"files": ["codebook.csv"]}, ["files ['codebook.csv']"]),
    ],
)
def test_whatever_is_lost_or_twice_is_found(fault, problem):
    assert list(problems_in(WHOLE | fault, {"a": 1, "b": 2})) == problem
