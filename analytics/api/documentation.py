"""The columns of the schema as OpenAPI describes them."""

from dataclasses import fields
from typing import Any

from django.utils.translation import override
from rest_framework import serializers

from analytics.measures.marks import ANSWERS
from analytics.release.schema.columns import Column, TableSchema, Type
from analytics.release.schema.texts import FromQuestionnaire, Joined, Phrase, Text
from analytics.vocabulary.missing import MISSING
from surveys.instruments.labels import Labels

# The keys stand for what a questionnaire calls the answers; it has no other words.
_NO_WORDS: dict[str, Any] = {field.name: {} for field in fields(Labels)}
KEYS_AS_WORDS = Labels(**_NO_WORDS | {"marks": {answer: answer for answer in ANSWERS}})


def in_english(text: Text) -> str:
    """A text of the schema without a questionnaire."""
    with override("en"):
        if isinstance(text, Joined):
            return f"{in_english(text.first)} ({in_english(text.second)})"
        if isinstance(text, Phrase):
            return text.say(KEYS_AS_WORDS)
        if isinstance(text, FromQuestionnaire):
            return text.read(KEYS_AS_WORDS) or ""
        return str(text)


def row_serializer(schema: TableSchema) -> type[serializers.Serializer[Any]]:
    """A row of the table: a field for each column that every release has."""
    by_name = {column.name: field_of(column) for column in schema.columns}
    return type(f"{schema.name.capitalize()}Row", (serializers.Serializer,), by_name)


def field_of(column: Column) -> serializers.Field[Any, Any, Any, Any]:
    """The column as a field: its type, range, values and what an empty one means."""
    common: dict[str, Any] = {"help_text": _description(column)}
    limits: dict[str, Any] = {"min_value": column.minimum, "max_value": column.maximum}
    may_be_null = column.optional or (bool(column.missing) and column.type is not Type.MARK)
    if column.type is Type.TEXT and column.closed:
        return serializers.ChoiceField(choices=column.closed, allow_blank=column.optional, **common)
    if column.type is Type.TEXT:
        return serializers.CharField(allow_blank=True, **common)
    if column.type is Type.NUMBER:
        return serializers.FloatField(allow_null=may_be_null, **limits, **common)
    return serializers.IntegerField(allow_null=may_be_null, **limits, **common)


def _description(column: Column) -> str:
    unit = f" Unit: {column.unit}." if column.unit else ""
    values = (
        f" {'; '.join(f'{value}: {in_english(words)}' for value, words in column.values.items())}."
        if column.closed and not callable(column.values)
        else ""
    )
    return f"{in_english(column.label)}.{unit}{values}{_when_null(column)}"


def _when_null(column: Column) -> str:
    if column.type is Type.TEXT or not (column.optional or column.missing):
        return ""
    reasons = [in_english(MISSING[reason]) for reason in column.missing]
    return f" Null: nothing can be said{''.join(f', or {reason}' for reason in reasons)}."
