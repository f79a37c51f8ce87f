import csv
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.management.commands import plan_study
from analytics.measures.planning import ERROR, ROUNDS, Gap, Said, Scope, chance


def run(*arguments):
    out = StringIO()
    call_command("plan_study", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def certain(monkeypatch):
    """A chance from which one reads whose it is: the tens are those of the word and of the size."""

    def chance(participants, assessors, scope, gap, said):
        place = list(Said).index(said) + (4 if scope is Scope.DYAD else 0)
        return 0.1 + 0.1 * place + 0.05 * (participants == 6)

    monkeypatch.setattr(plan_study, "chance", chance)


def test_a_table_has_a_line_for_every_number(certain):
    lines = run("--participants", "5-6", "--panel", "8", "--gap", "half").splitlines()
    assert lines[0] == (
        "Of 100 gaps of half a level so many are called so, in the right direction, "
        "with 8 in the panel:"
    )
    assert lines[2].split("  ")[0] == "participants"
    assert "a single question" in lines[2]
    assert [line.split() for line in lines[4:6]] == [
        ["5", *["10", "20", "30", "40", "50", "60", "70", "80"]],
        ["6", *["15", "25", "35", "45", "55", "65", "75", "85"]],
    ]
    # Every number stands below the end of its heading.
    heading = lines[3]
    assert lines[4].index("40") + 2 == heading.index("by itself") + len("by itself")
    assert f"From {ROUNDS} simulated rounds" in lines[-2]
    assert "fewer than 7" in lines[-1]
    assert len(lines) == 9


def test_all_gaps_of_all_sizes_are_told_unless_said_otherwise():
    told = run()
    assert told.count("with 12 in the panel:") == 3
    assert "Where there is no gap, so many of 100 are called so, in either direction" in told
    numbers = [line.split()[0] for line in told.splitlines() if line.strip()[:1].isdigit()]
    assert numbers == [str(n) for n in range(5, 31)] * 3


def test_other_programs_read_the_chances_themselves():
    arguments = ("--participants", "12", "--panel", "20", "--gap", "one", "--format")
    rows = list(csv.DictReader(StringIO(run(*arguments, "csv"))))
    as_json = json.loads(run(*arguments, "json"))
    assert [{name: str(value) for name, value in row.items()} for row in as_json] == rows
    assert len(rows) == 8
    assert as_json[1] == {
        "participants": 12,
        "panel": 20,
        "scope": "question",
        "gap": "one",
        "said": "very_likely",
        "chance": round(chance(12, 20, Scope.QUESTION, Gap.ONE, Said.VERY_LIKELY), 2),
        "standard_error_at_most": ERROR,
    }


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--participants", "4-8"], r"--participants 4: nothing is published.*from 5 to 30"),
        (["--participants", "8-31"], r"--participants 31: nothing is known.*from 5 to 30"),
        (["--participants", "9-7"], r"--participants 9-7: give the smaller number first: 7-9"),
        (["--participants", "dozen"], r"--participants: 'dozen' is no number.*range such as 5-30"),
        (["--participants", "5-"], r"--participants: '' is no number of people"),
        (["--panel", "3"], r"--panel 3: nothing is published"),
        (["--panel", "-12"], r"--panel: '-12' is no number of people; give one such as 12\."),
        (["--gap", "two"], r"--gap: invalid choice: 'two'"),
        (["--format", "xml"], r"--format: invalid choice: 'xml'"),
    ],
)
def test_what_will_not_do_is_told_with_the_mend(arguments, told):
    with pytest.raises(CommandError, match=told):
        run(*arguments)
