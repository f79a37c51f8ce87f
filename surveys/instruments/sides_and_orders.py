"""The batteries on what each side says of itself and on orders: what they must be for results."""

from dataclasses import dataclass

from surveys.instruments.batteries import EVERY_SIDE, NO_SIDE

SELF_IMAGE, AGREE = "self-image", "agree"
ORDERS, ACCEPTABLE, LIKELY = "orders", "acceptable", "likely"
# Of their levels, ascending, those from this place on count as a yes.
LEVELS, YES = 4, 2


@dataclass(frozen=True)
class Shape:
    """What results need of a battery.

    ``about`` as in `Battery`; ``questions`` are the keys of those that results read, each with
    `LEVELS` that ascend; ``fewest`` items, less of which there is nothing to compare.
    """

    about: str
    questions: tuple[str, ...]
    fewest: int


SHAPES = {
    SELF_IMAGE: Shape(EVERY_SIDE, (AGREE,), fewest=1),
    ORDERS: Shape(NO_SIDE, (ACCEPTABLE, LIKELY), fewest=2),
}
