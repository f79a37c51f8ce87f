"""How simulated people speak of sides and of orders: with a pattern that results find again.

Every side thinks well of itself, worse of those with whom it has no alliance, and does not know how
well these think of themselves, except that they say they keep to rules. All could accept an order
that all lead without being closely bound together, which the others do not know, and few expect it.
"""

from surveys.instruments.batteries import PREDICTED, BatteryPart
from surveys.instruments.sides_and_orders import LIKELY, ORDERS, SELF_IMAGE

ALLIES = ({"JPN", "USA"}, {"ROK", "USA"})
# To agree with these statements is to think well of a side.
PRAISE = ("security-first", "keeps-rules")
KNOWN = "keeps-rules"
HIGHEST = 3.0
# How well is thought of a side, in levels of agreement with praise.
OF_ITSELF, OF_AN_ALLY, OF_OTHERS, EXPECTED = 2.7, 2.1, 0.6, 1.0

# Of each order, how acceptable it is, how acceptable the others think it is and how likely.
OF_ORDERS = {
    "great-powers-close": (0.4, 0.5, 0.8),
    "great-powers-loose": (0.9, 1.1, 2.3),
    "shared-close": (1.6, 1.5, 0.6),
    "shared-loose": (2.6, 0.8, 1.1),
}


def mean_level(part: BatteryPart, lens: str, perceiver: str, target: str) -> float | None:
    """Return the mean of a group's answers, in levels, to a question that has a pattern; else None.

    `perceiver` is who answers for themselves, or whose answer is predicted.
    """
    if part.battery == SELF_IMAGE:
        return _of_a_side(part.item, lens, perceiver, target)
    if part.battery == ORDERS and part.item in OF_ORDERS:
        acceptable, expected, likely = OF_ORDERS[part.item]
        if part.question == LIKELY:
            return likely
        return expected if lens == PREDICTED else acceptable
    return None


def _of_a_side(item: str, lens: str, perceiver: str, target: str) -> float:
    if perceiver != target:
        praised = OF_AN_ALLY if {perceiver, target} in ALLIES else OF_OTHERS
    else:
        praised = EXPECTED if lens == PREDICTED and item != KNOWN else OF_ITSELF
    return praised if item in PRAISE else HIGHEST - praised
