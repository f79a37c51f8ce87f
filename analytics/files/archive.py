"""All files of a release, and the one archive that holds them. Pure: the same bytes each time."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from analytics.files import describing
from analytics.files.codebook import questions_csv, variables_csv
from analytics.files.codebook_text import codebook_text
from analytics.files.columns import Table
from analytics.files.datapackage import datapackage
from analytics.files.ddi import ddi
from analytics.files.formats import FORMATS
from analytics.files.publication import Publication
from analytics.files.readme import readme
from analytics.releasing import canonical
from analytics.rows import in_order

SUMS = "SHA256SUMS"
MARKDOWN, CSV, JSON, XML, TEXT = (
    "text/markdown",
    "text/csv",
    "application/json",
    "application/xml",
    "text/plain",
)
ZIP = "application/zip"
# What a file is for: to keep all, to read first, the rows, their meaning, to verify the rest.
PARTS = WHOLE, READ, DATA, MEANING, SOURCE = "whole", "read", "data", "meaning", "source"
# As from a Unix: a plain file that its owner may write and everybody read.
UNIX, PERMISSIONS = 3, 0o100644 << 16


@dataclass(frozen=True)
class File:
    """A file: ``what`` says what it is in the language of the moment; ``part`` is in `PARTS`."""

    name: str
    media_type: str
    content: bytes
    what: Callable[[], str]
    part: str

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
    files.append(_package(publication, data))
    described = [*files, *(_readme(publication, tag, ()) for tag in publication.languages)]
    files += [_readme(publication, tag, described) for tag in publication.languages]
    files.sort(key=lambda file: file.name)
    return [*files, _sums(files)]


def archive_of(publication: Publication, files: Iterable[File]) -> File:
    """One ZIP of the files, in a folder that has its name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(files, key=lambda file: file.name):
            entry = zipfile.ZipInfo(f"{publication.name}/{file.name}", _moment(publication))
            entry.create_system, entry.external_attr = UNIX, PERMISSIONS
            archive.writestr(entry, file.content, zipfile.ZIP_DEFLATED, 9)
    name = f"{publication.name}.zip"
    return File(name, ZIP, packed.getvalue(), describing.archive, WHOLE)


def _moment(publication: Publication) -> tuple[int, int, int, int, int, int]:
    """The day on which the round closed, since ZIP wants one."""
    day = date.fromisoformat(publication.metadata["round"]["closed_on"] or "1980-01-01")
    return day.year, day.month, day.day, 0, 0, 0


# --- What is told once ---------------------------------------------------------------------------


def _whole(publication: Publication) -> Iterator[File]:
    content, document = publication.content, publication.document
    released = canonical(dict(publication.metadata), content)
    yield File("release.json", JSON, released, describing.release, SOURCE)
    if content.changes:
        changes = _json([vars(row) for row in in_order(content.changes)])
        yield File("changes.json", JSON, changes, describing.changes, SOURCE)
    asked = _json(document.content)
    yield File("instrument.json", JSON, asked, describing.instrument, SOURCE)


def _json(told: object) -> bytes:
    """As `analytics.releasing.canonical` and the checksum of a questionnaire have it."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _data(publication: Publication, table: Table) -> Iterator[File]:
    """A table in every format; where labels are in one language, once for each language."""
    for format in FORMATS.values():
        for language in publication.languages if format.in_languages else ("",):
            name = ".".join(filter(None, (table.name, language, format.extension)))
            what = partial(describing.data, table.titles, format.extension, language)
            yield File(name, format.media_type, format.write(table, language), what, DATA)


def _codebooks(publication: Publication, data: Iterable[File]) -> Iterator[File]:
    variables, questions = variables_csv(publication), questions_csv(publication)
    yield File("codebook.csv", CSV, variables, describing.variables, MEANING)
    yield File("questions.csv", CSV, questions, describing.questions, MEANING)
    told = ddi(publication, _by_table(data))
    yield File("codebook.ddi.xml", XML, told, describing.ddi, MEANING)
    for tag in publication.languages:
        text = codebook_text(publication, tag).encode()
        what = partial(describing.codebook, tag)
        yield File(f"codebook.{tag}.md", MARKDOWN, text, what, READ)


def _by_table(data: Iterable[File]) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for file in data:
        table, _, _ = file.name.partition(".")
        found.setdefault(table, []).append((file.name, file.media_type))
    return found


def _package(publication: Publication, data: Iterable[File]) -> File:
    contents = {file.name.removesuffix(".csv"): file.content for file in data}
    told = datapackage(publication, contents, _readme_name(publication.languages[0]))
    return File("datapackage.json", JSON, told, describing.package, MEANING)


def _readme(publication: Publication, tag: str, files: Iterable[File]) -> File:
    listed = sorted(files, key=lambda file: file.name)
    text = readme(publication, tag, [(file.name, file.what) for file in listed])
    return File(_readme_name(tag), MARKDOWN, text.encode(), partial(describing.readme, tag), READ)


def _readme_name(language: str) -> str:
    return f"README.{language}.md"


def _sums(files: Iterable[File]) -> File:
    """As the command `sha256sum` writes and checks it."""
    lines = "".join(f"{file.sha256}  {file.name}\n" for file in files)
    return File(SUMS, TEXT, lines.encode(), describing.sums, SOURCE)
