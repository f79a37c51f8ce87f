"""What changed since an earlier round, as a page."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.certain_counts import CertainShift, certain_shifts
from analytics.release.groups import by_group, published
from analytics.release.queries import blocks_of, releases_of, visible_changes_of
from analytics.release.rows import ChangeRow, is_panel
from analytics.vocabulary import translated
from analytics.vocabulary.gaps import MOVEMENTS
from analytics.vocabulary.questions import GROUPS_OF_LENS
from analytics.web.access import Reader
from analytics.web.charts.concerns import concerns as concerns_chart
from analytics.web.pages.concern_shifts import movement_legend, shift, shifts_of_concerns
from analytics.web.pages.over_concerns import MOVED, concern_section
from analytics.web.pages.reported_changes import sides_with_changes
from analytics.web.pages.shared import Words, page_context, take_away, words_of
from surveys.instruments.loader import document_of

# Lens, group and key of a question, and what is certain about the answers there.
Place: TypeAlias = tuple[str, str, str]
Certain: TypeAlias = Mapping[Place, list[str]]

LENSES = ("perceived", "assessed", "predicted", "avowed", "anchored")


def change(reader: Reader) -> dict[str, Any] | None:
    """How every group moved at every question, and what participants say of themselves.

    None if there is nothing that they may read.
    """
    release = reader.release
    rows = visible_changes_of(release, reader.who)
    words, document = words_of(release), document_of(release.round.instrument)
    reported = sides_with_changes(words, document, blocks_of(release), "trend")
    if not rows and not reported:
        return None
    certain = _certain(reader, rows, words) if rows else {}
    moved = [row for row in rows if row.movement in MOVED]
    proved = [row for row in rows if certain[_place(row)]]
    shifts = shifts_of_concerns(reader, words, rows)
    return page_context(reader) | {
        # None where no earlier round can be compared that this reader may see.
        "before": rows[0].round_before if rows else None,
        "concerns": concern_section(words, rows),
        "shifts": shifts,
        "chart": shifts and concerns_chart(shifts),
        "legend": movement_legend(),
        "take_away": take_away(reader, "change"),
        "reported": reported,
        "n_certain": len(proved),
        "n_compared": len(rows),
        "certain": [_table(words, of_dyad, certain) for of_dyad in words.by_dyad(proved)],
        "movements": list(translated(MOVEMENTS).values()),
        "counts": [
            {"lens": GROUPS_OF_LENS[lens], "counts": _counts(of_lens), "n": len(of_lens)}
            for lens in LENSES
            if (of_lens := [row for row in rows if row.lens == lens])
        ],
        # A table for each directed dyad, and one for the situations.
        "moved": [_table(words, of_dyad, certain) for of_dyad in words.by_dyad(moved)],
        "all": [_table(words, of_dyad, certain) for of_dyad in words.by_dyad(rows)],
    }


def _place(row: ChangeRow) -> Place:
    return row.lens, row.group, row.key


def _certain(reader: Reader, rows: Sequence[ChangeRow], words: Words) -> Certain:
    """What the blocks of both rounds prove of each group's answers, if they prove anything."""
    number, release = rows[0].round_before, reader.release
    readable = releases_of(release.round.study_id, reader.who)
    (earlier,) = (other for other in readable if other.round.number == number)
    before, after = by_group(blocks_of(earlier)), by_group(blocks_of(release))
    shifts = {
        place: certain_shifts(published(before.get(place, [])), published(after.get(place, [])))
        for place in map(_place, rows)
    }
    return {
        place: [_sentence(shift, number, words) for shift in proved]
        for place, proved in shifts.items()
    }


def _sentence(shift: CertainShift, before: int, words: Words) -> str:
    people = abs(shift.people)
    if shift.people > 0:
        sentence = ngettext(
            "At least %(people)s more person than in round %(before)s answered %(level)s.",
            "At least %(people)s more people than in round %(before)s answered %(level)s.",
            people,
        )
    else:
        sentence = ngettext(
            "At least %(people)s fewer person than in round %(before)s answered %(level)s.",
            "At least %(people)s fewer people than in round %(before)s answered %(level)s.",
            people,
        )
    level = words.at_or_above(shift.level)
    return sentence % {"people": people, "before": before, "level": level}


def _counts(rows: Iterable[ChangeRow]) -> list[int]:
    numbers = Counter(row.movement for row in rows)
    return [numbers[movement] for movement in MOVEMENTS]


def _table(words: Words, rows: list[ChangeRow], certain: Certain) -> dict[str, Any]:
    first = rows[0]
    rows.sort(key=lambda row: (LENSES.index(row.lens), words.place_of(row.group)))
    return {
        "perceiver": words.name(first.perceiver) if first.perceiver else "",
        "target": words.name(first.target) if first.target else "",
        "summary": _summary(rows),
        "groups": [
            _group(words, list(group), certain)
            for _, group in groupby(rows, key=lambda row: (row.lens, row.group))
        ],
    }


def _summary(rows: Sequence[ChangeRow]) -> str:
    """How many of the answers moved, in a line."""
    counts = dict(zip(("rose", "fell", "steady", "unknown"), _counts(rows), strict=True))
    return _("%(rose)s rose, %(fell)s fell, %(steady)s steady, %(unknown)s too few to say") % counts


def _group(words: Words, rows: list[ChangeRow], certain: Certain) -> dict[str, Any]:
    first = rows[0]
    return {
        "name": _who(words, first),
        "before": first.n_before,
        "after": first.n_after,
        "questions": [_question(words, row, certain[_place(row)]) for row in rows],
    }


def _who(words: Words, row: ChangeRow) -> str:
    """Whose answers these are, above the questions of a dyad."""
    if row.lens in ("perceived", "predicted", "avowed"):
        names = {"participants": words.labels.participants[row.group]}
        return {
            "perceived": _("As %(participants)s see it"),
            "predicted": _("The most common answer, as predicted by %(participants)s"),
            "avowed": _("What the answer should be, according to %(participants)s"),
        }[row.lens] % names
    return words.group_name(row.group)


def _question(words: Words, row: ChangeRow, certain: Sequence[str]) -> dict[str, Any]:
    if row.item_kind == "vignette":
        number = list(words.labels.vignettes).index(row.item) + 1
        text = _("Situation %(number)s") % {"number": number}
    else:
        text = words.text(row)
    return {
        "text": text,
        "concern": words.concern(row),
        "moved": row.movement in MOVED,
        "shift": shift(row),
        "consensus": _consensus(row),
        "certain": certain,
    }


def _consensus(row: ChangeRow) -> str:
    """Of the later round's panel alone; nothing of any other group, or without a figure."""
    reached = row.figures["consensus"]
    if row.lens != "assessed" or not is_panel(row.group) or reached is None:
        return ""
    return _("the panel agrees") if reached else _("the panel does not agree")
