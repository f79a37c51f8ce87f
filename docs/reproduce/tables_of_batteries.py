"""What the further batteries give: grounds, contract zones, self-images and orders."""

from itertools import combinations, permutations
from typing import NamedTuple

from reproduce.archive import BATTERY, Archive, BlockRow, Row
from reproduce.gaps import contrasts, empathy
from reproduce.groups import LEVELS, members, weights_of
from reproduce.tables_of_blocks import NO_LEVEL, at_least, exactly

OBSERVED = {"capability", "doctrine", "conduct", "statements", "politics"}
YES = 2  # of four levels, those from this one on stand behind something
PREDICTED_BY = ("empathy_gap", "empathy_gap_low", "empathy_gap_high", "share_exact")
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


# --- Grounds --------------------------------------------------------------------------------------


def _grounds(archive: Archive) -> tuple[list[str], list[BlockRow], int]:
    """The grounds, their blocks, and how many of the grounds are of what the other side does."""
    battery = archive.battery("grounds")
    if battery is None:
        return [], [], 0
    question, item = battery["questions"][0], battery["items"][0]["key"]
    keys = [answer["key"] for answer in question["answers"]]
    rows = [
        row
        for lens in ("stated", "assessed")
        for place, row in of_question(archive, "grounds", question["key"], lens).items()
        if place[2] == item
    ]
    first = [key for key in keys if key in OBSERVED]
    leads = keys[: len(first)] == first and len(first) < len(keys)
    return keys, rows, len(first) if leads else 0


def grounds(archive: Archive) -> list[Row]:
    keys, rows, first = _grounds(archive)
    found = []
    for row in rows:
        start, end = len(NO_LEVEL), len(NO_LEVEL) + len(keys)
        counts = {"without": exactly(row, 0, start), "observed": None, "others": None}
        if first:
            counts["observed"] = exactly(row, start, start + first)
            counts["others"] = exactly(row, start + first, end)
        about = {name: getattr(row, name) for name in ("perceiver", "target", "lens", "group", "n")}
        found.append(about | _ends(counts))
    return found


def _ends(counts: dict[str, tuple[int, int] | None]) -> Row:
    return {
        f"{name}_{end}": interval and interval[at]
        for name, interval in counts.items()
        for at, end in enumerate(("low", "high"))
    }


def ground_gaps(archive: Archive, means: list[Row]) -> list[Row]:
    """Whether a ground goes with wide gaps: every two directed dyads are compared."""
    keys, rows, first = _grounds(archive)
    rows = [row for row in rows if row.lens == "stated"]
    wide = {
        (mean["perceiver"], mean["target"]): mean["mean"]
        for mean in means
        if (mean["gap"], mean["panel_without"]) == ("threat", "")
    }
    start, end = len(NO_LEVEL), len(NO_LEVEL) + len(keys)
    places = {key: (start + place, start + place + 1) for place, key in enumerate(keys)}
    if first:
        places["others"] = start + first, end
    found = []
    for ground, between in places.items() if rows else ():
        items = [
            (exactly(row, *between), row.n, wide.get((row.perceiver, row.target))) for row in rows
        ]
        together, against, undecided = _pairs(items)
        pairs = together + against + undecided
        certain = together - against
        found.append(
            {
                "ground": ground,
                "together": together,
                "against": against,
                "undecided": undecided,
                "tau_low": (certain - undecided) / pairs if pairs else None,
                "tau_high": (certain + undecided) / pairs if pairs else None,
            }
        )
    return found


def _pairs(items: list[tuple[tuple[int, int] | None, int, float | None]]) -> tuple[int, int, int]:
    together = against = undecided = 0
    for one, other in combinations(items, 2):
        if one[2] is None or other[2] is None or one[2] == other[2]:
            continue
        less, more = (one, other) if one[2] < other[2] else (other, one)
        if less[0] is None or more[0] is None:
            continue
        if less[0][1] * more[1] < more[0][0] * less[1]:
            together += 1
        elif more[0][1] * less[1] < less[0][0] * more[1]:
            against += 1
        else:
            undecided += 1
    return together, against, undecided


# --- How many stand behind something --------------------------------------------------------------


class Support(NamedTuple):
    """At least and at most so many of n do, and how probable it is that half or more do."""

    n: int
    least: int
    most: int
    half: float

    @property
    def is_certain(self) -> bool:
        return 2 * self.least >= self.n

    @property
    def is_excluded(self) -> bool:
        return 2 * self.most < self.n

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
    if any(each.is_excluded for each in both):
        return "unlikely", 0.0
    if len(both) < 2 or any(each.says_nothing for each in both):
        return "cannot_be_told", None
    if all(each.is_certain for each in both):
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


# --- Each side of itself, and orders of the region ------------------------------------------------


def self_images(archive: Archive) -> list[Row]:
    """What a side says of another, on the left, against what that says of itself."""
    stated = of_question(archive, "self-image", "agree", "stated")
    predicted = of_question(archive, "self-image", "agree", "predicted")
    places = [
        (speaker, about, item)
        for speaker, about, item, group in stated
        if speaker == group != about and (about, about, item, about) in stated
    ]
    pairs, rows = [], []
    for speaker, about, item in places:
        said, own = stated[speaker, about, item, speaker], stated[about, about, item, about]
        pairs.append((archive.group([said]), archive.group([own])))
        row = {"speaker": speaker, "about": about, "statement": item}
        row |= {"n_left": said.n, "n_right": own.n, "prediction": ""}
        guess = predicted.get((about, about, item, speaker))
        if guess is not None:
            pair = archive.group([guess]), archive.group([own])
            figures = empathy(pair, archive.gap_thresholds)
            row |= {name: figures[name] for name in PREDICTED_BY} | {"prediction": figures["kind"]}
        rows.append(row)
    found = contrasts(pairs, [""] * len(pairs), archive.gap_thresholds)
    return [row | figures for row, figures in zip(rows, found, strict=True)]


def orders(archive: Archive) -> list[Row]:
    expected = of_question(archive, "orders", "likely", "stated")
    rows = []
    for place, row in of_question(archive, "orders", "acceptable", "stated").items():
        found = support(row)
        likely = expected.get(place)
        counts = {
            "acceptable": at_least(row, len(NO_LEVEL) + YES),
            "likely": at_least(likely, len(NO_LEVEL) + YES) if likely else None,
        }
        rows.append(
            {
                "order": place[2],
                "side": place[3],
                "n": row.n,
                "chance": found and found.half,
                "standing": _standing(found, archive.gap_thresholds),
                **_ends(counts),
            }
        )
    return rows


def _standing(found: Support | None, t: dict[str, float]) -> str:
    if found is None or found.says_nothing:
        return "cannot_be_told"
    if found.is_certain or found.is_excluded:
        return "certain" if found.is_certain else "excluded"
    if found.half >= t["zone_likely"]:
        return "likely"
    return "unlikely" if found.half <= t["zone_unlikely"] else "possible"


def order_predictions(archive: Archive) -> list[Row]:
    stated = of_question(archive, "orders", "acceptable", "stated")
    rows = []
    for place, row in of_question(archive, "orders", "acceptable", "predicted").items():
        perceiver, target, item, group = place
        answered = stated.get((perceiver, target, item, perceiver))
        if answered is not None:
            pair = archive.group([row]), archive.group([answered])
            figures = empathy(pair, archive.gap_thresholds)
            about = {"order": item, "predictor": group, "side": perceiver}
            about |= {"n_left": row.n, "n_right": answered.n, "prediction": figures["kind"]}
            rows.append(about | {name: figures[name] for name in PREDICTED_BY})
    return rows
