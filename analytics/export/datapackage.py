"""The description of the archive as a Frictionless Data Package, version 1."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from analytics import SOFTWARE
from analytics.export.columns import Column, Kind, Table, Texts
from analytics.export.prose import disclosure, no_text, speaking, told
from analytics.export.publication import Publication

TYPES = {
    Kind.TEXT: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.MARK: "integer",
}
# Field names in sentences of the format are in English.
LANGUAGE = "en"


def datapackage(publication: Publication, csv_files: Mapping[str, bytes], readme: str) -> bytes:
    """The descriptor; ``csv_files`` are the contents by the names of their tables."""
    told = json.dumps(_package(publication, csv_files, readme), ensure_ascii=False, indent=2)
    return (told + "\n").encode()


def _package(
    publication: Publication, csv_files: Mapping[str, bytes], readme: str
) -> dict[str, Any]:
    metadata = publication.metadata
    with speaking(LANGUAGE):
        return {
            "profile": "tabular-data-package",
            "name": publication.name,
            "id": metadata["release"],
            "title": _title(publication),
            "titles": {tag: publication.title(tag) for tag in publication.languages},
            "description": disclosure(),
            "version": f"sha256:{publication.checksum}",
            "created": f"{metadata['round']['closed_on']}T00:00:00Z",
            "simulated": publication.simulated,
            "citation": publication.citation,
            "licenses": [{"path": readme, "title": metadata["licence"]}],
            "contributors": [{"title": _title(publication), "role": "author"}],
            "sources": [{"title": metadata["instrument"]["source"]}],
            "languages": list(publication.languages),
            "software": metadata["software"],
            "made_by": SOFTWARE,
            "resources": [
                _resource(table, csv_files[table.name], publication) for table in publication.tables
            ],
        }


def _title(publication: Publication) -> str:
    known = (publication.title(tag) for tag in (LANGUAGE, *publication.languages))
    return next(filter(None, known), publication.metadata["study"]["slug"])


def _resource(table: Table, content: bytes, publication: Publication) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": told(table.titles, LANGUAGE),
        "titles": _texts(table.titles, publication),
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {
            "fields": [_field(column, publication) for column in table.columns],
            "missingValues": [""],
        },
    }


def _field(column: Column, publication: Publication) -> dict[str, Any]:
    codes = [*column.values, *map(int, column.missing)] if column.kind is Kind.MARK else []
    enum = codes or list(column.values)
    return {
        "name": column.name,
        "type": TYPES[column.kind],
        "title": told(column.labels, LANGUAGE),
        "titles": _texts(column.labels, publication),
        **({"constraints": {"enum": enum}} if enum else {}),
        **({"values": _values(column, publication)} if column.values else {}),
        **({"missing": {r.name.lower(): int(r) for r in column.missing}} if codes else {}),
    }


def _values(column: Column, publication: Publication) -> list[dict[str, Any]]:
    return [
        {"value": value, "titles": _texts(texts, publication)}
        for value, texts in column.values.items()
    ]


def _texts(texts: Texts, publication: Publication) -> dict[str, str]:
    """By language; what has no text says so, in English."""
    return {tag: texts.get(tag) or no_text(tag) for tag in publication.languages}
