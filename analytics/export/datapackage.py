"""The description of the archive as a Frictionless Data Package, version 1."""

import json
from collections.abc import Mapping
from typing import Any

from analytics import SOFTWARE
from analytics.export.labels import LabelledColumn, LabelledTable, Texts
from analytics.export.publication import Publication
from analytics.export.sentences import DISCLOSURE, in_language, no_text, text_or_note
from analytics.release.schema.columns import Column, Type
from surveys.licences import licence_address, licence_name

TYPES = {
    Type.TEXT: "string",
    Type.INTEGER: "integer",
    Type.NUMBER: "number",
    Type.MARK: "integer",
}
# Field names in sentences of the format are in English.
LANGUAGE = "en"


# How many bytes a file has, and their SHA-256 in hex.
Sum = tuple[int, str]


def datapackage(publication: Publication, csv_files: Mapping[str, Sum], readme: str) -> bytes:
    """The descriptor; ``csv_files`` are sums of the files by the names of their tables."""
    package = _package(publication, csv_files, readme)
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()


def _package(publication: Publication, csv_files: Mapping[str, Sum], readme: str) -> dict[str, Any]:
    metadata = publication.metadata
    with in_language(LANGUAGE):
        return {
            "profile": "tabular-data-package",
            "name": publication.name,
            "id": metadata["release"],
            "title": _title(publication),
            "titles": {tag: publication.title(tag) for tag in publication.languages},
            "description": str(DISCLOSURE),
            "version": f"sha256:{publication.checksum}",
            "created": f"{metadata['round']['closed_on']}T00:00:00Z",
            "simulated": publication.simulated,
            "citation": publication.citation,
            "licenses": [_licence(publication, readme)],
            "contributors": _contributors(publication),
            "sources": [{"title": metadata["instrument"]["source"]}],
            "languages": list(publication.languages),
            "software": metadata["software"],
            "made_by": SOFTWARE,
            "resources": [
                _resource(table, csv_files[table.name], publication) for table in publication.tables
            ],
        }


def _title(publication: Publication) -> str:
    titles = (publication.title(tag) for tag in (LANGUAGE, *publication.languages))
    return next(filter(None, titles), publication.metadata["study"]["slug"])


def _licence(publication: Publication, readme: str) -> dict[str, Any]:
    """The licence that the study chose; where it has none, the terms in the README."""
    metadata = publication.metadata
    if licence := metadata.get("attribution", {}).get("licence"):
        return {
            "name": licence,
            "path": licence_address(licence),
            "title": licence_name(licence),
        }
    return {"path": readme, "title": metadata["licence"]}


def _contributors(publication: Publication) -> list[dict[str, str]]:
    """Whom the release names; where it names nobody, the study."""
    attribution = publication.metadata.get("attribution", {})
    named = [
        {"title": agent["name"], "role": role}
        for role, agents in (("author", "creators"), ("contributor", "contributors"))
        for agent in attribution.get(agents, ())
    ]
    return named or [{"title": _title(publication), "role": "author"}]


def _resource(table: LabelledTable, csv_file: Sum, publication: Publication) -> dict[str, Any]:
    size, sha256 = csv_file
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": text_or_note(table.titles, LANGUAGE),
        "titles": _texts(table.titles, publication),
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "schema": {
            "fields": [_field(column, publication) for column in table.columns],
            "missingValues": [""],
        },
    }


def _field(labelled: LabelledColumn, publication: Publication) -> dict[str, Any]:
    column, is_mark = labelled.column, labelled.column.type is Type.MARK
    codes = {reason.key: int(reason) for reason in column.missing} if is_mark else {}
    constraints = _constraints(column, [*labelled.values, *codes.values()])
    values = [
        {"value": value, "titles": _texts(texts, publication)}
        for value, texts in labelled.values.items()
    ]
    return {
        "name": column.name,
        "type": TYPES[column.type],
        "title": text_or_note(labelled.labels, LANGUAGE),
        "titles": _texts(labelled.labels, publication),
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": constraints} if constraints else {}),
        **({"values": values} if values else {}),
        **({"missing": codes} if codes else {}),
    }


def _constraints(column: Column, enum: list[str | int]) -> dict[str, Any]:
    if enum:
        return {"enum": enum}
    limits = {"minimum": column.minimum, "maximum": column.maximum}
    return {name: limit for name, limit in limits.items() if limit is not None}


def _texts(texts: Texts, publication: Publication) -> dict[str, str]:
    """By language; what has no text says so, in English."""
    return {tag: texts.get(tag) or no_text(tag) for tag in publication.languages}
