"""The statistics of a cell and of a change, each once, under the names that a release has."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partialmethod
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.measures.marks import LEVELS
from analytics.release.rows import COUNT_CHANGES
from analytics.release.schema.columns import BELOW_FIVE, Column, Row, Type, figure
from analytics.release.schema.texts import Joined, Phrase, Values

NO_OR_YES: Values = {0: _("no"), 1: _("yes")}


@dataclass(frozen=True)
class Statistics:
    """Columns of the statistics of groups; ``sizes`` are the groups' sizes in a row."""

    sizes: Callable[[Row], Sequence[int]]

    def number(
        self,
        name: str,
        label: Promise | Joined,
        minimum: float | None = None,
        maximum: float | None = None,
        unit: str = "",
    ) -> Column:
        return figure(name, label, minimum, maximum, unit=unit, **self._read(name))

    # A difference of two probabilities, or a correlation.
    delta = partialmethod(number, minimum=-1, maximum=1)
    # A difference of two levels; the levels are none 0 to serious 3.
    levels = partialmethod(number, minimum=-3, maximum=3, unit="levels")
    distance = partialmethod(number, minimum=0, maximum=3, unit="levels")
    share = partialmethod(number, minimum=0, maximum=1, unit="share")
    probability = partialmethod(number, minimum=0, maximum=1)

    def flag(self, name: str, label: Promise) -> Column:
        """Whether something is so: 1 or 0 in every format."""
        limits: dict[str, Any] = {"minimum": 0, "maximum": 1, "values": NO_OR_YES}
        return Column(name, Type.INTEGER, label, optional=True, **limits, **self._read(name))

    def difference(self, name: str, label: Phrase) -> Column:
        """A difference of two numbers of people, which leaves no negative number for a reason."""
        read: dict[str, Any] = {"read": self._read(name)["read"]}
        return Column(name, Type.INTEGER, label, "people", optional=True, **read)

    def _read(self, name: str) -> dict[str, Any]:
        """A statistic that a row's gap does not have is empty without a reason."""
        return {
            "read": lambda row: row.figures.get(name),
            "sizes": lambda row: self.sizes(row) if name in row.figures else (),
            "missing": BELOW_FIVE,
        }


LEFT = Statistics(lambda row: (row.n_left,))
RIGHT = Statistics(lambda row: (row.n_right,))
GAP = Statistics(lambda row: (row.n_left, row.n_right))
ROUNDS = Statistics(lambda row: (row.n_before, row.n_after))

# Of each group alone: the name before that of the group, the label, range and unit.
OF_A_GROUP = (
    ("expected_rated", _("Expected number who gave a level"), 0, None, "people"),
    ("undetermined", _("Mean share of “cannot be determined”"), 0, 1, "share"),
    ("undetermined_low", _("Share undetermined, lower 95 percent limit"), 0, 1, "share"),
    ("undetermined_high", _("Share undetermined, upper 95 percent limit"), 0, 1, "share"),
    ("median", _("Median, in levels"), 0, 3, "levels"),
    ("grouped_median", _("Grouped median, in levels"), -0.5, 3.5, "levels"),
    ("van_der_eijk", _("Agreement A of van der Eijk, -1 to 1"), -1, 1, ""),
    ("leik", _("Consensus after Leik, 0 to 1"), 0, 1, ""),
    ("tastle_wierman", _("Consensus after Tastle and Wierman, 0 to 1"), 0, 1, ""),
)


def of_a_group(group: str, words: Promise, statistics: Statistics) -> tuple[Column, ...]:
    """The statistics of one group of a row alone."""
    return tuple(
        statistics.number(f"{name}_{group}", Joined(label, words), minimum, maximum, unit)
        for name, label, minimum, maximum, unit in OF_A_GROUP
    )


# Of a threat or image gap: the first lens (left) against the second (right).
CONTRAST = (
    GAP.delta("delta", _("Cliff's delta: above 0 the first lens stands higher")),
    GAP.delta("delta_low", _("Cliff's delta, lower 95 percent limit")),
    GAP.delta("delta_high", _("Cliff's delta, upper 95 percent limit")),
    GAP.delta("delta_low_90", _("Cliff's delta, lower 90 percent limit")),
    GAP.delta("delta_high_90", _("Cliff's delta, upper 90 percent limit")),
    GAP.number("delta_se", _("Cliff's delta, standard error"), 0),
    GAP.probability(
        "superiority", _("Probability that the first lens stands higher, ties by half")
    ),
    GAP.levels("level_shift", _("Level shift: mean of the first lens less the second, in levels")),
    GAP.levels("level_shift_low", _("Level shift, lower 95 percent limit")),
    GAP.levels("level_shift_high", _("Level shift, upper 95 percent limit")),
    GAP.distance("wasserstein", _("Distance of the two distributions (Wasserstein-1), in levels")),
    GAP.share("crossing_index", _("Share of that distance that cancels out in the level shift")),
    GAP.levels("median_difference", _("Median of the first lens less the second, in levels")),
    GAP.share("share_above", _("Share of the first lens above the median of the second")),
    GAP.share("share_equal", _("Share of the first lens at the median of the second")),
    GAP.share("share_below", _("Share of the first lens below the median of the second")),
    GAP.delta("delta_bound_low", _("Least delta, whatever the undecided would have said")),
    GAP.delta("delta_bound_high", _("Greatest delta, whatever the undecided would have said")),
    GAP.flag("depends_on_undecided", _("Whether those bounds lie on both sides of 0")),
    GAP.probability("p_delta", _("Permutation p-value of delta, two-sided")),
    GAP.probability("p_wasserstein", _("Permutation p-value of the distance")),
    GAP.flag("p_exact", _("Whether all permutations behind the p-values were listed")),
    GAP.probability("q_bh", _("False discovery rate of p_delta (Benjamini and Hochberg)")),
    GAP.probability("q_by", _("False discovery rate of p_delta (Benjamini and Yekutieli)")),
    GAP.flag("survives_fdr", _("Whether q_bh is within the threshold")),
    GAP.delta("pooled_delta", _("Delta with what the round's other gaps suggest")),
    GAP.delta("pooled_delta_low", _("The same, lower 95 percent limit")),
    GAP.delta("pooled_delta_high", _("The same, upper 95 percent limit")),
    GAP.delta("c_delta_uniform", _("Delta on ranks among the vignettes (uniform)")),
    GAP.delta("c_delta_minimum_entropy", _("Delta on ranks among the vignettes (minimum entropy)")),
    *of_a_group("left", _("first lens"), LEFT),
    *of_a_group("right", _("second lens"), RIGHT),
)

# Of an empathy gap: predictions against the answers that were predicted.
EMPATHY = (
    GAP.levels("empathy_gap", _("Empathy gap: mean of prediction less median answer, in levels")),
    GAP.levels("empathy_gap_low", _("Empathy gap, lower 95 percent limit")),
    GAP.levels("empathy_gap_high", _("Empathy gap, upper 95 percent limit")),
    GAP.levels("empathy_gap_low_90", _("Empathy gap, lower 90 percent limit")),
    GAP.levels("empathy_gap_high_90", _("Empathy gap, upper 90 percent limit")),
    GAP.distance(
        "mean_absolute_error", _("Mean distance of a prediction from the median, in levels")
    ),
    GAP.share("share_exact", _("Share of the predictions within half a level of the median")),
    GAP.share("share_within_one", _("Share of the predictions within one level of the median")),
    GAP.levels("pooled_empathy_gap", _("Empathy gap with what the round's other gaps suggest")),
    GAP.levels("pooled_empathy_gap_low", _("The same empathy gap, lower 95 percent limit")),
    GAP.levels("pooled_empathy_gap_high", _("The same empathy gap, upper 95 percent limit")),
    *of_a_group("predicted", _("those who predicted"), LEFT),
    *of_a_group("perceived", _("those who were predicted"), RIGHT),
)

# Of every gap, of its figure with what the round's other gaps suggest.
POOLED = (
    GAP.probability("pooled_above", _("Probability that the gap is above 0")),
    GAP.probability(
        "pooled_greatest", _("Probability that the gap is the greatest of its dyad's concerns")
    ),
    GAP.flag(
        "pooled_stable",
        _("Whether the probability above 0 holds however alike one person's answers are"),
    ),
)


def _count_changes() -> Iterator[Column]:
    """How many more people than before answered each level or a higher one."""
    for level, ends in COUNT_CHANGES.items():
        for name, label in zip(ends, (FEWEST_MORE, MOST_MORE), strict=True):
            yield ROUNDS.difference(name, _with_mark(label, LEVELS[level]))


def _with_mark(words: Promise, mark: str) -> Phrase:
    return Phrase(lambda labels: str(words) % {"answer": labels.marks[mark]})


FEWEST_MORE = _("At least so many more people than before answered “%(answer)s” or higher")
MOST_MORE = _("At most so many more people than before answered “%(answer)s” or higher")

# Of a change: one group's answers in a later round against those in an earlier one.
CHANGE = (
    ROUNDS.levels("level_shift", _("Mean level of the later round less the earlier, in levels")),
    ROUNDS.levels("level_shift_low", _("Shift, lower 95 percent limit")),
    ROUNDS.levels("level_shift_high", _("Shift, upper 95 percent limit")),
    ROUNDS.levels("level_shift_low_90", _("Shift, lower 90 percent limit")),
    ROUNDS.levels("level_shift_high_90", _("Shift, upper 90 percent limit")),
    ROUNDS.distance(
        "wasserstein", _("Distance of the two distributions (Wasserstein-1), in levels")
    ),
    ROUNDS.delta("delta", _("Cliff's delta of the later round against the earlier one")),
    ROUNDS.probability("p_delta", _("Permutation p-value of that delta, two-sided")),
    *_count_changes(),
    ROUNDS.distance("iqr_after", _("Interquartile range of the later round, in levels")),
    ROUNDS.share(
        "share_near_median",
        _("Share of the later round within the median and a neighbouring level"),
    ),
    ROUNDS.flag("consensus", _("Whether the later round meets the rule of consensus")),
)
