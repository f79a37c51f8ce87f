"""What the cumulative counts of a release say by themselves: tables without an estimate."""

from collections.abc import Iterator

from reproduce.archive import BATTERY, CONCERN, Archive, BlockRow, Row

NO_LEVEL = ("skipped", "prefer_not_to_say", "cannot_determine")
ANSWERS = (*NO_LEVEL, "none", "low", "moderate", "serious")
REPORTED = {
    "trend": (*NO_LEVEL[:2], "lessened", "same", "grown"),
    "reflection": (*NO_LEVEL[:2], "no", "not_sure", "yes"),
}
UNDETERMINED = ANSWERS.index("cannot_determine")
OWN_VIEWS = ("perceived", "assessed")
Interval = tuple[int, int]


def exactly(row: BlockRow, start: int, end: int | None = None) -> Interval | None:
    """How many gave one of the answers from `start` up to `end`, or that in the place `start`."""
    if row.edges is None:
        return None
    (low, high), (next_low, next_high) = row.edges[start], row.edges[end or start + 1]
    return max(0, next_low - high), next_high - low


def at_least(row: BlockRow, answer: int) -> Interval | None:
    """How many gave the answer in this place or a later one."""
    if row.edges is None:
        return None
    low, high = row.edges[answer]
    return row.n - high, row.n - low


def blocks(archive: Archive) -> list[Row]:
    return [
        {
            **{name: getattr(row, name) for name in ("question", "lens", "group", "n")},
            **{name: getattr(row, name) for name in ("perceiver", "target", "item")},
            **{name: getattr(row, name) for name in ("item_kind", "domain", "position")},
            **{
                f"cum_{answer}_{end}": row.block and row.block[1][place][at]
                for place, answer in enumerate(ANSWERS[:-1])
                for at, end in enumerate(("low", "high"))
            },
        }
        for row in archive.blocks
        if row.item_kind not in (BATTERY, "impression", *REPORTED)
    ]


def _answers(archive: Archive, row: BlockRow) -> Iterator[tuple[str, Row]]:
    """Each answer to a question of its own answers, as it is named in a table, and its counts."""
    names = _names(archive, row)
    for place, answer in enumerate(names):
        low, high = exactly(row, place) or (None, None)
        cum_low, cum_high = row.edges[place + 1] if row.edges else (None, None)
        counts = {"count_low": low, "count_high": high, "cum_low": cum_low, "cum_high": cum_high}
        yield answer, {"n": row.n, "answer": answer, **counts}


def _names(archive: Archive, row: BlockRow) -> list[str]:
    if row.item_kind in REPORTED:
        return list(REPORTED[row.item_kind])
    if row.item_kind == "impression":
        others = [p["code"] for p in archive.instrument["parties"] if p["code"] != row.perceiver]
        further = [p["code"] for p in archive.instrument["impression"].get("further", ())]
        return [*NO_LEVEL, *others, *further, "else"]
    battery, _item, question = row.item.split(".")
    asked = next(q for q in archive.battery(battery)["questions"] if q["key"] == question)
    return [*NO_LEVEL, *(f"{battery}.{question}.{a['key']}" for a in asked["answers"])]


def impressions(archive: Archive) -> list[Row]:
    return [
        {"perceiver": row.perceiver, "lens": row.lens, **counts}
        for row in archive.blocks
        if row.item_kind == "impression"
        for _answer, counts in _answers(archive, row)
    ]


def reported_changes(archive: Archive) -> list[Row]:
    return [
        {"perceiver": row.perceiver, "target": row.target, "lens": row.lens, **counts}
        for row in archive.blocks
        if row.item_kind in REPORTED
        for _answer, counts in _answers(archive, row)
    ]


def batteries(archive: Archive) -> list[Row]:
    rows = []
    for row in archive.blocks:
        if row.item_kind == BATTERY:
            battery, _item, question = row.item.split(".")
            about = {name: getattr(row, name) for name in ("item", "perceiver", "target", "lens")}
            about |= {"battery": battery, "battery_question": f"{battery}.{question}"}
            about["group"] = row.group
            rows += [about | counts for _answer, counts in _answers(archive, row)]
    return rows


def undetermined(archive: Archive) -> list[Row]:
    """At each common concern, and over all concerns of a directed dyad, "" there."""
    found: dict[tuple[str, ...], list[BlockRow]] = {}
    for row in archive.blocks:
        if row.item_kind == CONCERN and row.lens in OWN_VIEWS:
            place = row.perceiver, row.target, row.lens, row.group
            for concern in ("", row.item):
                found.setdefault((*place, concern), []).append(row)
    rows = []
    for (perceiver, target, lens, group, concern), own in found.items():
        asked, counts = sum(row.n for row in own), [exactly(row, UNDETERMINED) for row in own]
        known = [count for count in counts if count is not None]
        low, high = (sum(count[end] for count in known) for end in (0, 1))
        if len(known) < len(counts):
            low = high = None
        rows.append(
            {
                "perceiver": perceiver,
                "target": target,
                "concern": concern,
                "lens": lens,
                "group": group,
                "answers": asked,
                "low": low,
                "high": high,
                "share_low": None if low is None else low / asked,
                "share_high": None if high is None else high / asked,
            }
        )
    return rows
