"""The statistics of a cell and of a change as columns: their names, labels and kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.export.columns import Column, Kind, Missing, Texts
from analytics.export.telling import Cell, Values, below_five, known
from analytics.export.words import Words, joined
from analytics.release.rows import Figures

Labels = Mapping[str, str | Promise]

# What is said of each group alone.
OF_A_SIDE: Labels = {
    "expected_rated": _("Expected number who gave a level"),
    "undetermined": _("Mean share of “cannot be determined”"),
    "undetermined_low": _("Share undetermined, lower 95 percent limit"),
    "undetermined_high": _("Share undetermined, upper 95 percent limit"),
    "median": _("Median, in levels"),
    "grouped_median": _("Grouped median, in levels"),
    "van_der_eijk": _("Agreement A of van der Eijk, -1 to 1"),
    "leik": _("Consensus after Leik, 0 to 1"),
    "tastle_wierman": _("Consensus after Tastle and Wierman, 0 to 1"),
}
OF_A_CONTRAST: Labels = {
    "delta": _("Cliff's delta: above 0 the first lens stands higher"),
    "delta_low": _("Cliff's delta, lower 95 percent limit"),
    "delta_high": _("Cliff's delta, upper 95 percent limit"),
    "delta_low_90": _("Cliff's delta, lower 90 percent limit"),
    "delta_high_90": _("Cliff's delta, upper 90 percent limit"),
    "delta_se": _("Cliff's delta, standard error"),
    "superiority": _("Probability that the first lens stands higher, ties by half"),
    "level_shift": _("Level shift: mean of the first lens less the second, in levels"),
    "level_shift_low": _("Level shift, lower 95 percent limit"),
    "level_shift_high": _("Level shift, upper 95 percent limit"),
    "wasserstein": _("Distance of the two distributions (Wasserstein-1), in levels"),
    "crossing_index": _("Share of that distance that cancels out in the level shift"),
    "median_difference": _("Median of the first lens less the second, in levels"),
    "share_above": _("Share of the first lens above the median of the second"),
    "share_equal": _("Share of the first lens at the median of the second"),
    "share_below": _("Share of the first lens below the median of the second"),
    "delta_bound_low": _("Least delta, whatever the undecided would have said"),
    "delta_bound_high": _("Greatest delta, whatever the undecided would have said"),
    "depends_on_undecided": _("Whether those bounds lie on both sides of 0"),
    "p_delta": _("Permutation p-value of delta, two-sided"),
    "p_wasserstein": _("Permutation p-value of the distance"),
    "p_exact": _("Whether all permutations behind the p-values were listed"),
    "q_bh": _("False discovery rate of p_delta (Benjamini and Hochberg)"),
    "q_by": _("False discovery rate of p_delta (Benjamini and Yekutieli)"),
    "survives_fdr": _("Whether q is within the threshold"),
    "c_delta_uniform": _("Delta on ranks among the vignettes (uniform)"),
    "c_delta_minimum_entropy": _("Delta on ranks among the vignettes (minimum entropy)"),
}
OF_EMPATHY: Labels = {
    "empathy_gap": _("Empathy gap: mean of prediction less median answer, in levels"),
    "empathy_gap_low": _("Empathy gap, lower 95 percent limit"),
    "empathy_gap_high": _("Empathy gap, upper 95 percent limit"),
    "empathy_gap_low_90": _("Empathy gap, lower 90 percent limit"),
    "empathy_gap_high_90": _("Empathy gap, upper 90 percent limit"),
    "mean_absolute_error": _("Mean distance of a prediction from the median, in levels"),
    "share_exact": _("Share of the predictions within half a level of the median"),
    "share_within_one": _("Share of the predictions within one level of the median"),
}
OF_A_CHANGE: Labels = {
    "level_shift": _("Mean level of the later round less the earlier, in levels"),
    "level_shift_low": _("Shift, lower 95 percent limit"),
    "level_shift_high": _("Shift, upper 95 percent limit"),
    "level_shift_low_90": _("Shift, lower 90 percent limit"),
    "level_shift_high_90": _("Shift, upper 90 percent limit"),
    "wasserstein": _("Distance of the two distributions (Wasserstein-1), in levels"),
    "iqr_after": _("Interquartile range of the later round, in levels"),
    "share_near_median": _("Share of the later round within the median and a neighbouring level"),
    "consensus": _("Whether the later round agrees"),
}
# How the figures of one group end, in the order of the cell's two numbers of people.
SIDES_OF_A_CONTRAST: Labels = {"left": _("first lens"), "right": _("second lens")}
SIDES_OF_EMPATHY: Labels = {
    "predicted": _("those who predicted"),
    "perceived": _("those who were predicted"),
}
NO, YES = _("no"), _("yes")
FLAGS = ("depends_on_undecided", "p_exact", "survives_fdr", "consensus")


@dataclass(frozen=True)
class Figure:
    """A statistic by its name in the release, and its column.

    ``side`` is 0 or 1 where it is of the first or the second group alone, None where of both.
    """

    name: str
    column: Column
    side: int | None = None

    def of(self, figures: Figures, *sizes: int) -> Cell:
        """Its value among the figures of groups of these sizes; None if it is not among them.

        Why there is none is told in numbers alone.
        """
        if self.name not in figures:
            return None
        told = sizes if self.side is None else sizes[self.side : self.side + 1]
        return known(figures[self.name], below_five(*told) and bool(self.column.missing))


def contrast_figures(words: Words) -> list[Figure]:
    return [*_of_both(OF_A_CONTRAST, words), *_of_sides(SIDES_OF_A_CONTRAST, words)]


def empathy_figures(words: Words) -> list[Figure]:
    return [*_of_both(OF_EMPATHY, words), *_of_sides(SIDES_OF_EMPATHY, words)]


def change_figures(words: Words) -> list[Figure]:
    return _of_both(OF_A_CHANGE, words)


def _of_both(told: Labels, words: Words) -> list[Figure]:
    return [
        Figure(name, _column(name, words.ours(partial(str, label)), words))
        for name, label in told.items()
    ]


def _of_sides(sides: Labels, words: Words) -> list[Figure]:
    return [
        Figure(f"{name}_{end}", _column(f"{name}_{end}", _of_side(label, who, words), words), side)
        for side, (end, who) in enumerate(sides.items())
        for name, label in OF_A_SIDE.items()
    ]


def _of_side(label: str | Promise, who: str | Promise, words: Words) -> Texts:
    return joined(words.ours(partial(str, label)), words.ours(partial(str, who)))


def _column(name: str, labels: Texts, words: Words) -> Column:
    if name in FLAGS:
        return flag(name, labels, words)
    return Column(name, Kind.NUMBER, labels, missing=(Missing.BELOW_FIVE,))


def flag(name: str, labels: Texts, words: Words) -> Column:
    """Whether something is so: 1 or 0 in every format."""
    values: Values = {0: words.ours(partial(str, NO)), 1: words.ours(partial(str, YES))}
    return Column(name, Kind.INTEGER, labels, values, (Missing.BELOW_FIVE,))
