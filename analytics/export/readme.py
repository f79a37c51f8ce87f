"""The first file that somebody opens, in Markdown, in one language."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from analytics.export import prose
from analytics.export.codebook_text import grid, plain, written
from analytics.export.columns import Missing
from analytics.export.publication import Publication

# The name of a file, and what says what it is.
Described = tuple[str, Callable[[], str]]


def readme(publication: Publication, language: str, files: Sequence[Described]) -> bytes:
    """What this is, how to cite it, what each of the ``files`` is and how to verify them."""
    with prose.speaking(language):
        return written(_lines(publication, language, files))


def _lines(publication: Publication, language: str, files: Sequence[Described]) -> Iterator[str]:
    yield from (f"# {plain(prose.heading(publication, language))}", "")
    if publication.simulated:
        yield from (f"> **{prose.simulated_warning()}**", "")
    yield from ("## " + _("How to cite"), "", plain(publication.citation), "")
    yield from (f"SHA-256: `{publication.checksum}`", "")
    yield from ("## " + _("Who may use it"), "")
    yield from (plain(publication.metadata["licence"]), "", prose.confidentiality(), "")
    yield from ("## " + _("How to read the data"), "")
    said = (
        prose.disclosure(),
        prose.records_words(publication),
        prose.empty_words(),
        prose.changes_words(publication),
    )
    for paragraph in filter(None, said):
        yield from (paragraph, "")
    yield from ("## " + _("Files"), "")
    yield from grid((_("File"), _("What it is")), [(f"`{name}`", what()) for name, what in files])
    yield from _missing()
    yield from _verifying(publication)


def _missing() -> Iterator[str]:
    yield from ("## " + _("Missing values"), "")
    yield from (_missing_sentence(), "")
    rows = [(prose.missing_words(reason), int(reason), f".{reason.stata}") for reason in Missing]
    yield from grid((_("Reason"), _("Code"), "Stata"), rows)


def _missing_sentence() -> str:
    return _(
        "Where it is known why there is no value, SPSS and Stata files and the marks in CSV and "
        "Parquet have a code for the reason. Everywhere else the field is empty."
    )


def _verifying(publication: Publication) -> Iterator[str]:
    yield from ("## " + _("How to verify"), "")
    yield from (_verify_files(), "", "```", "sha256sum -c SHA256SUMS", "```", "")
    yield from (_verify_release(), "", "```", "sha256sum release.json", publication.checksum)
    yield from ("```", "", _verify_all(), "", "```")
    yield from (f"python manage.py verify_release {publication.name}.zip", "```", "")


def _verify_files() -> str:
    return _(
        "In this folder, this tells whether every file is as it was when the archive was made:"
    )


def _verify_release() -> str:
    return _(
        "release.json is the release itself, and its SHA-256 is the checksum of the citation. "
        "Compare it with the citation in print, not with this file:"
    )


def _verify_all() -> str:
    return _(
        "With cs2survey, this makes every table again from release.json and compares it with the "
        "files:"
    )
