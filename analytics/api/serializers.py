"""Studies, rounds, releases and questionnaires in the API, field by field."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analytics.export.labels import own_texts
from analytics.models import Release
from analytics.release.citation import citation, pooling_problem
from analytics.release.queries import Revision, revisions_of
from analytics.vocabulary.likelihood import POOLING_PROBLEMS
from surveys.languages import TAGS
from surveys.models.round import Round


def texts(what: str, source: str | None = None) -> serializers.DictField:
    words = f"{what}, by language: {{language tag: text}}."
    return serializers.DictField(child=serializers.CharField(), source=source, help_text=words)


def strings(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), help_text=help_text)


def fields_of(serializer: type[serializers.Serializer[Any]]) -> dict[str, Any]:
    """The field behind each column of a table; of an inner object behind each of its columns."""
    fields: dict[str, Any] = {}
    for name, field in serializer().fields.items():
        if isinstance(field, serializers.Serializer):
            fields |= {f"{name}_{inner}": part for inner, part in field.fields.items()}
        else:
            fields[name] = field
    return fields


class StudySerializer(serializers.Serializer[Any]):
    slug = serializers.CharField(help_text="The study's name in addresses.")
    title = texts("Title")
    languages = strings("Tags of the languages offered to respondents.")
    simulated = serializers.BooleanField(help_text="True: the people are made up.")


class InstrumentReferenceSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField(help_text="The questionnaire's name.")
    version = serializers.IntegerField(help_text="Its version; a version never changes once used.")


class RoundSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="The round's number in its study, from 1.")
    title = texts("Title")
    state = serializers.ChoiceField(
        choices=Round.State.choices, help_text="draft, open, closing or closed."
    )
    instrument = InstrumentReferenceSerializer(help_text="The questionnaire of the round.")
    languages = strings("Tags of the languages offered.")
    opened_on = serializers.DateField(allow_null=True, help_text="Null: not opened yet.")
    closed_on = serializers.DateField(allow_null=True, help_text="Null: not closed yet.")
    simulated = serializers.BooleanField(help_text="True: the answers are made up.")


class ReleaseSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(help_text="The release's id in addresses.")
    study = serializers.CharField(source="round.study.slug", help_text="Slug of its study.")
    round = serializers.IntegerField(source="round.number", help_text="Number of its round.")
    audience = serializers.ChoiceField(
        choices=Release.Audience.choices,
        help_text="The widest audience it has been opened to; the data are the same for all.",
    )
    checksum = serializers.CharField(
        help_text="SHA-256, in hex, of the canonical release: its metadata and tables."
    )
    simulated = serializers.BooleanField(
        source="round.simulated", help_text="True: the answers are made up."
    )
    citation = serializers.SerializerMethodField(help_text="How to cite it.")

    def get_citation(self, release: Release) -> str:
        return citation(release)


class PoolingProblemSerializer(serializers.Serializer[Any]):
    """Why some gaps, or all, are not estimated together."""

    name = serializers.ChoiceField(
        choices=list(POOLING_PROBLEMS), help_text="The reason, as in `metadata`."
    )
    label = texts("The reason in words")  # type: ignore[assignment]


class RevisionSerializer(serializers.Serializer[Any]):
    """What was computed from the release's blocks by one method."""

    revision = serializers.IntegerField(
        source="number", help_text="Its number; 1 was computed with the release."
    )
    checksum = serializers.CharField(
        help_text="SHA-256, in hex, of its metadata, cells and means, and the release's blocks and "
        "records."
    )
    method = serializers.DictField(
        source="metadata.method", help_text="The method with its parameters and thresholds."
    )
    software = serializers.DictField(
        source="metadata.software", help_text="Name and version of the program."
    )
    metadata = serializers.DictField(
        help_text="What the checksum is of besides the tables. Of a later revision also `revises`, "
        "the checksum of the release, and `carried_over`, the figures that only revision 1 could "
        "compute; of the first, the metadata of the release."
    )
    pooling_problem = serializers.SerializerMethodField(
        help_text="Why pooled figures are empty: all of them, or those of a gap whose model could "
        "not be fitted; null where there is no such reason."
    )

    @extend_schema_field(PoolingProblemSerializer(allow_null=True))
    def get_pooling_problem(self, revision: Revision) -> dict[str, Any] | None:
        if problem := pooling_problem(revision.metadata):
            label = own_texts(POOLING_PROBLEMS[problem], TAGS.values())
            return {"name": str(problem), "label": label}
        return None


class ReleaseDetailSerializer(ReleaseSerializer):
    metadata = serializers.DictField(
        help_text="Study, round, questionnaire, method with its parameters, software, licence."
    )
    revisions = serializers.SerializerMethodField(
        help_text="The figures by one method after another; the first came with the release."
    )

    @extend_schema_field(RevisionSerializer(many=True))
    def get_revisions(self, release: Release) -> Any:
        return RevisionSerializer(revisions_of(release), many=True).data


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


class ErrorSerializer(serializers.Serializer[Any]):
    detail = serializers.CharField(help_text="What is the matter, in a sentence.")
