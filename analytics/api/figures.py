"""The statistics of a cell and of a change, one by one, with units and what null means."""

from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar

from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema_field
from rest_framework import serializers

Field = serializers.Field[Any, Any, Any, Any]


def number(what: str, least: float | None = None, most: float | None = None) -> Any:
    """A statistic that is null where nothing can be said."""
    return serializers.FloatField(
        allow_null=True, min_value=least, max_value=most, help_text=f"{what} Null: not known."
    )


def on_ranks(several: str) -> Any:
    """A statistic that only image gaps between groups with records have."""
    return serializers.FloatField(
        required=False,
        allow_null=True,
        min_value=-1,
        max_value=1,
        help_text="Delta on ranks among the vignettes, of an image gap in their domain between two "
        f"groups with records; people whose answers allow several ranks are {several}. Null: "
        "nobody has a rank. Left out: there are no records.",
    )


def share(what: str) -> Any:
    return number(what, 0, 1)


def flag(what: str) -> Any:
    return serializers.BooleanField(help_text=what)


def side_fields(side: str, who: str) -> dict[str, Field]:
    """What is said of one group alone."""
    told = {
        "expected_rated": number(f"Expected number of {who} who gave a level.", 0),
        "undetermined": share(
            f'Mean share of "cannot be determined" among {who} who gave that answer or a level.'
        ),
        "undetermined_low": share("Its lower 95 percent limit (Wilson)."),
        "undetermined_high": share("Its upper 95 percent limit (Wilson)."),
        "median": number(f"Mean of the medians of {who}, in levels.", 0, 3),
        "grouped_median": number(f"Mean of the grouped medians of {who}, in levels.", -0.5, 3.5),
        "van_der_eijk": number(f"Agreement A among {who}: 1 all agree, -1 two camps.", -1, 1),
        "leik": share(f"Consensus among {who} after Leik."),
        "tastle_wierman": share(f"Consensus among {who} after Tastle and Wierman."),
    }
    return {f"{name}_{side}": field for name, field in told.items()}


class FiguresSerializer(serializers.Serializer[Any]):
    """Statistics by their names, after those of each side alone."""

    # How the figures of each side end → who they are of.
    sides: ClassVar[Mapping[str, str]] = {}
    # Statistic → its column in a CSV file, where another one has that name.
    renamed: ClassVar[Mapping[str, str]] = {}

    def get_fields(self) -> dict[str, Field]:
        fields = dict(super().get_fields())
        for side, who in self.sides.items():
            fields |= side_fields(side, who)
        return fields


@cache
def columns_of(figures: type[FiguresSerializer]) -> dict[str, str]:
    """Every statistic and its column, in the order of the columns."""
    return {name: figures.renamed.get(name, name) for name in figures().get_fields()}


def fields_of(*figures: type[FiguresSerializer]) -> dict[str, Field]:
    """The field behind the column of each statistic."""
    return {
        columns_of(one)[name]: field
        for one in figures
        for name, field in one().get_fields().items()
    }


class ContrastFiguresSerializer(FiguresSerializer):
    """Of a threat or image gap: the first lens (left) against the second (right)."""

    sides = {"left": "those on the left", "right": "those on the right"}

    delta = number(
        "Cliff's delta: above 0 the first lens stands higher. Mean over the tallies that the "
        "blocks allow.",
        -1,
        1,
    )
    delta_low = number("Lower 95 percent limit of delta.", -1, 1)
    delta_high = number("Upper 95 percent limit of delta.", -1, 1)
    delta_low_90 = number("Lower 90 percent limit of delta.", -1, 1)
    delta_high_90 = number("Upper 90 percent limit of delta.", -1, 1)
    delta_se = number("Standard error of delta.", 0)
    superiority = share("P(left above right) + P(equal) / 2, which is (delta + 1) / 2.")
    level_shift = number(
        "Mean level of the left less that of the right, in levels (none 0 to serious 3).", -3, 3
    )
    level_shift_low = number("Lower 95 percent limit of the level shift, in levels.", -3, 3)
    level_shift_high = number("Upper 95 percent limit of the level shift, in levels.", -3, 3)
    wasserstein = number("Distance of the two distributions (Wasserstein-1), in levels.", 0, 3)
    crossing_index = share("Share of that distance that cancels out in the level shift.")
    median_difference = number("Median of the left less median of the right, in levels.", -3, 3)
    share_above = share("Share of the left above the median of the right.")
    share_equal = share("Share of the left at the median of the right.")
    share_below = share("Share of the left below the median of the right.")
    delta_bound_low = number("Least delta, whatever the undecided would have said.", -1, 1)
    delta_bound_high = number("Greatest delta, whatever the undecided would have said.", -1, 1)
    depends_on_undecided = flag("Whether those bounds lie on both sides of 0.")
    p_delta = share("Permutation p-value of delta, two-sided.")
    p_wasserstein = share("Permutation p-value of the distance.")
    p_exact = flag("Whether all permutations behind them were listed; false also without any.")
    q_bh = share("False discovery rate of p_delta after Benjamini and Hochberg, if classified.")
    q_by = share("The same after Benjamini and Yekutieli.")
    survives_fdr = flag("Whether q is within the threshold.")
    c_delta_uniform = on_ranks("spread evenly over them")
    c_delta_minimum_entropy = on_ranks("put where most others are")


class EmpathyFiguresSerializer(FiguresSerializer):
    """Of an empathy gap: predictions (left) against the answers predicted (right)."""

    sides = {"predicted": "those who predicted", "perceived": "those who were predicted"}

    empathy_gap = number(
        "Mean of prediction less median of the answers, in levels; below 0 the predictors do not "
        "see how much concern there is.",
        -3,
        3,
    )
    empathy_gap_low = number("Lower 95 percent limit of the gap.", -3, 3)
    empathy_gap_high = number("Upper 95 percent limit of the gap.", -3, 3)
    empathy_gap_low_90 = number("Lower 90 percent limit.", -3, 3)
    empathy_gap_high_90 = number("Upper 90 percent limit.", -3, 3)
    mean_absolute_error = number(
        "Mean distance of a prediction from the median, in levels; 0 best.", 0, 3
    )
    share_exact = share("Share of the predictions within half a level of the median.")
    share_within_one = share("Share of the predictions within one level of the median.")


class ChangeFiguresSerializer(FiguresSerializer):
    """Of a change between two rounds."""

    level_shift = number(
        "Mean level of the later round less that of the earlier, in levels.", -3, 3
    )
    level_shift_low = number("Lower 95 percent limit of the shift, in levels.", -3, 3)
    level_shift_high = number("Upper 95 percent limit of the shift, in levels.", -3, 3)
    level_shift_low_90 = number("Lower 90 percent limit of the shift, in levels.", -3, 3)
    level_shift_high_90 = number("Upper 90 percent limit of the shift, in levels.", -3, 3)
    wasserstein = number("Distance of the two distributions (Wasserstein-1), in levels.", 0, 3)
    iqr_after = number("Interquartile range in the later round, in levels.", 0, 3)
    share_near_median = share(
        "Share, in the later round, within the median and one neighbouring level."
    )
    consensus = serializers.BooleanField(
        allow_null=True, help_text="Whether the later round agrees. Null: not known."
    )


class _AsStored(serializers.Field):  # type: ignore[type-arg]
    """What was released is told number for number, so that the checksum can be verified."""

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field(
    PolymorphicProxySerializer(
        component_name="CellFigures",
        serializers=[ContrastFiguresSerializer, EmpathyFiguresSerializer],
        resource_type_field_name=None,
    )
)
class CellFiguresField(_AsStored):
    pass


@extend_schema_field(ChangeFiguresSerializer)
class ChangeFiguresField(_AsStored):
    pass


def hoisted(row: Mapping[str, Any], *figures: type[FiguresSerializer]) -> dict[str, Any]:
    """The row with a column for every figure, empty for those that it does not have."""
    told = row["figures"] or {}
    columns = {
        column: told.get(name) for one in figures for name, column in columns_of(one).items()
    }
    return {name: value for name, value in row.items() if name != "figures"} | columns
