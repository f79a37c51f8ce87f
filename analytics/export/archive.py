"""All files of a release, and the one archive that holds them. Pure: the same bytes each time."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from django.utils.functional import Promise

from analytics.export import descriptions
from analytics.export.archive_checks import SUMS
from analytics.export.codebook import questions_csv, variables_csv
from analytics.export.datapackage import datapackage
from analytics.export.ddi import ddi
from analytics.export.documents import codebook_document, readme
from analytics.export.formats import FORMATS
from analytics.export.labels import LabelledTable
from analytics.export.publication import Publication
from analytics.release.canonical import canonical, canonical_bytes, canonical_changes

MARKDOWN, CSV, TEXT = "text/markdown", "text/csv", "text/plain"
JSON, XML = "application/json", "application/xml"
ZIP = "application/zip"
OF_TABLES = (format.media_type for format in FORMATS.values())
MEDIA_TYPES = tuple(dict.fromkeys((ZIP, MARKDOWN, CSV, JSON, XML, TEXT, *OF_TABLES)))
# What a file is for: to keep all, to read first, the rows, their meaning, to verify the rest.
PARTS = WHOLE, READ, DATA, MEANING, SOURCE = "whole", "read", "data", "meaning", "source"
# As from a Unix: a plain file that its owner may write and everybody read.
UNIX, PERMISSIONS = 3, 0o100644 << 16


@dataclass(frozen=True)
class File:
    """A file of which there may be one for each ``language``; ``part`` is in `PARTS`.

    ``what`` says in the language of the moment what all files of the kind are.
    ``make`` gives its bytes, and is called once, when they are wanted.
    """

    name: str
    media_type: str
    part: str
    what: str | Promise
    make: Callable[[], bytes]
    language: str = ""

    @cached_property
    def content(self) -> bytes:
        return self.make()

    def describe(self) -> str:
        return descriptions.in_language(str(self.what), self.language)

    @property
    def kind(self) -> str:
        """The name without the language: the same for all languages."""
        return self.name.replace(f".{self.language}.", ".") if self.language else self.name

    @property
    def size(self) -> int:
        return len(self.content)

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def files_of(publication: Publication) -> list[File]:
    """Every file of the release by itself; the last holds the checksums of all others."""
    data = [file for table in publication.tables for file in _data(publication, table)]
    files = [*_whole(publication), *data, *_codebooks(publication, data)]
    for tag in publication.languages:
        # By the time that a README is made it lists all of them, itself too.
        make = partial(_readme, publication, tag, files)
        files.append(File(_readme_name(tag), MARKDOWN, READ, descriptions.README, make, tag))
    files.sort(key=lambda file: file.name)
    return [*files, File(SUMS, TEXT, SOURCE, descriptions.SUMS, partial(_sums, files))]


def archive_of(publication: Publication, files: Iterable[File]) -> File:
    """One ZIP of the files, in a folder that has its name."""
    make = partial(_packed, publication, list(files))
    return File(f"{publication.name}.zip", ZIP, WHOLE, descriptions.ARCHIVE, make)


def _packed(publication: Publication, files: Iterable[File]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(files, key=lambda file: file.name):
            entry = zipfile.ZipInfo(f"{publication.name}/{file.name}", _moment(publication))
            entry.create_system, entry.external_attr = UNIX, PERMISSIONS
            archive.writestr(entry, file.content, zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _moment(publication: Publication) -> tuple[int, int, int, int, int, int]:
    """The day on which the round closed, since ZIP wants one."""
    day = date.fromisoformat(publication.metadata["round"]["closed_on"] or "1980-01-01")
    return day.year, day.month, day.day, 0, 0, 0


# --- What is there once ---------------------------------------------------------------------------


def _whole(publication: Publication) -> Iterator[File]:
    content, document = publication.content, publication.document
    released = partial(canonical, dict(publication.metadata), content)
    yield File("release.json", JSON, SOURCE, descriptions.RELEASE, released)
    if content.changes:
        changes = partial(canonical_changes, content)
        yield File("changes.json", JSON, SOURCE, descriptions.CHANGES, changes)
    instrument = partial(canonical_bytes, document.content)
    yield File("instrument.json", JSON, SOURCE, descriptions.INSTRUMENT, instrument)


def _data(publication: Publication, table: LabelledTable) -> Iterator[File]:
    """A table in every format; where labels are in one language, once for each language."""
    for format in FORMATS.values():
        for language in publication.languages if format.in_languages else ("",):
            name = ".".join(filter(None, (table.name, language, format.extension)))
            what = descriptions.data(table.titles, format.extension)
            make = partial(format.write, table, language)
            yield File(name, format.media_type, DATA, what, make, language)


def _codebooks(publication: Publication, data: Sequence[File]) -> Iterator[File]:
    variables, questions = partial(variables_csv, publication), partial(questions_csv, publication)
    yield File("codebook.csv", CSV, MEANING, descriptions.VARIABLES, variables)
    yield File("questions.csv", CSV, MEANING, descriptions.QUESTIONS, questions)
    xml = partial(ddi, publication, [(file.name, file.media_type) for file in data])
    yield File("codebook.ddi.xml", XML, MEANING, descriptions.DDI, xml)
    package = partial(_package, publication, data)
    yield File("datapackage.json", JSON, MEANING, descriptions.PACKAGE, package)
    for tag in publication.languages:
        make = partial(codebook_document, publication, tag)
        yield File(f"codebook.{tag}.md", MARKDOWN, READ, descriptions.CODEBOOK, make, tag)


def _package(publication: Publication, data: Iterable[File]) -> bytes:
    names = {f"{table.name}.csv" for table in publication.tables}
    contents = {f.name.removesuffix(".csv"): f.content for f in data if f.name in names}
    return datapackage(publication, contents, _readme_name(publication.languages[0]))


def _readme(publication: Publication, tag: str, files: Iterable[File]) -> bytes:
    return readme(publication, tag, [(file.name, file.describe) for file in files])


def _readme_name(language: str) -> str:
    return f"README.{language}.md"


def _sums(files: Iterable[File]) -> bytes:
    """As the command `sha256sum` writes and checks it."""
    return "".join(f"{file.sha256}  {file.name}\n" for file in files).encode()
