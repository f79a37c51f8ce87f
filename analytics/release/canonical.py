"""The canonical form of a release: the bytes that its checksum is of."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from analytics.release.rows import AnyRow, Content, in_order


def canonical(metadata: dict[str, Any], content: Content) -> bytes:
    """The release as bytes: JSON in UTF-8, keys sorted, rows in the order in which they are told.

    Changes are told to those alone who may read the earlier release too; the metadata hold their
    own checksum, so that everybody can verify the rest.
    """
    tables = {
        "blocks": _told(content.blocks),
        "cells": _told(content.cells),
        "means": _told(content.means),
        "records": _told(content.records),
    }
    return canonical_bytes({"metadata": metadata, **tables})


def checksum_of_changes(content: Content) -> str:
    return hashlib.sha256(canonical_bytes(_told(content.changes))).hexdigest()


def canonical_bytes(told: object) -> bytes:
    """JSON in UTF-8, keys sorted, without spaces."""
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return text.encode()


def _told(rows: Iterable[AnyRow]) -> list[dict[str, Any]]:
    return [vars(row) for row in in_order(rows)]
