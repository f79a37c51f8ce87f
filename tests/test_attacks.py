"""The table of attacks: its rows, and an exit code that says whether every promise held."""

import sys
from types import ModuleType

import pytest

from attacks import __main__ as table
from attacks.outcome import Outcome

HELD = Outcome("guess who", "1", "2 of 40", "1 of 40", True)
BROKEN = Outcome("read the log", "1", "40 of 40", "1 of 40", False)


@pytest.fixture
def attack_with(monkeypatch):
    def make(*outcomes):
        module = ModuleType("attacks.made_up")
        module.run = lambda long: outcomes if long else outcomes[:1]
        monkeypatch.setitem(sys.modules, "attacks.made_up", module)
        monkeypatch.setattr(table, "modules", lambda: ["made_up"])

    return make


def test_each_outcome_is_a_row(attack_with, capsys):
    attack_with(HELD)
    assert table.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "| attack | promise | reached | by chance | holds |",
        "| --- | --- | --- | --- | --- |",
        "| guess who | 1 | 2 of 40 | 1 of 40 | yes |",
    ]


def test_one_broken_promise_fails_all(attack_with, capsys):
    attack_with(HELD, BROKEN)
    assert table.main([]) == 1
    assert capsys.readouterr().out.endswith("| read the log | 1 | 40 of 40 | 1 of 40 | NO |\n")


def test_the_short_form_tries_less(attack_with, capsys):
    attack_with(HELD, BROKEN)
    assert table.main(["--short"]) == 0


def test_an_attack_that_is_not_there_is_named(attack_with, capsys):
    attack_with(HELD)
    with pytest.raises(SystemExit):
        table.main(["other"])
    assert "no such attack: other; there are made_up" in capsys.readouterr().err
