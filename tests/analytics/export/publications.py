"""Publications made by hand, without a database."""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from analytics.export.publication import Publication
from analytics.measures.marks import ANSWERS
from analytics.models import Release
from analytics.release.canonical import canonical, checksum_of_changes
from analytics.release.citation import citation
from analytics.release.rows import ChangeRow, Content, RecordRow, in_order
from surveys.instruments.document import Document, checksum
from tests import factories
from tests.analytics.made import LOW, SERIOUS, block_row, content

RELEASE = "11111111-2222-4333-8444-555555555555"
FEW = (0, 0, 0, 0, 0, 1, 2)
# The military concern of the PRC with regard to Japan, through two lenses; and a group of three.
BLOCKS = (
    block_row(SERIOUS),
    block_row(LOW, lens="assessed"),
    block_row(FEW, item="economic", domain="economic", position=3),
)
VIGNETTE = block_row(
    LOW, lens="anchored", item="low", item_kind="vignette", perceiver="", target="", position=96
)
IMPRESSION = block_row(
    (0, 0, 1, 6, 1, 0, 0, 0), lens="first", item="impression", item_kind="impression", target=""
)
RECORD = RecordRow(
    id=UUID(int=7),
    group="PRC",
    about={"age": None},
    answers={"PRC>JPN:military": 3, "PRC>JPN:economic": -2},
)
ROSE = ChangeRow(
    **BLOCKS[0].question,
    lens="perceived",
    group="PRC",
    round_before=1,
    n_before=8,
    n_after=8,
    movement="rose",
    figures={"level_shift": 0.5},
)


def metadata(document: Document, changes: Sequence[ChangeRow], **fields: Any) -> dict[str, Any]:
    return {
        "release": RELEASE,
        "study": {"slug": "forum", "title": {"en": "Forum", "ja": "フォーラム"}},
        "round": {
            "number": 2,
            "title": {"en": "Second round"},
            "opened_on": "2026-11-01",
            "closed_on": "2026-11-20",
        },
        "instrument": {
            "slug": document.slug,
            "version": document.version,
            "checksum": checksum(document),
            "source": document.citation.text,
        },
        "simulated": False,
        "licence": "As agreed.",
        "answers": list(ANSWERS),
        "method": {"thresholds": {"gaps": {}, "changes": {}}},
        "software": {"name": "cs2survey", "version": "0.2.0"},
        "changes": {
            "rows": len(changes),
            "checksum": checksum_of_changes(Content([], [], [], changes)),
        },
        **fields,
    }


def publication(
    languages: Sequence[str] = ("en", "ja"),
    blocks: Sequence[Any] = BLOCKS,
    changes: Sequence[ChangeRow] = (),
    hidden: Sequence[ChangeRow] = (),
    records: Sequence[RecordRow] = (),
    document: Document | None = None,
    **fields: Any,
) -> Publication:
    """A release of these blocks; ``hidden`` are changes that its reader may not see."""
    document = document or factories.welch()
    made = content(blocks)
    rows = (made.blocks, made.cells, made.means, changes, records)
    told = Content(*map(in_order, rows))
    about = metadata(document, (*changes, *hidden), **fields)
    digest = hashlib.sha256(canonical(about, told)).hexdigest()
    return Publication(
        metadata=about,
        checksum=digest,
        citation=citation(Release(pk=RELEASE, metadata=about, checksum=digest)),
        content=told,
        document=document,
        languages=tuple(languages),
    )
