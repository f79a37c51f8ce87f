"""All files of a release, and the one archive that holds them. Pure: the same bytes each time."""

import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import BinaryIO

from django.utils.functional import Promise

from analytics.export import descriptions
from analytics.export.archive_checks import SUMS
from analytics.export.citations import ro_crate
from analytics.export.citations.description import DescribedFile, described
from analytics.export.citations.formats import IN_FILES
from analytics.export.codebook import questions_csv, variables_csv
from analytics.export.datapackage import datapackage
from analytics.export.ddi import ddi
from analytics.export.documents import codebook_document, readme
from analytics.export.file_contents import FileContents, in_pieces, whole
from analytics.export.formats import FORMATS
from analytics.export.labels import LabelledTable
from analytics.export.publication import Publication
from analytics.export.sentences import in_language
from analytics.release.canonical import canonical_bytes, canonical_changes, canonical_pieces

MARKDOWN, CSV, TEXT = "text/markdown", "text/csv", "text/plain"
JSON, XML, JSON_LD = "application/json", "application/xml", "application/ld+json"
ZIP = "application/zip"
OF_TABLES = (format.media_type for format in FORMATS.values())
OF_CITATIONS = (format.media_type for format in IN_FILES)
MEDIA_TYPES = tuple(
    dict.fromkeys((ZIP, MARKDOWN, CSV, JSON, XML, TEXT, JSON_LD, *OF_TABLES, *OF_CITATIONS))
)
# What a file is for: to keep all, to read first, the rows, their meaning, to cite and deposit
# them, to verify the rest.
PARTS = WHOLE, READ, DATA, MEANING, CITING, SOURCE = (
    *("whole", "read", "data", "meaning", "citing", "source"),
)
# As from a Unix: a plain file that its owner may write and everybody read.
UNIX, PERMISSIONS = 3, 0o100644 << 16


@dataclass(frozen=True)
class File:
    """A file of which there may be one for each ``language``; ``part`` is in `PARTS`.

    ``what`` says in the language of the moment what all files of the kind are.
    ``write_to`` writes its bytes, and is called once, when they are wanted.
    """

    name: str
    media_type: str
    part: str
    what: str | Promise
    write_to: Callable[[BinaryIO], object]
    language: str = ""

    @cached_property
    def _made(self) -> FileContents:
        return FileContents(self.write_to)

    @property
    def content(self) -> bytes:
        """All of it in memory."""
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, some at a time."""
        return self._made.pieces()

    def describe(self) -> str:
        return descriptions.in_language(str(self.what), self.language)

    @property
    def kind(self) -> str:
        """The name without the language: the same for all languages."""
        return self.name.replace(f".{self.language}.", ".") if self.language else self.name

    @property
    def size(self) -> int:
        """In bytes."""
        return self._made.size

    @property
    def sha256(self) -> str:
        """In hex."""
        return self._made.sha256


def files_of(publication: Publication) -> list[File]:
    """Every file of the release by itself; the last holds the checksums of all others."""
    data = [file for table in publication.tables for file in _data(publication, table)]
    files = [*_whole(publication), *data, *_codebooks(publication, data), *_citations(publication)]
    for tag in publication.languages:
        # By the time that a README is made it lists all of them, itself too.
        make = whole(_readme, publication, tag, files)
        files.append(File(_readme_name(tag), MARKDOWN, READ, descriptions.README, make, tag))
    if _is_citable(publication):
        crate = whole(_crate, publication, tuple(files))
        files.append(File(ro_crate.METADATA, JSON_LD, CITING, descriptions.CRATE, crate))
    files.sort(key=lambda file: file.name)
    return [*files, File(SUMS, TEXT, SOURCE, descriptions.SUMS, whole(_sums, files))]


def archive_of(publication: Publication, files: Iterable[File]) -> File:
    """One ZIP of the files, in a folder that has its name."""
    pack = partial(_pack, publication, list(files))
    return File(f"{publication.name}.zip", ZIP, WHOLE, descriptions.ARCHIVE, pack)


def _pack(publication: Publication, files: Iterable[File], out: BinaryIO) -> None:
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(files, key=lambda file: file.name):
            entry = zipfile.ZipInfo(f"{publication.name}/{file.name}", _moment(publication))
            entry.create_system, entry.external_attr = UNIX, PERMISSIONS
            entry.compress_type, entry.file_size = zipfile.ZIP_DEFLATED, file.size
            with archive.open(entry, "w") as packed:
                packed.writelines(file.pieces())


def _moment(publication: Publication) -> tuple[int, int, int, int, int, int]:
    """The day on which the round closed, since ZIP wants one."""
    day = date.fromisoformat(publication.metadata["round"]["closed_on"] or "1980-01-01")
    return day.year, day.month, day.day, 0, 0, 0


# --- What is there once ---------------------------------------------------------------------------


def _whole(publication: Publication) -> Iterator[File]:
    content, document = publication.content, publication.document
    released = in_pieces(canonical_pieces, dict(publication.metadata), content)
    yield File("release.json", JSON, SOURCE, descriptions.RELEASE, released)
    if content.changes:
        changes = whole(canonical_changes, content)
        yield File("changes.json", JSON, SOURCE, descriptions.CHANGES, changes)
    instrument = whole(canonical_bytes, document.content)
    yield File("instrument.json", JSON, SOURCE, descriptions.INSTRUMENT, instrument)


def _data(publication: Publication, table: LabelledTable) -> Iterator[File]:
    """A table in every format; where labels are in one language, once for each language."""
    for format in FORMATS.values():
        if not format.takes(table):
            continue
        for language in publication.languages if format.in_languages else ("",):
            name = ".".join(filter(None, (table.name, language, format.extension)))
            what = descriptions.data(table.titles, format.extension)
            write_to = partial(format.write_to, table, language)
            yield File(name, format.media_type, DATA, what, write_to, language)


def _codebooks(publication: Publication, data: Sequence[File]) -> Iterator[File]:
    variables, questions = whole(variables_csv, publication), whole(questions_csv, publication)
    yield File("codebook.csv", CSV, MEANING, descriptions.VARIABLES, variables)
    yield File("questions.csv", CSV, MEANING, descriptions.QUESTIONS, questions)
    xml = whole(ddi, publication, [(file.name, file.media_type) for file in data])
    yield File("codebook.ddi.xml", XML, MEANING, descriptions.DDI, xml)
    package = whole(_package, publication, data)
    yield File("datapackage.json", JSON, MEANING, descriptions.PACKAGE, package)
    for tag in publication.languages:
        make = whole(codebook_document, publication, tag)
        yield File(f"codebook.{tag}.md", MARKDOWN, READ, descriptions.CODEBOOK, make, tag)


def _is_citable(publication: Publication) -> bool:
    """Whether the release says whom to cite; archives of those of before it could stay as they are.

    One that names nobody has it too, empty.
    """
    return "attribution" in publication.metadata


def _citations(publication: Publication) -> Iterator[File]:
    if _is_citable(publication):
        of_release = described(publication)
        for form in IN_FILES:
            make = whole(form.write, of_release)
            yield File(form.name, form.media_type, CITING, form.what, make)


def _crate(publication: Publication, files: Iterable[File]) -> bytes:
    """The crate knows every file but the list of checksums, which has its own."""
    with in_language("en"):
        parts = [
            DescribedFile(file.name, file.media_type, file.size, file.sha256, file.describe())
            for file in sorted(files, key=lambda file: file.name)
        ]
    return ro_crate.ro_crate(described(publication, files=parts))


def _package(publication: Publication, data: Iterable[File]) -> bytes:
    names = {f"{table.name}.csv" for table in publication.tables}
    tables = {f.name.removesuffix(".csv"): (f.size, f.sha256) for f in data if f.name in names}
    return datapackage(publication, tables, _readme_name(publication.languages[0]))


def _readme(publication: Publication, tag: str, files: Iterable[File]) -> bytes:
    return readme(publication, tag, [(file.name, file.describe) for file in files])


def _readme_name(language: str) -> str:
    return f"README.{language}.md"


def _sums(files: Iterable[File]) -> bytes:
    """As the command `sha256sum` writes and checks it."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()
