"""Questionnaires in the API."""

from typing import Any

from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from analytics.api.instrument_serializers import (
    InstrumentSerializer,
    PartySerializer,
    ThreatSerializer,
)
from analytics.api.openapi import documented, documented_detail
from analytics.api.permissions import visible_instrument
from analytics.api.tables import DetailView, TableView
from surveys.instruments.about_questions import AboutQuestion
from surveys.instruments.document import Document, all_questions, answers_of, question_key
from surveys.instruments.labels import impression, labels, options, reported_change
from surveys.instruments.loader import document_of
from surveys.instruments.optional_parts import REPORTED_CHANGES
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
    def get(self, request: Request, slug: str, version: int) -> HttpResponseBase:
        document = document_of(visible_instrument(request, slug, version))
        return self.table(PartySerializer, document.parties, slug, version, "parties")


class ThreatsView(TableView):
    """The articulated threats of a questionnaire, in its order."""

    @documented(ThreatSerializer)
    def get(self, request: Request, slug: str, version: int) -> HttpResponseBase:
        document = document_of(visible_instrument(request, slug, version))
        return self.table(ThreatSerializer, _threats(document), slug, version, "threats")


def _described(instrument: Instrument) -> dict[str, Any]:
    document = document_of(instrument)
    return vars(document) | {
        "checksum": instrument.checksum,
        "impressions": _impressions(document),
        "options": _options(document),
        "vignettes": _vignettes(document),
        "reported_changes": _reported_changes(document),
        "reported_answers": _reported_answers(document),
        "batteries": _batteries(document),
        "about": [_about(question) for question in document.about_questions],
    }


def _threats(document: Document) -> list[dict[str, Any]]:
    """Item and referent with the sides' names put in, in every language."""
    words = {language: labels(document, language).questions for language in document.languages}
    described = []
    for threat in document.threats:
        key = question_key(threat.perceiver, threat.target, threat.key)
        label = {language: questions[key] for language, questions in words.items()}
        item = {language: each.item for language, each in label.items()}
        referent = {language: each.referent for language, each in label.items()}
        described.append(vars(threat) | {"item": item, "referent": referent})
    return described


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


def _reported_changes(document: Document) -> list[dict[str, Any]]:
    return [
        {
            "perceiver": spec.perceiver,
            "target": spec.target,
            "item_kind": spec.kind,
            "question": {
                language: reported_change(document, spec, language)
                for language in document.languages
            },
            "answers": answers_of(document, spec.kind),
        }
        for spec in all_questions(document)
        if spec.kind in REPORTED_CHANGES
    ]


def _reported_answers(document: Document) -> list[dict[str, Any]]:
    return [
        {"key": key, "label": answer.plain()}
        for question in document.reported_changes.values()
        for key, answer in question.answers.items()
    ]


def _batteries(document: Document) -> list[dict[str, Any]]:
    """Each battery with its items and questions, in every language."""
    return [
        {
            "key": battery.key,
            "title": battery.title.plain(),
            "about": battery.about,
            "items": [
                {"key": item.key, "text": item.text.plain(), "group": item.group}
                for item in battery.items
            ],
            "questions": [
                {
                    "key": f"{battery.key}.{question.key}",
                    "title": question.title.plain(),
                    "ordered": question.ordered,
                    "lenses": list(question.lenses),
                    "answers": [
                        {"key": answer.key, "label": answer.text.plain()}
                        for answer in question.answers
                    ],
                }
                for question in battery.questions
            ],
        }
        for battery in document.batteries
    ]


def _vignettes(document: Document) -> list[dict[str, Any]]:
    if document.vignettes is None:
        return []
    domain = document.vignettes.domain
    return [vars(vignette) | {"domain": domain} for vignette in document.vignettes.situations]


def _about(question: AboutQuestion) -> dict[str, Any]:
    options = [vars(option) | {"holds": ()} for option in question.options]
    groups = [group for level in question.levels for group in level]
    return vars(question) | {"answers": [*options, *groups]}
