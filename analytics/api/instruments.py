"""Questionnaires in the API."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.permissions import visible_instrument
from analytics.api.serializers import InstrumentSerializer, PartySerializer, ThreatSerializer
from analytics.api.tables import DetailView, TableView, documented, documented_detail
from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.document import Document, Threat, answers_of, question_key
from surveys.instruments.labels import impression, labels, options
from surveys.instruments.loader import document_of
from surveys.models.instrument import Instrument


class InstrumentView(DetailView):
    """A questionnaire that a round of one of your studies uses."""

    @documented_detail(InstrumentSerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:
        instrument = visible_instrument(request, slug, version)
        return Response(InstrumentSerializer(_described(instrument)).data)


class PartiesView(TableView):
    """The sides of a questionnaire, in its order."""

    @documented(PartySerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:
        document = document_of(visible_instrument(request, slug, version))
        return self.table(PartySerializer, _parties(document), slug, version, "parties")


class ThreatsView(TableView):
    """The articulated threats of a questionnaire, in its order."""

    @documented(ThreatSerializer)
    def get(self, request: Request, slug: str, version: int) -> Response:
        document = document_of(visible_instrument(request, slug, version))
        return self.table(ThreatSerializer, _threats(document), slug, version, "threats")


def _described(instrument: Instrument) -> dict[str, Any]:
    document = document_of(instrument)
    return {
        "slug": document.slug,
        "version": document.version,
        "title": document.title.plain(),
        "citation": document.citation.text,
        "citation_note": document.citation.note.plain(),
        "languages": document.languages,
        "checksum": instrument.checksum,
        "parties": _parties(document),
        "concerns": [
            {"key": concern.key, "domain": concern.domain, "label": concern.label.plain()}
            for concern in document.concerns
        ],
        "impressions": _impressions(document),
        "options": _options(document),
        "vignettes": _vignettes(document),
        "about": [_about(question) for question in document.about_questions],
    }


def _parties(document: Document) -> list[dict[str, Any]]:
    return [
        {"code": party.code, "name": party.name.plain(), "target_only": party.target_only}
        for party in document.parties
    ]


def _threats(document: Document) -> list[dict[str, Any]]:
    """Item and referent with the sides' names put in, in every language."""
    words = {language: labels(document, language).questions for language in document.languages}
    return [
        {
            "perceiver": threat.perceiver,
            "target": threat.target,
            "key": threat.key,
            "domain": threat.domain,
            "item": {language: labels[_key(threat)].item for language, labels in words.items()},
            "referent": {
                language: labels[_key(threat)].referent for language, labels in words.items()
            },
            "quotation": threat.quotation,
        }
        for threat in document.threats
    ]


def _impressions(document: Document) -> list[dict[str, Any]]:
    if document.impression is None:
        return []
    return [
        {
            "perceiver": side,
            "question": {
                language: impression(document, side, language) for language in document.languages
            },
            "answers": answers_of(document, "impression", side),
        }
        for side in document.sides
    ]


def _options(document: Document) -> list[dict[str, Any]]:
    words = {language: options(document, language) for language in document.languages}
    return [
        {"key": key, "label": {language: label[key] for language, label in words.items()}}
        for key in options(document, document.languages[0])
    ]


def _vignettes(document: Document) -> list[dict[str, Any]]:
    if document.vignettes is None:
        return []
    domain = document.vignettes.domain
    return [
        {"key": vignette.key, "domain": domain, "text": vignette.text.plain()}
        for vignette in document.vignettes.situations
    ]


def _about(question: AboutQuestion) -> dict[str, Any]:
    groups = (group for level in question.levels for group in level)
    return {
        "key": question.key,
        "question": question.question.plain(),
        "answers": [
            *({"key": o.key, "label": o.text.plain(), "holds": []} for o in question.options),
            *({"key": g.key, "label": g.text.plain(), "holds": g.holds} for g in groups),
        ],
    }


def _key(threat: Threat) -> str:
    return question_key(threat.perceiver, threat.target, threat.key)
