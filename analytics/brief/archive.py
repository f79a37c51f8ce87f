"""The briefs of all dyads of a release as one ZIP: made by a worker, kept beside its files.

    <RELEASE_FILES>/<checksum of the revision>/briefs/<version of the program>.<languages>.zip

Another revision has other figures and another version may have other words: neither is given for
the one that was asked for. Where figures published elsewhere are quoted, a digest of which they
are stands before the languages.
"""

import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from analytics import SOFTWARE
from analytics.brief.composing import compose
from analytics.brief.sheet import pdf_of
from analytics.brief.sources import Dyad, Source
from analytics.export.archive import PERMISSIONS, UNIX
from analytics.models import Release
from analytics.reference.queries import edition_of
from analytics.release.queries import revisions_of

# ZIP wants a moment; the same each time, so that the same briefs are the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
Progress = Callable[[float], None]


def archive_path(release: Release, tags: Sequence[str]) -> Path:
    """Where the ZIP of the release's latest revision is, or will be."""
    checksum = revisions_of(release)[-1].checksum
    quoted = edition_of(release.round.study_id)
    edition = [sha256(repr(quoted).encode()).hexdigest()[:16]] if quoted else []
    name = ".".join([SOFTWARE["version"], *edition, "+".join(tags), "zip"])
    return Path(settings.RELEASE_FILES) / checksum / "briefs" / name


def archive_name(release: Release, tags: Sequence[str]) -> str:
    """What the ZIP is called where somebody keeps it."""
    round = release.round
    return f"{round.study.slug}-round-{round.number}-briefs.{'+'.join(tags)}.zip"


def brief_name(dyad: Dyad, tags: Sequence[str]) -> str:
    """What the sheet of a dyad is called."""
    return f"brief-{'-'.join(dyad)}.{'+'.join(tags)}.pdf"


def store_briefs(release: Release, tags: Sequence[str], progress: Progress) -> None:
    """Make the ZIP unless it is there; ``progress`` is called with the share done.

    Raises OSError when it cannot be written, and FontMissingError. It is there whole or not at all.
    """
    path = archive_path(release, tags)
    if path.is_file():
        return
    source = Source(release)
    sheets: dict[str, bytes] = {}
    for number, dyad in enumerate(source.dyads, start=1):
        of_dyad = source.of(*dyad)
        sheets[brief_name(dyad, tags)] = pdf_of([compose(of_dyad, tag) for tag in tags])
        progress(number / len(source.dyads))
    _write_whole(path, _packed(sheets))


def _packed(sheets: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sheets.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.create_system, entry.external_attr = UNIX, PERMISSIONS
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _write_whole(path: Path, content: bytes) -> None:
    """Write the file beside and rename it; of two workers the later one's bytes are the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
