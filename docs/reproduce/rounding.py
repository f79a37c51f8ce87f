"""How figures are rounded before they are published."""

import math

FIGURE, LIMIT, DIGITS = 10, 4, 6


def figure(value: float) -> float | None:
    """Ten decimals; None for what is no number."""
    return None if math.isnan(value) else round(float(value), FIGURE) + 0.0


def limit(value: float) -> float:
    """Four decimals, as limits and standard errors are drawn."""
    return round(float(value), LIMIT) + 0.0


def probability(value: float) -> float:
    """Six significant digits; what is no number stays so."""
    return float(f"{float(value):.{DIGITS}g}")
