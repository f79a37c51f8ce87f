"""Questionnaires in the API, field by field."""

from typing import Any

from rest_framework import serializers

from analytics.api.serializers import InstrumentReferenceSerializer, strings, texts


class PartySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="The side's code.")
    name = texts("Name", "name.plain")
    target_only = serializers.BooleanField(help_text="True: asked about, but takes no part.")
    optional = serializers.BooleanField(
        help_text="True: only rounds with the module `target_only` ask about it."
    )


class ConcernSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The concern's key, as in `item`.")
    domain = serializers.CharField(allow_null=True, help_text="Null: belongs to none of the five.")
    label = texts("Label", "label.plain")  # type: ignore[assignment]


class QuotationSerializer(serializers.Serializer[Any]):
    label = serializers.CharField(  # type: ignore[assignment]
        help_text="The author's own label."
    )
    mark = serializers.ChoiceField(
        choices=["serious", "moderate", "low"], help_text="The author's own mark."
    )


class ThreatSerializer(serializers.Serializer[Any]):
    perceiver = serializers.CharField(help_text="Code of the side whose concern it is.")
    target = serializers.CharField(help_text="Code of the side that the concern is about.")
    key = serializers.CharField(help_text="The threat's key, as in `item`.")
    domain = serializers.CharField(help_text="One of the five domains.")
    item = texts("The matter to be judged")
    referent = texts("What is to be secured")
    quotation = QuotationSerializer(
        allow_null=True,
        help_text="The cited work's label and mark: one author's illustration, not a result. "
        "Null: nothing is quoted.",
    )


class OptionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Code of a party, or else: none of them.")
    label = texts("Label")  # type: ignore[assignment]


class ImpressionQuestionSerializer(serializers.Serializer[Any]):
    perceiver = serializers.CharField(help_text="Code of the side that is asked.")
    question = texts("The question as it is put to that side")
    answers = strings(
        "Its answers in the order in which counts are published: skipped, "
        "prefer_not_to_say, cannot_determine, then keys of `options`."
    )


class ReportedChangeQuestionSerializer(serializers.Serializer[Any]):
    perceiver = serializers.CharField(help_text="Code of the side that is asked.")
    target = serializers.CharField(
        allow_blank=True, help_text="Code of the side that it is about; empty: of none."
    )
    item_kind = serializers.CharField(
        help_text="trend: since the last round; reflection: by going through the concerns."
    )
    question = texts("The question as it is put to that side")
    answers = strings(
        "Its answers in the order in which counts are published: skipped, prefer_not_to_say, then "
        "keys of `reported_answers`."
    )


class ReportedAnswerSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The answer's key, as in `answer`.")
    label = texts("Label")  # type: ignore[assignment]


class VignetteSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The vignette's key, as in `item`.")
    domain = serializers.CharField(help_text="One of the five domains.")
    text = texts("The invented situation", "text.plain")


class BatteryItemSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The item's key within its battery.")
    text = texts("What is judged, with placeholders for the sides")
    group = serializers.CharField(allow_blank=True, help_text="Its heading in results, if any.")


class BatteryAnswerSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The answer's key, the last part of `answer`.")
    label = texts("Label")  # type: ignore[assignment]


class BatteryQuestionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Battery and question, as in `battery_question`.")
    title = texts("What results call it")
    ordered = serializers.BooleanField(help_text="Whether the answers are levels that ascend.")
    lenses = strings("The lenses through which it is put.")
    answers = BatteryAnswerSerializer(
        many=True,
        help_text="Its answers in the order in which counts are published, after skipped, "
        "prefer_not_to_say and cannot_determine.",
    )


class BatterySerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The battery's key, and the module of a round.")
    title = texts("Title")
    about = serializers.CharField(
        help_text="each_other: each side about each other; every_side: about its own as well; "
        "no_side: about none."
    )
    items = BatteryItemSerializer(many=True, help_text="What is judged, in order.")
    questions = BatteryQuestionSerializer(many=True, help_text="What is put about each item.")


class AnswerAboutSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The answer's key, as in `about` of a record.")
    label = texts("Label", "text.plain")  # type: ignore[assignment]
    holds = strings("Of a group of answers: the keys of those in it. Empty: an answer as asked.")


class AboutQuestionSerializer(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="The question's key, as in `about` of a record.")
    question = texts("The question", "question.plain")
    answers = AnswerAboutSerializer(
        many=True, help_text="The answers in order, then the groups by which they may be published."
    )


class InstrumentSerializer(InstrumentReferenceSerializer):
    title = texts("Title", "title.plain")
    citation = serializers.CharField(
        source="citation.text", help_text="The work from which the questionnaire is drawn."
    )
    citation_note = texts("A caution about that work", "citation.note.plain")
    languages = strings("Language tags; the first is the source language.")
    checksum = serializers.CharField(help_text="SHA-256, in hex, of the canonical document.")
    parties = PartySerializer(many=True, help_text="The sides, in the questionnaire's order.")
    concerns = ConcernSerializer(many=True, help_text="The common battery, in order.")
    impressions = ImpressionQuestionSerializer(
        many=True,
        help_text="Which side gives most cause for concern, as it is asked of each; may be empty.",
    )
    options = OptionSerializer(
        many=True, help_text="What can be named in an impression; empty without impressions."
    )
    vignettes = VignetteSerializer(
        many=True, help_text="Situations from the least severe to the most; may be empty."
    )
    reported_changes = ReportedChangeQuestionSerializer(
        many=True, help_text="Whether something has changed, as each side is asked; may be empty."
    )
    reported_answers = ReportedAnswerSerializer(
        many=True, help_text="The answers to these, besides those without a choice; may be empty."
    )
    batteries = BatterySerializer(
        many=True, help_text="Further batteries, each a module of a round; may be empty."
    )
    about = AboutQuestionSerializer(
        many=True, help_text="What respondents are asked about themselves; may be empty."
    )
