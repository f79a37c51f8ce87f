"""The rows of a release, field by field. In JSON a row is told exactly as it was released."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from analytics.api.figures import (
    CellFiguresField,
    ChangeFiguresField,
    ChangeFiguresSerializer,
    ContrastFiguresSerializer,
    EmpathyFiguresSerializer,
    fields_of,
    hoisted,
)
from analytics.api.serializers import TableSerializer
from analytics.api.words import DIRECTIONS, GAPS, ITEM_KINDS, KINDS, MOVEMENTS, SUBTYPES
from analytics.measures.marks import ANSWERS
from surveys.instruments.sequence import ALL_LENSES

LENSES = (
    "perceived: participants of the perceiver on their own side's concern; assessed: the panel; "
    "predicted: participants of the target on what those of the perceiver answer; avowed: "
    "participants of the target on how serious a concern it should be for the perceiver; first, "
    "revised: impressions, before and after all else; anchored: vignettes."
)
INTERVAL = serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2)


class AboutAQuestionSerializer(TableSerializer):
    """The question that a row is about."""

    perceiver = serializers.CharField(
        allow_blank=True, help_text="Code of the side whose concern it is; empty for a vignette."
    )
    target = serializers.CharField(
        allow_blank=True,
        help_text="Code of the side that the concern is about; empty for an impression and a "
        "vignette.",
    )
    item = serializers.CharField(help_text="Key of the concern, articulated threat or vignette.")
    item_kind = serializers.ChoiceField(
        choices=ITEM_KINDS,
        help_text="concern: asked in the same words of every directed dyad; threat: of one only; "
        "impression: which side gives most cause for concern; vignette: an invented situation.",
    )
    domain = serializers.CharField(
        allow_blank=True,
        help_text="military, political, economic, societal or environmental; empty for an "
        "impression and the concern that belongs to none (an unintended clash).",
    )
    position = serializers.IntegerField(help_text="The question's place in the questionnaire.")


class GapField(serializers.ChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=GAPS,
            help_text="threat: perceived (left) against assessed (right); image: perceived "
            "against avowed; empathy: predicted against perceived.",
            **kwargs,
        )


def without_field() -> serializers.CharField:
    return serializers.CharField(
        allow_blank=True,
        help_text="Nominating side whose assessors are left out; empty: the whole panel.",
    )


class CellSerializer(AboutAQuestionSerializer):
    """One gap at one question."""

    gap = GapField()
    panel_without = without_field()
    n_left = serializers.IntegerField(
        help_text="People who submitted and were asked through the first lens."
    )
    n_right = serializers.IntegerField(
        help_text="People who submitted and were asked through the second lens."
    )
    kind = serializers.ChoiceField(
        choices=KINDS, help_text="What the gap is called, by the thresholds in the metadata."
    )
    subtype = serializers.ChoiceField(
        choices=SUBTYPES[1:], allow_blank=True, help_text="What more there is to say; often empty."
    )
    direction = serializers.ChoiceField(
        choices=DIRECTIONS[1:],
        allow_blank=True,
        help_text="Where there are too few people to classify, but enough for a direction.",
    )
    figures = CellFiguresField(
        help_text="The statistics of the gap. In CSV and Parquet: a column for each."
    )

    @staticmethod
    def flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return hoisted(row, ContrastFiguresSerializer, EmpathyFiguresSerializer)

    @classmethod
    def described(cls, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        return super().described(rows) | fields_of(
            ContrastFiguresSerializer, EmpathyFiguresSerializer
        )


class BlockSerializer(AboutAQuestionSerializer):
    """The answers of one group to one question through one lens."""

    lens = serializers.ChoiceField(choices=ALL_LENSES, help_text=LENSES)
    group = serializers.CharField(
        help_text="A side's code, for its participants; panel, or panel/ and the code of the side "
        "that nominated these assessors."
    )
    n = serializers.IntegerField(help_text="People of the group who submitted and were asked.")
    cumulative = serializers.ListField(
        child=INTERVAL,
        allow_null=True,
        help_text="For each answer but the last the lowest and highest number of people who gave "
        f"it or one before it, in this order: {', '.join(ANSWERS)}; of an impression in the order "
        "of `impressions` in the instrument. Null: fewer than five people. In CSV and Parquet: the "
        "columns skipped_low, skipped_high, … moderate_high; impressions have their own table.",
    )

    @staticmethod
    def flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
        if row["item_kind"] == "impression":
            return {}
        intervals = row["cumulative"] or [(None, None)] * (len(ANSWERS) - 1)
        columns = {
            f"{answer}_{end}": value
            for answer, interval in zip(ANSWERS, intervals, strict=False)
            for end, value in zip(("low", "high"), interval, strict=True)
        }
        return {name: value for name, value in row.items() if name != "cumulative"} | columns

    @classmethod
    def described(cls, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """An interval's two ends are whole numbers."""
        return dict.fromkeys(cls.columns(), serializers.IntegerField()) | super().described(rows)


class ImpressionSerializer(TableSerializer):
    """One answer to one side's impression."""

    perceiver = serializers.CharField(help_text="Code of the side that was asked.")
    lens = serializers.CharField(help_text="first: before all else; revised: afterwards.")
    n = serializers.IntegerField(help_text="Its participants who submitted and were asked.")
    answer = serializers.CharField(
        help_text="Code of the side named, else for none of them, or skipped, prefer_not_to_say, "
        "cannot_determine."
    )
    count_low = serializers.IntegerField(
        allow_null=True,
        help_text="Lowest number of people who may have given it. Null: fewer than five people.",
    )
    count_high = serializers.IntegerField(
        allow_null=True, help_text="Highest number of people who may have. Null: as above."
    )
    cum_low = serializers.IntegerField(
        allow_null=True,
        help_text="Lowest number who gave it or an answer in a row before it. Null: as above.",
    )
    cum_high = serializers.IntegerField(
        allow_null=True, help_text="Highest number who did, likewise. Null: as above."
    )


class MeanSerializer(TableSerializer):
    """One gap over the common battery."""

    perceiver = serializers.CharField(
        allow_blank=True, help_text="Code of the perceiver; empty: all toward the target."
    )
    target = serializers.CharField(
        allow_blank=True, help_text="Code of the target; empty: the perceiver toward all."
    )
    gap = GapField()
    panel_without = without_field()
    mean = serializers.FloatField(
        allow_null=True,
        help_text="Unweighted mean over the known concerns: of delta, for an empathy gap of the "
        "gap in levels. Null: none is known.",
    )
    mean_low = serializers.FloatField(
        allow_null=True,
        help_text="Lower 95 percent limit, as if the errors moved together. Null: none is known.",
    )
    mean_high = serializers.FloatField(allow_null=True, help_text="Upper limit, likewise.")
    n_above = serializers.IntegerField(help_text="Known concerns above 0.")
    n_below = serializers.IntegerField(help_text="Known concerns below 0.")
    n_cells = serializers.IntegerField(help_text="Concerns of which the gap is known.")
    n_concerns = serializers.IntegerField(help_text="Concerns asked about.")
    asymmetry = serializers.FloatField(
        allow_null=True,
        help_text="This mean less that of the other direction. Null: either is not known, or not "
        "of a directed dyad.",
    )
    tracking = serializers.FloatField(
        allow_null=True,
        min_value=-1,
        max_value=1,
        help_text="Of an empathy gap in a directed dyad: Kendall's tau-b between predicted and "
        "actual medians over the concerns. Null: not known.",
    )
    clustered_mean = serializers.FloatField(
        allow_null=True,
        help_text="Of an image gap in a directed dyad: its mean over the concerns from the records "
        "of both groups. Null: not both have records.",
    )
    clustered_mean_low = serializers.FloatField(
        allow_null=True,
        help_text="Its lower 95 percent limit, each person's answers taken together. Null: as "
        "above.",
    )
    clustered_mean_high = serializers.FloatField(
        allow_null=True, help_text="Its upper limit, likewise. Null: as above."
    )


class RecordSerializer(TableSerializer):
    """What one participant of a group of 100 or more answered."""

    id = serializers.UUIDField(help_text="A random id that leads nowhere.")
    group = serializers.CharField(help_text="A side's code.")
    about = serializers.DictField(
        child=serializers.CharField(allow_null=True),
        help_text="{question about oneself: answer, or a group of answers}, by the keys of `about` "
        "in the instrument, skipped or prefer_not_to_say. Null: withheld. In CSV and Parquet: "
        "about_age and so on.",
    )
    answers = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="{name of the answer: mark}: PRC>JPN:military as perceived, with another lens "
        "before it predicted/JPN>PRC:military. 0 to 3 is a level; of an impression the place among "
        "the answers after the first three; -1 cannot be determined, -2 prefer not to say, -3 "
        "skipped. In CSV and Parquet: a column for each, empty for a group that was not asked it, "
        "all but letters and digits replaced by _: PRC_JPN_military.",
    )

    @staticmethod
    def flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
        apart = {name: value for name, value in row.items() if name not in ("about", "answers")}
        # Sorted, since a database may tell the keys of an object in any order.
        about = sorted((row["about"] or {}).items())
        answers = sorted((row["answers"] or {}).items())
        told = {f"about_{column(key)}": value for key, value in about}
        return apart | told | {column(name): mark for name, mark in answers}

    @classmethod
    def described(cls, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Every mark is a whole number."""
        answers = {column(name) for row in rows for name in row["answers"]}
        return super().described(rows) | dict.fromkeys(answers, serializers.IntegerField())


def column(name: str) -> str:
    """The name of an answer as a name of a column, in every program.

    >>> column("predicted/JPN>PRC:unintended-clash")
    'predicted_JPN_PRC_unintended_clash'
    """
    return re.sub(r"[^A-Za-z0-9]", "_", name)


class ChangeSerializer(AboutAQuestionSerializer):
    """One group's answers to one question against those of an earlier round."""

    lens = serializers.ChoiceField(choices=ALL_LENSES, help_text=LENSES)
    group = serializers.CharField(help_text="A side's code, for its participants, or panel.")
    round_before = serializers.IntegerField(help_text="Number of the earlier round.")
    n_before = serializers.IntegerField(help_text="People asked in the earlier round.")
    n_after = serializers.IntegerField(help_text="People asked in this round.")
    movement = serializers.ChoiceField(
        choices=MOVEMENTS, help_text="What the change is called; the people need not be the same."
    )
    figures = ChangeFiguresField(help_text="The statistics. In CSV and Parquet: a column for each.")

    @staticmethod
    def flat(row: Mapping[str, Any]) -> Mapping[str, Any]:
        return hoisted(row, ChangeFiguresSerializer)

    @classmethod
    def described(cls, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        return super().described(rows) | fields_of(ChangeFiguresSerializer)
