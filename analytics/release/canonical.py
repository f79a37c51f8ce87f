"""The canonical form of a release: the bytes that its checksum is of."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from analytics.release.record_columns import RecordColumns
from analytics.release.rows import AnyRow, Content, in_order
from analytics.release.stored_records import StoredRecords

# Fields that are left out where they are empty.
ADDED = ("pooled",)
# Tables that are left out where they have no rows.
ADDED_TABLES = ("level_gaps",)


def canonical(metadata: dict[str, Any], content: Content) -> bytes:
    """The release as bytes: JSON in UTF-8, keys sorted, rows in the order in which they are told.

    Changes are shown to those alone who may read the earlier release too; the metadata hold their
    own checksum, so that everybody can verify the rest.
    """
    return b"".join(canonical_pieces(metadata, content))


def canonical_pieces(metadata: dict[str, Any], content: Content) -> Iterator[bytes]:
    """The same, piece by piece, none of them larger than a row or the metadata."""
    tables = {
        name: rows
        for name, rows in vars(content).items()
        if name != "changes" and (name not in ADDED_TABLES or rows)
    }
    before = b"{"
    for name in sorted({"metadata", *tables}):
        yield before + canonical_bytes(name) + b":"
        before = b","
        if name == "metadata":
            yield canonical_bytes(metadata)
        else:
            yield from _pieces_of(tables[name])
    yield b"}"


def _pieces_of(rows: Collection[AnyRow]) -> Iterator[bytes]:
    before = b"["
    ordered = isinstance(rows, StoredRecords | RecordColumns)
    for row in rows if ordered else in_order(rows):
        yield before + canonical_bytes(_as_dict(row))
        before = b","
    yield b"]" if before == b"," else b"[]"


def checksum(metadata: dict[str, Any], content: Content) -> str:
    """The SHA-256 of the canonical release in hex, which is never in memory as a whole."""
    digest = hashlib.sha256()
    for piece in canonical_pieces(metadata, content):
        digest.update(piece)
    return digest.hexdigest()


def checksum_of_changes(content: Content) -> str:
    return hashlib.sha256(canonical_changes(content)).hexdigest()


def canonical_changes(content: Content) -> bytes:
    return canonical_bytes(_as_dicts(content.changes))


def canonical_bytes(data: object) -> bytes:
    """JSON in UTF-8, keys sorted, without spaces."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.encode()


def _as_dicts(rows: Iterable[AnyRow]) -> list[dict[str, Any]]:
    return [_as_dict(row) for row in in_order(rows)]


def _as_dict(row: AnyRow) -> dict[str, Any]:
    """Without what releases of before it was there do not have, so that their checksums hold."""
    return {name: value for name, value in vars(row).items() if value or name not in ADDED}
