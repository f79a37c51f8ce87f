"""What each side says of itself against what others say of it, from the published blocks. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from analytics.measures.blocks import Block
from analytics.measures.verdicts import Thresholds
from analytics.release.battery_blocks import BatteryPlace, battery_blocks
from analytics.release.predicted_pairs import PredictedPair
from analytics.release.rows import BlockRow, Figures
from surveys.instruments.batteries import PREDICTED, STATED
from surveys.instruments.sides_and_orders import AGREE, SELF_IMAGE

Blocks = Mapping[BatteryPlace, BlockRow]


@dataclass(frozen=True)
class SelfImageRow(PredictedPair):
    """One statement about a side: what another side says of it against what it says of itself.

    ``speaker`` is the side whose participants judge ``about``, the side that the statement is
    about. ``kind`` and ``direction`` are values of `GapKind` and `Direction`, the speakers standing
    on the left. ``prediction`` is how well they know what the side says of itself. The figures are
    those of `PublishedContrast` and of `PublishedEmpathy`; their levels run from disagreement, 0,
    to agreement, 3.
    """

    speaker: str
    about: str
    item: str
    kind: str
    direction: str


class _Compared(NamedTuple):
    """What is said of a side, what it says of itself, and what the speakers think it says."""

    said: Block | None
    own: Block | None
    predicted: Block | None


def self_images(blocks: Iterable[BlockRow], thresholds: Thresholds) -> list[SelfImageRow]:
    """Return every statement about every side as each other side judges it, in their order.

    `blocks` are those of a release; none of the battery, no rows. All rows are one family when they
    are corrected for their number. A group of fewer than five has rows without figures, of the kind
    *insufficient*.
    """
    rows = list(blocks)
    stated = battery_blocks(rows, SELF_IMAGE, AGREE, STATED)
    predicted = battery_blocks(rows, SELF_IMAGE, AGREE, PREDICTED)
    places = list(_places(stated))
    predictions = [
        predicted.get(BatteryPlace(about, about, item, speaker)) for speaker, about, item in places
    ]
    compared = tuple(
        _Compared(
            stated[BatteryPlace(speaker, about, item, speaker)].block,
            stated[BatteryPlace(about, about, item, about)].block,
            prediction.block if prediction is not None else None,
        )
        for (speaker, about, item), prediction in zip(places, predictions, strict=True)
    )
    return [
        SelfImageRow(
            speaker=speaker,
            about=about,
            item=item,
            n_left=stated[BatteryPlace(speaker, about, item, speaker)].n,
            n_right=stated[BatteryPlace(about, about, item, about)].n,
            kind=str(contrast["kind"]),
            direction=str(contrast["direction"]),
            prediction=str(empathy["kind"]) if prediction is not None else "",
            figures={**(empathy if prediction is not None else {}), **contrast},
        )
        for (speaker, about, item), prediction, (contrast, empathy) in zip(
            places, predictions, _figures(compared, thresholds), strict=True
        )
    ]


def _places(stated: Blocks) -> Iterator[tuple[str, str, str]]:
    """Speaker, side spoken of and statement, where that side was asked of itself."""
    for speaker, about, item, group in stated:
        if speaker == group != about and BatteryPlace(about, about, item, about) in stated:
            yield speaker, about, item


# A release's blocks never change, and pages, briefs and tables ask for the same again and again.
@lru_cache(maxsize=32)
def _figures(
    compared: tuple[_Compared, ...], thresholds: Thresholds
) -> list[tuple[Figures, Figures]]:
    """The figures of each as a contrast, and as a prediction of what the side says of itself."""
    # They need scipy, whose second of loading is for those processes alone that come here.
    from analytics.measures.published_contrast import published_contrast
    from analytics.measures.published_empathy import published_empathy

    said, own, predicted = ([each[place] for each in compared] for place in range(3))
    contrasts = published_contrast(said, own, thresholds)
    predictions = published_empathy(predicted, own, thresholds)
    return [(c.flat(), p.flat()) for c, p in zip(contrasts, predictions, strict=True)]
