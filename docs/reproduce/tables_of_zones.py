"""Who stands behind a measure or an order, and which measures lie in a contract zone."""

from itertools import permutations
from typing import NamedTuple

from reproduce.archive import BATTERY, Archive, BlockRow, Row
from reproduce.gaps import empathy
from reproduce.groups import LEVELS, members, weights_of

YES = 2  # of four levels, those from this one on stand behind something
Place = tuple[str, str, str, str]


def of_question(archive: Archive, battery: str, question: str, lens: str) -> dict[Place, BlockRow]:
    """The blocks of a question, by perceiver, target, item and group, in their order."""
    found = {}
    for row in archive.blocks:
        if row.item_kind == BATTERY and row.lens == lens:
            of, item, asked = row.item.split(".")
            if (of, asked) == (battery, question):
                found[row.perceiver, row.target, item, row.group] = row
    return found


# --- How many stand behind something --------------------------------------------------------------


class Support(NamedTuple):
    """At least and at most so many of n do, and how probable it is that half or more do.

    That is 1 or 0 only where it is certain, whichever tally is the true one.
    """

    n: int
    least: int
    most: int
    half: float

    @property
    def says_nothing(self) -> bool:
        return (self.least, self.most) == (0, self.n)


def support(row: BlockRow | None) -> Support | None:
    if row is None or row.block is None:
        return None
    tallies = members(row.block)
    people = tallies[:, YES - LEVELS :].sum(axis=1)
    half = 2 * people >= row.n
    likely = float(half.all())
    if half.any() and not half.all():
        # A probability rounded to 0 or 1 would claim a certainty that there is not.
        likely = round(float(weights_of(tallies)[half].sum()), 4)
        likely = min(max(likely, 0.0001), 0.9999)
    return Support(row.n, int(people.min()), int(people.max()), likely)


# --- Contract zones -------------------------------------------------------------------------------


def zones(archive: Archive) -> list[Row]:
    battery = archive.battery("reassurance")
    found = {
        (question, lens): of_question(archive, "reassurance", question, lens)
        for question in ("lessens", "acceptable")
        for lens in ("stated", "predicted")
    }
    rows = []
    for perceiver, target in permutations(archive.sides, 2):
        for item in battery["items"] if battery else ():
            ends = {"lessens": (perceiver, target), "acceptable": (target, perceiver)}
            groups = {
                "wanted": ("lessens", "stated", perceiver),
                "acceptable": ("acceptable", "stated", target),
                "wanted_predicted": ("lessens", "predicted", target),
                "acceptable_predicted": ("acceptable", "predicted", perceiver),
            }
            blocks = {
                name: found[question, lens].get((*ends[question], item["key"], group))
                for name, (question, lens, group) in groups.items()
            }
            if blocks["wanted"] or blocks["acceptable"]:
                about = {"perceiver": perceiver, "target": target, "item": item["key"]}
                about["basket"] = item.get("group", "")
                rows.append(about | _zone_row(archive, blocks))
    return rows


def _zone_row(archive: Archive, blocks: dict[str, BlockRow | None]) -> Row:
    t = archive.gap_thresholds
    stands = {name: support(row) for name, row in blocks.items()}
    zone, likely = _zone(stands["wanted"], stands["acceptable"], t)
    row: Row = {"zone": zone, "zone_likelihood": likely}
    for name, found in stands.items():
        row[f"{name}_n"] = blocks[name] and blocks[name].n
        row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_half"] = (
            found[1:]
            if found
            else (
                None,
                None,
                None,
            )
        )
    for name, gap in (("acceptable", "acceptance_gap"), ("wanted", "wanting_gap")):
        predicted = f"{name}_predicted"
        row[f"known_{name}"] = _awareness(stands[name], stands[predicted], t)
        row |= dict.fromkeys((gap, f"{gap}_low", f"{gap}_high", f"{gap}_kind"))
        if stands[name] and stands[predicted]:
            pair = archive.group([blocks[predicted]]), archive.group([blocks[name]])
            # With the thresholds of a round that sets no others.
            figures = empathy(pair, archive.usual_thresholds)
            row |= {gap + end: figures[f"empathy_gap{end}"] for end in ("", "_low", "_high")}
            row[f"{gap}_kind"] = figures["kind"]
    return row


def _zone(
    wanted: Support | None, acceptable: Support | None, t: dict[str, float]
) -> tuple[str, float | None]:
    both = [each for each in (wanted, acceptable) if each is not None]
    if any(each.half == 0 for each in both):
        return "unlikely", 0.0
    if len(both) < 2 or any(each.says_nothing for each in both):
        return "cannot_be_told", None
    if all(each.half == 1 for each in both):
        return "certain", 1.0
    likely = round(both[0].half * both[1].half, 4)
    if likely >= t["zone_likely"]:
        return "likely", likely
    return ("unlikely" if likely <= t["zone_unlikely"] else "possible"), likely


def _awareness(answered: Support | None, predicted: Support | None, t: dict[str, float]) -> str:
    if answered is None or answered.says_nothing or answered.half < t["zone_likely"]:
        return ""
    if predicted is None or predicted.says_nothing:
        return "cannot_be_told"
    if predicted.half >= t["zone_likely"]:
        return "aware"
    return "unaware" if round(1 - predicted.half, 9) >= t["zone_likely"] else "perhaps_unaware"
