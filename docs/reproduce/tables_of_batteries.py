"""What the further batteries give: grounds, self-images and orders of the region."""

from itertools import combinations

from reproduce.archive import Archive, BlockRow, Row
from reproduce.gaps import contrasts, empathy
from reproduce.tables_of_blocks import NO_LEVEL, at_least, exactly
from reproduce.tables_of_zones import YES, Support, of_question, support

OBSERVED = {"capability", "doctrine", "conduct", "statements", "politics"}
PREDICTED_BY = ("empathy_gap", "empathy_gap_low", "empathy_gap_high", "share_exact")


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
    if found.half in (0, 1):
        return "certain" if found.half else "excluded"
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
