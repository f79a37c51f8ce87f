"""What it costs to attack every block before a release is written, and to write it.

Two studies with every question of Welch's questionnaire: one as large as the demonstration, and one
of four sides of 250 people; on both engines, in `benchmarks.inside.release`. Beside the bare GROUP
BY, and beside writing the same rows without attacking them. Then how the attack alone grows with
people and questions: 8 groups a question, every block attacked as if for the first time.
"""

from typing import Any

from analytics.disclosure import audit
from analytics.measures.blocks import protect
from analytics.release.rows import PANEL, BlockRow
from benchmarks.databases import run_on_each
from benchmarks.machine import seconds, show
from benchmarks.studies import cells

# Participants and assessors a side.
STUDIES = {"demonstration": (12, 5), "4 × 250": (250, 5)}
GROUPS = tuple(
    f"{room}{side}" for room in ("", f"{PANEL}/") for side in ("PRC", "JPN", "ROK", "USA")
)
PEOPLE, QUESTIONS = (8, 15, 30, 250, 8334), (60, 120, 240, 480)
TIMES, SEED = 3, 20138


def run() -> dict[str, Any]:
    result: dict[str, Any] = {"growth": grown()}
    sizes = [number for study in STUDIES.values() for number in study]
    for engine, row in run_on_each("release", TIMES, *sizes):
        result[engine] = dict(zip(STUDIES, map(with_ratios, row), strict=True))
        report(result[engine])
    return result


# --- The attack alone ----------------------------------------------------------------------------


def grown() -> dict[str, dict[str, float]]:
    """Seconds for all blocks, by people a group and by questions."""
    by_people = {str(n): attacked(n, QUESTIONS[0]) for n in PEOPLE}
    by_questions = {str(number): attacked(30, number) for number in QUESTIONS}
    show(
        [f"people in each of {len(GROUPS)} groups, {QUESTIONS[0]} questions", "seconds"],
        [[n, time] for n, time in by_people.items()],
    )
    print()
    show(
        [f"questions, {len(GROUPS)} groups of 30", "seconds"],
        [[number, time] for number, time in by_questions.items()],
    )
    return {"people": by_people, "questions": by_questions}


def attacked(n: int, questions: int) -> float:
    """Seconds to attack the blocks of so many questions, none of them remembered."""
    rows = list(rows_of(n, questions))

    def work() -> object:
        audit.forget()
        return audit.require_promises(rows)

    return seconds(work, 3)


def rows_of(n: int, questions: int) -> list[BlockRow]:
    """Random blocks of groups of n, one row for each group and question."""
    tallies = cells(n, questions * len(GROUPS), SEED).tallies
    places = [(question, group) for question in range(questions) for group in GROUPS]
    return [
        BlockRow(
            perceiver="",
            target="",
            item=f"q{question}",
            item_kind="vignette",
            domain="",
            position=question,
            lens="anchored",
            group=group,
            n=n,
            cumulative=protect(tally).intervals,
        )
        for (question, group), tally in zip(places, tallies, strict=True)
    ]


# --- A whole study -------------------------------------------------------------------------------


def with_ratios(result: dict[str, Any]) -> dict[str, Any]:
    """Also the attack and the release against the bare GROUP BY, and against mere writing."""
    ratios = {
        "attack_to_group_by": result["attacked"] / result["bare"],
        "release_to_group_by": result["released"] / result["bare"],
        "release_to_writing": result["released"] / result["written"],
    }
    return result | ratios


def report(result: dict[str, dict[str, Any]]) -> None:
    for study, row in result.items():
        print(f"\n{row['engine']}, {study}: {row['ratings']} ratings, {row['blocks']} blocks")
        named = {
            "bare": "the bare GROUP BY",
            "job": "counting and computing",
            "gaps": "every gap by itself",
            "pooled": "the gaps estimated together",
            "means": "their means over the common concerns",
            "attacked": "attacking every block",
            "written": "writing the release without attacking",
            "released": "attacking and writing",
        }
        rows = [[text, row[name], row[name] / row["bare"]] for name, text in named.items()]
        show(["", "seconds", "ratio"], rows)
        print(f"Attacking and writing against writing: × {row['release_to_writing']:.2f}")
