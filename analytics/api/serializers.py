"""Studies, rounds, releases and problems in the API, field by field."""

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
    citation = serializers.SerializerMethodField(
        help_text="How to cite it, with its DOI where it has one."
    )
    doi = serializers.CharField(
        allow_blank=True,
        help_text="The DOI that a repository gave it, without a resolver; or empty.",
    )

    def get_citation(self, release: Any) -> str:
        return citation(release, release.doi)


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


class ParameterProblemSerializer(serializers.Serializer[Any]):
    """What is wrong with one parameter."""

    parameter = serializers.CharField(help_text="The parameter's name in the query.")
    detail = serializers.CharField(help_text="What is wrong with it, and what it may be.")


class ProblemSerializer(serializers.Serializer[Any]):
    """What went wrong, as RFC 9457 has it; its texts are in the language of Accept-Language."""

    type = serializers.URLField(
        help_text="Which kind of problem it is, as an address on this page."
    )
    title = serializers.CharField(help_text="The kind of problem in words.")
    status = serializers.IntegerField(help_text="The status of the answer.")
    detail = serializers.CharField(help_text="What is the matter, and how to mend it.")
    instance = serializers.CharField(help_text="The path that was requested.")
    errors = ParameterProblemSerializer(  # type: ignore[assignment]
        many=True, required=False, help_text="Of each parameter that is wrong, why it is."
    )
