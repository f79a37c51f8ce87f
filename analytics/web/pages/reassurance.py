"""What each side could do that would reassure another, as a page."""

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from analytics.measures.contract_zone import Awareness, Zone
from analytics.release.queries import blocks_of
from analytics.release.reassurance import (
    Answered,
    MeasureRow,
    PredictionGap,
    measure_rows,
    most_likely_first,
    unrecognised,
)
from analytics.release.rows import BlockRow
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.gaps import KINDS
from analytics.vocabulary.reassurance import AWARENESS, ZONES
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.charts.quadrants import Range, quadrants
from analytics.web.pages.shared import Words, page_context, take_away, words_of
from surveys.instruments.batteries import BatteryPart
from surveys.instruments.document import question_key
from surveys.instruments.loader import document_of
from surveys.instruments.reassurance import ACCEPTABLE, FROM, KEY, LESSENS

# Before the name of a dyad, in the names of the figures that may be taken away.
FIGURE = "reassurance-"
BOXES = _lazy(
    "A box is as large as the published counts leave open; the shaded quarter is the contract zone."
)


def reassurance(reader: Reader) -> dict[str, Any] | None:
    """All measures of all dyads; None for a round that did not ask about measures."""
    release = reader.release
    rows = measures_of_release(reader, blocks_of(release))
    if not rows:
        return None
    words = words_of(release)
    thresholds = thresholds_of(release.metadata)
    return page_context(reader) | {
        "levels": level_words(words),
        "likely": wording.percent(thresholds.zone_likely),
        "unlikely": wording.percent(thresholds.zone_unlikely),
        "in_zone": [measure(words, row) for row in most_likely_first(rows)],
        "unrecognised": [measure(words, row) for row in unrecognised(rows)],
        "dyads": [
            _dyad(reader, words, one, other, rows)
            for one, other in combinations(words.order, 2)
            if any({row.perceiver, row.target} == {one, other} for row in rows)
        ],
    }


def measures_of_release(reader: Reader, blocks: Sequence[BlockRow]) -> list[MeasureRow]:
    """The measures that these blocks of the release are about."""
    release = reader.release
    document = document_of(release.round.instrument)
    return measure_rows(blocks, document, thresholds_of(release.metadata))


def level_words(words: Words) -> dict[str, list[str]]:
    """The answers from which a measure counts as wanted and as acceptable, each and any higher."""
    answers = words.labels.battery_answers
    return {
        question: [*answers[f"{KEY}.{question}"].values()][FROM:]
        for question in (LESSENS, ACCEPTABLE)
    }


def _dyad(
    reader: Reader, words: Words, one: str, other: str, rows: Sequence[MeasureRow]
) -> dict[str, Any]:
    return {
        "id": f"{one}-{other}",
        "sides": (words.name(one), words.name(other)),
        "url": reader.url("dyad", one, other),
        "take_away": take_away(reader, f"{FIGURE}{one}-{other}"),
        "directions": [
            described
            for ends in ((one, other), (other, one))
            if (
                described := measures_between(
                    words, [row for row in rows if (row.perceiver, row.target) == ends]
                )
            )
        ],
    }


def measures_between(words: Words, rows: Sequence[MeasureRow]) -> dict[str, Any] | None:
    """What the target could do toward the perceiver, drawn and as a table; None without rows."""
    if not rows:
        return None
    perceiver, target = rows[0].perceiver, rows[0].target
    participants = words.labels.participants
    groups = {"perceivers": participants[perceiver], "targets": participants[target]}
    numbered = [*enumerate(rows, start=1)]
    baskets = dict.fromkeys(row.basket for row in rows)
    return {
        "id": f"{perceiver}-{target}",
        "perceiver": words.labels.sides[perceiver],
        "target": words.labels.sides[target],
        **groups,
        "axes": _(
            "From left to right: share of %(perceivers)s whose concern it would lessen. From "
            "bottom to top: share of %(targets)s who find it acceptable."
        )
        % groups,
        "boxes": BOXES,
        "n_perceiver": _asked(row.wanted or row.acceptable_predicted for row in rows),
        "n_target": _asked(row.acceptable or row.wanted_predicted for row in rows),
        "drawing": quadrants(
            [(number, *places) for number, row in numbered if (places := _places(row))]
        ),
        "baskets": [
            {
                "name": words.labels.battery_groups.get(f"{KEY}.{basket}", ""),
                "measures": [
                    measure(words, row) | {"number": number}
                    for number, row in numbered
                    if row.basket == basket
                ],
            }
            for basket in baskets
        ],
    }


def _asked(groups: Iterable[Answered | None]) -> int:
    """How many of a group were asked, at the first measure of which that is known."""
    return next((group.n for group in groups if group is not None), 0)


def _places(row: MeasureRow) -> tuple[Range, Range] | None:
    """The shares of both groups between which the measure stands; None unless both are known."""
    shares = [_share(group) for group in (row.wanted, row.acceptable)]
    wanted, accepted = shares
    return None if wanted is None or accepted is None else (wanted, accepted)


def _share(group: Answered | None) -> Range | None:
    if group is None or group.support is None:
        return None
    return group.support.least / group.n, group.support.most / group.n


# --- A measure in words --------------------------------------------------------------------------


def measure(words: Words, row: MeasureRow) -> dict[str, Any]:
    """A measure and all that is known of it, in the words of the page's language."""
    return {
        "text": measure_text(words, row),
        "perceiver": words.labels.sides[row.perceiver],
        "target": words.labels.sides[row.target],
        "perceivers": words.labels.participants[row.perceiver],
        "targets": words.labels.participants[row.target],
        "anchor": f"{row.perceiver}-{row.target}",
        "wanted": count_of(row.wanted),
        "acceptable": count_of(row.acceptable),
        "zone": zone_words(row),
        "in_zone": row.in_zone,
        "is_certain": row.zone is Zone.CERTAIN,
        "acceptable_predicted": count_of(row.acceptable_predicted),
        "known_acceptable": _awareness(row.known_acceptable),
        "is_unrecognised": row.is_unrecognised,
        "acceptance_gap": _gap(row.acceptance_gap),
        "wanted_predicted": count_of(row.wanted_predicted),
        "known_wanted": _awareness(row.known_wanted),
    }


def measure_text(words: Words, row: MeasureRow) -> str:
    """The measure as a line, with a capital where there is such a thing."""
    part = str(BatteryPart(KEY, row.item, LESSENS))
    text = words.labels.battery_items[question_key(row.perceiver, row.target, part)]
    return text[:1].upper() + text[1:]


def count_of(group: Answered | None) -> str:
    """How many of a group stand behind a measure, of how many: "6–8 of 8"."""
    if group is None or group.support is None:
        return wording.DASH
    count = wording.count_words((group.support.least, group.support.most))
    return _("%(count)s of %(n)s") % {"count": count, "n": group.n}


def zone_words(row: MeasureRow) -> str:
    """How surely the measure lies in the zone, with the probability unless it is plain."""
    word, likelihood = str(ZONES[row.zone]), row.verdict.likelihood
    if row.zone is Zone.CERTAIN or not likelihood:
        return word
    return f"{word} ({wording.percent(likelihood)})"


def _awareness(awareness: Awareness) -> str:
    return "" if awareness is Awareness.NOT_SUPPORTED else str(AWARENESS[awareness])


def _gap(gap: PredictionGap | None) -> dict[str, Any]:
    """The gap of the predictions, with its kind where it is shown."""
    if gap is None:
        return wording.estimate(None, None, None) | {"words": ""}
    shown = gap.kind in ("underpredicted", "overpredicted", "accurate")
    words = str(KINDS[gap.kind]) if shown else ""
    return wording.estimate(gap.gap, gap.low, gap.high) | {"words": words}
