"""Rows of figures of two groups that are drawn from blocks, and not stored. Pure."""

from dataclasses import dataclass

from analytics.release.rows import Figures


@dataclass(frozen=True)
class PredictedPair:
    """One group's answers, or predictions, beside the answers of another.

    ``n_left`` and ``n_right`` are how many of the two were asked. ``prediction`` is a value of
    `EmpathyKind`, "" where nothing was predicted. ``figures`` are by name; None where there is
    nothing to compute them from.
    """

    n_left: int
    n_right: int
    prediction: str
    figures: Figures

    def estimate(self, name: str) -> tuple[float | None, float | None, float | None]:
        """A figure and the limits of its interval; None where it has none."""
        point, low, high = (self.figures.get(name + end) for end in ("", "_low", "_high"))
        return point, low, high
