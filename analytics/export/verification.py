"""Whether an archive holds what was released, without trusting anything in it. Pure.

The release is release.json alone: its SHA-256 is the checksum that the citation has. Every other
file is made again from it and compared.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from uuid import UUID

from analytics import SOFTWARE
from analytics.export.archive import files_of
from analytics.export.archive_checks import (
    CHANGES,
    INSTRUMENT,
    RELEASE,
    SUMS,
    Contents,
    Problem,
    UnreadableArchiveError,
    against_metadata,
    against_sums,
    read_archive,
    sha256,
)
from analytics.export.publication import Publication
from analytics.models import Release
from analytics.release.canonical import canonical
from analytics.release.citation import citation
from analytics.release.rows import (
    CellRow,
    ChangeRow,
    Content,
    LevelGapRow,
    MeanRow,
    RecordRow,
    in_order,
    stored_block,
)
from surveys.instruments.builder import from_content

Read = Callable[[bytes], list[Mapping[str, Any]]]
# What is compared by itself and not with what is made again.
SOURCES = (RELEASE, CHANGES, INSTRUMENT, SUMS)
# Columns of words in the CSV of the codebook.
LABEL = re.compile("(value_)?label_")
SHOWN = 3


@dataclass
class Verdict:
    """What was found. ``checksum`` is that of release.json; "" if there is none to be read.

    ``compared`` files are as release.json gives them; ``unlike`` ones only look otherwise, in an
    archive that another version of the program made.
    """

    checksum: str = ""
    citation: str = ""
    release: str = ""
    compared: int = 0
    problems: list[Problem] = field(default_factory=list)
    unlike: list[str] = field(default_factory=list)


def verify(archive: bytes) -> Verdict:
    """Check an archive in itself. Whether it is the release that was published, see `against`."""
    verdict = Verdict()
    try:
        contents = read_archive(archive)
    except UnreadableArchiveError as problem:
        verdict.problems.append(Problem("", str(problem)))
        return verdict
    verdict.problems += against_sums(contents)
    publication = _publication(contents, verdict)
    if publication is not None:
        _compare(contents, publication, verdict)
    return verdict


# --- The release itself --------------------------------------------------------------------------


def _publication(contents: Contents, verdict: Verdict) -> Publication | None:
    """What release.json, the changes and the questionnaire say; None if they cannot be read."""
    name = RELEASE
    if name not in contents:
        verdict.problems.append(Problem(name, "is missing."))
        return None
    verdict.checksum = sha256(contents[name])
    try:
        metadata, content = read_release(contents)
        document = from_content(json.loads(contents["instrument.json"]))
        languages = tuple(json.loads(contents["datapackage.json"])["languages"])
        verdict.release = metadata["release"]
        verdict.citation = citation(
            Release(pk=metadata["release"], metadata=metadata, checksum=verdict.checksum)
        )
        whole = canonical(metadata, content)
        problems = [*against_metadata(metadata, contents)]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        words = f"The release cannot be read from the archive ({problem!r})."
        verdict.problems.append(Problem("", words))
        return None
    if whole != contents[name]:
        verdict.problems.append(Problem(name, "is not written as releases are."))
    verdict.problems += problems
    if any(problem.file == INSTRUMENT for problem in problems):
        return None
    return Publication(metadata, verdict.checksum, verdict.citation, content, document, languages)


def read_release(contents: Contents) -> tuple[dict[str, Any], Content]:
    """The metadata and rows. ValueError, KeyError or TypeError if they are no release."""
    release = json.loads(contents["release.json"])
    changes = json.loads(contents.get("changes.json", b"[]"))
    content = Content(
        blocks=in_order(map(stored_block, release["blocks"])),
        cells=in_order(CellRow(**row) for row in release["cells"]),
        means=in_order(MeanRow(**row) for row in release["means"]),
        changes=in_order(ChangeRow(**row) for row in changes),
        records=in_order(RecordRow(**row | {"id": UUID(row["id"])}) for row in release["records"]),
        # Releases of before there were levels have none.
        level_gaps=in_order(LevelGapRow(**row) for row in release.get("level_gaps", [])),
    )
    return release["metadata"], content


# --- Everything that is made from it -------------------------------------------------------------


def _compare(contents: Contents, publication: Publication, verdict: Verdict) -> None:
    expected = {file.name: file.content for file in files_of(publication)}
    ours = json.loads(contents["datapackage.json"]).get("made_by") == SOFTWARE
    for name in sorted(set(expected) | set(contents)):
        if name in SOURCES:
            continue
        if name not in contents:
            verdict.problems.append(Problem(name, "is missing."))
        elif name not in expected:
            verdict.problems.append(Problem(name, "does not belong to the release."))
        elif contents[name] == expected[name]:
            verdict.compared += 1
        else:
            _compare_file(name, contents[name], expected[name], ours, verdict)


def _compare_file(name: str, content: bytes, expected: bytes, ours: bool, verdict: Verdict) -> None:
    """What is wrong with a file that is not the same byte by byte."""
    differences = list(_differences(name, content, expected, ours))
    if differences:
        shown = "; ".join(differences[:SHOWN])
        rest = f"; and {len(differences) - SHOWN} more" if len(differences) > SHOWN else ""
        verdict.problems.append(Problem(name, f"is not as in release.json: {shown}{rest}."))
    elif ours:
        verdict.problems.append(Problem(name, "is not what is made from release.json."))
    else:
        verdict.unlike.append(name)


def _differences(name: str, content: bytes, expected: bytes, ours: bool) -> Iterator[str]:
    """Where the rows of a table differ; none for what is no table in CSV or Parquet.

    Another version of the program may have other labels in the codebook.
    """
    read: Read | None = READERS.get(name.rpartition(".")[2])
    if name == "codebook.csv" and not ours:
        read = _rows_without_labels
    if read is None:
        return
    try:
        rows = read(content)
    except (ValueError, csv.Error, OSError) as problem:
        yield f"it cannot be read ({problem})"
        return
    for place, (row, right) in enumerate(zip_longest(rows, read(expected)), start=1):
        if row is None or right is None:
            yield f"row {place} is {'missing' if row is None else 'one too many'}"
        elif row != right:
            yield f"row {place}, {_columns(row, right)}"


def _columns(row: Mapping[str, Any], right: Mapping[str, Any]) -> str:
    """The columns of a row that differ, with what stands and what should stand there."""
    names = [name for name in {**right, **row} if row.get(name) != right.get(name)]
    return ", ".join(f"{name}: {row.get(name)!r} and not {right.get(name)!r}" for name in names)


def _csv_rows(content: bytes) -> list[Mapping[str, Any]]:
    return [dict(row) for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))]


def _rows_without_labels(content: bytes) -> list[Mapping[str, Any]]:
    return [
        {name: field for name, field in row.items() if not LABEL.match(str(name))}
        for row in _csv_rows(content)
    ]


def _parquet_rows(content: bytes) -> list[Mapping[str, Any]]:
    import pyarrow.parquet

    rows: list[Mapping[str, Any]] = pyarrow.parquet.read_table(io.BytesIO(content)).to_pylist()
    return rows


READERS: Mapping[str, Read] = {"csv": _csv_rows, "parquet": _parquet_rows}
