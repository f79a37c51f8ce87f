"""What the pages of a seminar show: how many have joined or answered, and counts as published."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.release.rows import BlockRow, Interval, exactly
from analytics.seminars.rows import block_rows
from analytics.web.pages.impressions import certainly_changed, compared
from analytics.web.wording import count_words
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.document import Document
from surveys.instruments.loader import document_of
from surveys.languages import current_tag
from surveys.models.seminar import Seminar
from surveys.seminars.steps import (
    AGAIN,
    FIRST,
    StepQuestion,
    is_impression,
    is_last,
    key_of,
    question_of,
    steps_of,
)

State = Seminar.State


def step_context(seminar: Seminar) -> dict[str, Any]:
    """The step that a seminar has come to, with its question as it is put to each side."""
    document = document_of(seminar.instrument)
    keys = steps_of(document)
    context: dict[str, Any] = {"seminar": seminar, "steps": len(keys), "is_last": is_last(seminar)}
    if seminar.step and seminar.state != State.ENDED:
        key = key_of(seminar)
        questions = {side: _asked(seminar, key, side) for side in _asked_sides(seminar, key)}
        context["heading"] = next(iter(questions.values())).title
        context["questions"] = [
            {"side": _participants(document, side), "question": asked.question}
            for side, asked in questions.items()
        ]
    return context


def joined_lines(seminar: Seminar, sizes: dict[str, int]) -> list[str]:
    """How many phones have joined, of each side where there are several, the total first."""
    document, total = document_of(seminar.instrument), sum(sizes.values())
    lines = [
        ngettext("%(count)d phone has joined", "%(count)d phones have joined", total)
        % {"count": total}
    ]
    if len(sizes) > 1:
        lines += [
            _("%(group)s: %(count)d") % {"group": _participants(document, side), "count": count}
            for side, count in sizes.items()
        ]
    return lines


def too_small(seminar: Seminar, sizes: dict[str, int]) -> list[str]:
    """The sides of which so few have joined that nothing will be shown, in words."""
    document = document_of(seminar.instrument)
    few = [side for side, count in sizes.items() if count < SMALLEST_GROUP]
    return [_participants(document, side) for side in few if sizes[side] or len(sizes) == 1]


def answered_lines(
    seminar: Seminar, answered: dict[str, Interval], sizes: dict[str, int]
) -> list[str]:
    """How many of each side have answered the open step, as far as it is told."""
    document = document_of(seminar.instrument)
    lines = []
    for side, interval in answered.items():
        lines.append(
            _("%(group)s: %(count)s of %(n)d have answered")
            % {
                "group": _participants(document, side),
                "count": count_words(interval),
                "n": sizes[side],
            }
        )
    return lines


def shown_tables(seminar: Seminar) -> list[dict[str, Any]]:
    """The counts of the step that is shown, a table for each side; [] while none is.

    After the last step the answers to the first stand beside those to it.
    """
    if seminar.state != State.SHOWN:
        return []
    return tables(seminar, [seminar.step])


def all_tables(seminar: Seminar) -> list[dict[str, Any]]:
    """The counts of every step but the first once the last stands beside it."""
    counted = {row.position for row in block_rows(seminar)}
    both = len(steps_of(document_of(seminar.instrument))) in counted
    return tables(seminar, sorted(counted - ({1} if both else set())))


def tables(seminar: Seminar, steps: Sequence[int]) -> list[dict[str, Any]]:
    """The counts of these steps, a table for each side of each."""
    rows = block_rows(seminar)
    first = {row.perceiver: row for row in rows if row.item == FIRST}
    return [
        _table(seminar, row, first[row.perceiver] if row.item == AGAIN else None)
        for row in rows
        if row.position in steps
    ]


def _table(seminar: Seminar, row: BlockRow, before: BlockRow | None) -> dict[str, Any]:
    """Of a group below five there are no answers; `before` are the same people's first ones."""
    document = document_of(seminar.instrument)
    asked = _asked(seminar, row.item, row.perceiver)
    table: dict[str, Any] = {
        "id": f"step-{row.position}-{row.perceiver}",
        "title": asked.title,
        "question": asked.question,
        "side": _participants(document, row.perceiver),
        "n": row.n,
        "before": before is not None,
        "certain": certainly_changed(before, row) if before else "",
        "answers": [],
    }
    if row.cumulative is not None:
        table["answers"] = [_answer(label, place, row, before) for label, place in _places(asked)]
    return table


def _answer(label: str, place: int, row: BlockRow, before: BlockRow | None) -> dict[str, Any]:
    now = exactly(row, place)
    assert now is not None
    answer = {"label": label, "count": count_words(now), "low": now[0], "high": now[1]}
    earlier = exactly(before, place) if before else None
    if earlier is not None:
        answer |= {"before": count_words(earlier), "compared": compared(earlier, now)}
    return answer


def _places(asked: StepQuestion) -> list[tuple[str, int]]:
    """The answers in words, as they stand on the phones, and *skipped* after them."""
    return [*((choice.label, choice.place) for choice in asked.choices), (_("Skipped"), 0)]


def _asked(seminar: Seminar, key: str, side: str) -> StepQuestion:
    language = document_of(seminar.instrument).language(current_tag())
    return question_of(seminar, key, side, language)


def _asked_sides(seminar: Seminar, key: str) -> list[str]:
    """The sides that are asked: of a concern, those for which another side was chosen."""
    return [s for s in seminar.sides if is_impression(key) or seminar.targets.get(s)]


def _participants(document: Document, side: str) -> str:
    return document.party(side).participants.read(document.language(current_tag()))
