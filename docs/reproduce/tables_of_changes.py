"""What changed since an earlier round: needs the archive of that round as well."""

from math import isnan, nan

from reproduce.archive import BATTERY, CONCERN, Archive, BlockRow, Row
from reproduce.gaps import change
from reproduce.verdicts import CONCERNS, moved_levels

WITHOUT_LEVELS = ("first", "revised", "recalled", "reflected")
NAMES = {1: "low", 2: "moderate", 3: "serious"}
# Of levels that prove equally much the first is named.
ORDER = (2, 3, 1)
LEAST_DELTA, LEAST_SHIFT, WORTH_TWO = round(1 / 3, 10), 0.5, 4
Place = tuple[str, str, str]


def changes(archive: Archive, earlier: Archive) -> list[Row]:
    """A group of which one round has no block is left out; the parts of a group are one."""
    before, after = _groups(earlier), _groups(archive)
    rows = []
    for place, now in after.items():
        if place not in before:
            continue
        then = before[place]
        names = ("question", "perceiver", "target", "item", "item_kind", "domain", "position")
        rows.append(
            {
                **{name: getattr(now[0], name) for name in names},
                "lens": place[0],
                "group": place[1],
                "round_before": earlier.round,
                "n_before": sum(row.n for row in then),
                "n_after": sum(row.n for row in now),
                **change(earlier.group(then), archive.group(now), archive.change_thresholds),
                **_more(then, now),
            }
        )
    return rows


def _groups(archive: Archive) -> dict[Place, list[BlockRow]]:
    found: dict[Place, list[BlockRow]] = {}
    for row in archive.blocks:
        if row.lens not in WITHOUT_LEVELS and row.item_kind != BATTERY:
            found.setdefault((row.lens, row.whole_group, row.question), []).append(row)
    return found


def _more(before: list[BlockRow], after: list[BlockRow]) -> Row:
    """How many more people answered each level or higher, at the least and at the most."""
    found: Row = {}
    published = all(row.block for row in (*before, *after))
    for level, name in NAMES.items():
        least = most = None
        if published:
            (low, high), (low_later, high_later) = (
                (
                    sum(row.n - row.edges[3 + level][1] for row in rows),
                    sum(row.n - row.edges[3 + level][0] for row in rows),
                )
                for rows in (before, after)
            )
            least, most = low_later - high, high_later - low
        found |= {f"more_{name}_least": least, f"more_{name}_most": most}
    return found


def concern_changes(of_questions: list[Row]) -> list[Row]:
    """Over all common concerns about a side, from the published changes at single questions."""
    groups: dict[tuple[str, str, str, str], list[Row]] = {}
    for row in of_questions:
        if row["item_kind"] == CONCERN:
            place = row["perceiver"], row["target"], row["lens"], row["group"]
            groups.setdefault(place, []).append(row)
    rows = []
    for (perceiver, target, lens, group), own in groups.items():
        before, after = (sum(row[n] for row in own) for n in ("n_before", "n_after"))
        rows.append(
            {
                "perceiver": perceiver,
                "target": target,
                "lens": lens,
                "group": group,
                "round_before": own[0]["round_before"],
                "n_concerns": len(own),
                "answers_before": before,
                "answers_after": after,
                **_certain(own, after - before),
                **_together(own),
            }
        )
    return rows


def _certain(own: list[Row], grown: int) -> Row:
    found = {"more_level": "", "more_answers": None, "fewer_level": "", "fewer_answers": None}
    names = [f"more_{name}_{end}" for name in NAMES.values() for end in ("least", "most")]
    if any(row[name] is None for row in own for name in names):
        return found
    least, most = (
        {level: sum(row[f"more_{NAMES[level]}_{end}"] for row in own) for level in ORDER}
        for end in ("least", "most")
    )
    more, fewer = max(ORDER, key=least.get), min(ORDER, key=most.get)
    if least[more] - max(grown, 0) > 0:
        found |= {"more_level": NAMES[more], "more_answers": least[more] - max(grown, 0)}
    if most[fewer] - min(grown, 0) < 0:
        found |= {"fewer_level": NAMES[fewer], "fewer_answers": min(grown, 0) - most[fewer]}
    return found


def _together(own: list[Row]) -> Row:
    """Whether enough concerns moved by p-values that allow for all six."""
    names = ("n_needed_jointly", "n_rose_jointly", "n_fell_jointly")
    nothing = {"movement": "", **dict.fromkeys(names)}
    figures = [
        [nan if row[name] is None else row[name] for name in ("delta", "level_shift", "p_delta")]
        for row in own
    ]
    if len(own) > CONCERNS or all(isnan(p) for _delta, _shift, p in figures):
        return nothing
    levels = [moved_levels(row["n_before"], row["n_after"]) for row in own]
    needed = 1 if all(WORTH_TWO * one >= two for one, two in levels) else 2
    level = [pair[needed - 1] for pair in levels]
    if not all(each > 0 for each in level):
        return nothing
    moved = []
    for (delta, shift, p), most in zip(figures, level, strict=True):
        if p <= most and abs(delta) >= LEAST_DELTA and abs(shift) >= LEAST_SHIFT:
            moved.append((delta > 0) - (delta < 0) if delta * shift > 0 else 0)
    rose, fell = moved.count(1), moved.count(-1)
    word = "too few to say"
    if (rose >= needed) != (fell >= needed):
        word = "rose" if rose >= needed else "fell"
    return {"movement": word, **dict(zip(names, (needed, rose, fell), strict=True))}
