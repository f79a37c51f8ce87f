"""The codebook and the list of files in the API, field by field."""

from typing import Any

from rest_framework import serializers

from analytics.api.serializers import strings
from analytics.export.wordings import STATUSES
from analytics.release.schema.columns import MeasurementLevel, Type
from analytics.vocabulary.missing import Missing

REASONS = [reason.key for reason in Missing]
OF_A_TEXT = (
    "source: the language it was written in; reviewed: a translation that a native reader has "
    "reviewed; draft: a machine's; null: there is no text"
)


def by_language(what: str) -> serializers.DictField:
    return serializers.DictField(
        child=serializers.CharField(allow_null=True),
        help_text=f"{what}, by language: {{language tag: text}}; null where there is no text.",
    )


class LanguageSerializer(serializers.Serializer[Any]):
    language = serializers.CharField(help_text="Tag of a language of the round.")
    status = serializers.ChoiceField(
        choices=STATUSES,
        allow_null=True,
        help_text=f"Of the questionnaire's texts in it: {OF_A_TEXT}.",
    )


class MissingSerializer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(choices=REASONS, help_text="Why there is no value.")
    code = serializers.IntegerField(help_text="Its number in SPSS, and of marks in CSV too.")
    stata = serializers.CharField(help_text="Its extended missing value in Stata.")
    label: Any = by_language("The reason in words")


class ValueSerializer(serializers.Serializer[Any]):
    value = serializers.JSONField(help_text="A value as it stands in the data: text or number.")
    label: Any = by_language("What it means")


class VariableSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="Its name in CSV, Parquet and JSON.")
    spss_name = serializers.CharField(help_text="Its name in SPSS, cut to 64 characters.")
    stata_name = serializers.CharField(help_text="Its name in Stata, cut to 28 characters.")
    type = serializers.ChoiceField(
        choices=[type.value for type in Type],
        help_text="text, integer, number, or mark: an answer as a number.",
    )
    measurement = serializers.ChoiceField(
        choices=[level.value for level in MeasurementLevel], help_text="Level of measurement."
    )
    unit = serializers.CharField(allow_blank=True, help_text="people, levels, share; may be empty.")
    minimum = serializers.FloatField(allow_null=True, help_text="Least value. Null: no limit.")
    maximum = serializers.FloatField(allow_null=True, help_text="Greatest value. Null: no limit.")
    label: Any = by_language("What it is")
    values = ValueSerializer(many=True, help_text="What its values mean; empty where they speak.")
    missing = strings("Names of the reasons that may stand in place of a value.")


class TableOfSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="The table's name; its files are called by it.")
    title = by_language("What a row is")
    rows = serializers.IntegerField(help_text="How many there are.")
    variables = VariableSerializer(many=True, help_text="The columns in their order.")


class QuestionSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="Name of its answer.")
    lens = serializers.CharField(help_text="The lens through which it is asked.")
    perceiver = serializers.CharField(allow_blank=True, help_text="Whose concern it is.")
    target = serializers.CharField(allow_blank=True, help_text="Whom the concern is about.")
    item = serializers.CharField(help_text="Key of the concern, threat or vignette; else the kind.")
    item_kind = serializers.CharField(
        help_text="concern, threat, impression, vignette, trend, reflection or about."
    )
    domain = serializers.CharField(allow_blank=True, help_text="Its domain; may be empty.")
    text = by_language("The question as it was put")
    status = serializers.DictField(
        child=serializers.ChoiceField(choices=STATUSES, allow_null=True),
        help_text=f"Where the words come from, by language: {OF_A_TEXT}.",
    )


class CodebookSerializer(serializers.Serializer[Any]):
    release = serializers.UUIDField(help_text="The release's id.")
    checksum = serializers.CharField(help_text="SHA-256, in hex, of the release.")
    citation = serializers.CharField(help_text="How to cite it.")
    simulated = serializers.BooleanField(help_text="True: the answers are made up.")
    title = by_language("Title of the study")
    round_title = by_language("Title of the round")
    languages = LanguageSerializer(many=True, help_text="The languages given here.")
    missing = MissingSerializer(many=True, help_text="Every reason why a value may be missing.")
    tables = TableOfSerializer(many=True, help_text="The tables of the release.")
    questions = QuestionSerializer(
        many=True, help_text="What was asked, word for word, through each lens."
    )


class FileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(help_text="The file's name in its address.")
    media_type = serializers.CharField(help_text="What kind of file it is.")
    size = serializers.IntegerField(help_text="In bytes.")
    sha256 = serializers.CharField(help_text="SHA-256, in hex, of its bytes.")
    description = serializers.CharField(help_text="What it is, in a sentence.")
