"""Releases whose files are in the store: all of them, or a few small ones."""

from analytics import jobs
from analytics.export.archive import DATA, READ, WHOLE, ZIP, File
from analytics.export.file_contents import whole
from analytics.export.queries import publication_of
from analytics.export.store import StoredFiles, Variant, stored_files
from analytics.export.storing import store_files
from analytics.models import Release


def unreported(*progress: object) -> None:
    """A report that nobody reads."""


def make_files(release: Release) -> StoredFiles:
    """Make all files, as a worker would; returns those without changes."""
    jobs.make_files(str(release.pk), unreported)
    stored = stored_files(release.checksum, Variant.WITHOUT_CHANGES)
    assert stored is not None
    return stored


def small_files(release: Release) -> list[File]:
    """An archive, a README and a table, whose bytes say nothing."""
    name = f"{release.round.study.slug}-round-{release.round.number}.zip"
    return [
        File(name, ZIP, WHOLE, "The archive", whole(lambda: b"PK" + bytes(range(256)))),
        File(
            "README.en.md",
            "text/markdown",
            READ,
            "To read",
            whole(lambda: b"# Forum, First round\n"),
            "en",
        ),
        File("blocks.csv", "text/csv", DATA, "Blocks", whole(lambda: b"0123456789")),
        File("empty.csv", "text/csv", DATA, "Nothing", whole(lambda: b"")),
    ]


def store_small_files(
    release: Release, variant: Variant = Variant.WITHOUT_CHANGES
) -> StoredFiles | None:
    publication = publication_of(release, [])
    store_files(release.checksum, variant, publication, small_files(release), unreported)
    return stored_files(release.checksum, variant)
