"""Verify an archive of a release with nothing but Python: no server, no database, no package.

    python docs/verify_release.py ARCHIVE.zip [--checksum 829e475f7584ebc2]

It checks that the archive is whole, that every file has the checksum in SHA256SUMS, that the
questionnaire and the changes are those that release.json names, that each row of the tables in CSV
is that of release.json, and, with --checksum, that release.json is the one of a citation. Take that
from a paper or the page, and not from the archive. It exits with 0 if all is as it should be, with
1 if not, and names each file, row and column that is not.

The checks of the archive are those of `manage.py verify_release`, which are loaded from the folder
of the program beside this one.
"""

import argparse
import csv
import importlib.util
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

CHECKS = Path(__file__).resolve().parent.parent / "analytics" / "export" / "archive_checks.py"
SHOWN = 3
# What stands in a column of marks for an answer that was not asked for.
NOT_ASKED = -4
OWN_ANSWERS = ("impression", "trend", "reflection", "battery")
# A text that begins so has an apostrophe before it, for the sake of spreadsheets.
FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
# Drawn from what else the row's release holds: `reproduce.py` computes them again.
DERIVED = {"verdict", "n_above_jointly", "n_below_jointly"}
NOT_HERE = (
    "Not verified here but for their checksums: tables that docs/reproduce.py computes again, and "
    "the words of a mean's verdict; files in Parquet and for SPSS, Stata and Excel, codebooks and "
    "READMEs, which `manage.py verify_release` makes again and compares."
)
Row = Mapping[str, Any]


def load_checks() -> Any:
    """The checks of archives, by their path: importing the program would need its packages."""
    spec = importlib.util.spec_from_file_location("archive_checks", CHECKS)
    if spec is None or spec.loader is None or not CHECKS.exists():
        sys.exit(
            f"There is no {CHECKS}: take the whole folder of the program, not this file alone."
        )
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


checks = load_checks()


def verify(contents: Mapping[str, bytes]) -> tuple[list[Any], int]:
    """What is wrong with the files of an archive, and how many tables were compared."""
    problems = list(checks.against_sums(contents))
    for name in (checks.RELEASE, checks.INSTRUMENT):
        if name not in contents:
            return [*problems, checks.Problem(name, "is missing.")], 0
    try:
        release = json.loads(contents[checks.RELEASE])
        changes = json.loads(contents.get(checks.CHANGES, b"[]"))
        problems += checks.against_metadata(release["metadata"], contents)
        tables = list(_tables(release, changes))
        found = {name: list(_differences(contents, name, rows)) for name, rows in tables}
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, csv.Error) as problem:
        words = f"The release cannot be read from the archive ({problem!r})."
        return [*problems, checks.Problem("", words)], 0
    for name, differences in found.items():
        if differences:
            shown = "; ".join(differences[:SHOWN])
            more = len(differences) - SHOWN
            rest = f"; and {more} more" if more > 0 else ""
            words = f"is not as in release.json: {shown}{rest}."
            problems.append(checks.Problem(f"{name}.csv", words))
    return list(dict.fromkeys(problems)), len(found)


# --- The rows of each table, as release.json has them ---------------------------------------------


def _tables(release: Row, changes: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    blocks = [row for row in release["blocks"] if row["item_kind"] not in OWN_ANSWERS]
    answers = release["metadata"]["answers"]
    yield "blocks", [_about(row) | _cumulative(row, answers) for row in blocks]
    yield "cells", [_about(row) | row["figures"] for row in release["cells"]]
    yield "means", [_mean(row) for row in release["means"]]
    further = {"level_gaps": release.get("level_gaps", []), "changes": changes}
    for name, rows in further.items():
        if rows:
            yield name, [_about(row) | row["figures"] for row in rows]
    if release["records"]:
        yield "records", [_record(row) for row in release["records"]]


def _about(row: Row) -> dict[str, Any]:
    key = f"{row['perceiver']}>{row['target']}:{row['item']}"
    return {**row, "question": key if row["target"] else row["item"]}


def _cumulative(row: Row, answers: Sequence[str]) -> dict[str, Any]:
    intervals = row["cumulative"] or [(None, None)] * (len(answers) - 1)
    return {
        f"cum_{answer}_{end}": value
        for answer, interval in zip(answers, intervals, strict=False)
        for end, value in zip(("low", "high"), interval, strict=True)
    }


def _mean(row: Row) -> dict[str, Any]:
    return {**row, **{f"pooled_{name}": value for name, value in row.get("pooled", {}).items()}}


def _record(row: Row) -> dict[str, Any]:
    about = {_column(f"about_{key}"): value for key, value in row["about"].items()}
    answers = {_column(name): value for name, value in row["answers"].items()}
    return {"id": row["id"], "group": row["group"], **about, **answers}


def _column(key: str) -> str:
    name = re.sub(r"[^A-Za-z0-9]+", "_", key).strip("_")
    return name if name[:1].isalpha() else f"v_{name}"


# --- Against the CSV ------------------------------------------------------------------------------


def _differences(contents: Mapping[str, bytes], table: str, rows: Sequence[Row]) -> Iterator[str]:
    if f"{table}.csv" not in contents:
        yield "it is missing"
        return
    text = contents[f"{table}.csv"].decode("utf-8-sig")
    published = list(csv.DictReader(io.StringIO(text, newline="")))
    for place, (found, row) in enumerate(zip_longest(published, rows), start=1):
        if found is None or row is None:
            yield f"row {place} is {'missing' if found is None else 'one too many'}"
            continue
        for name, value in found.items():
            right = _field(row.get(name, _absent(table, name)))
            if name not in DERIVED and value != right:
                yield f"row {place}, {name}: {value!r} and not {right!r}"


def _absent(table: str, column: str) -> int | None:
    """What stands where a row has no such figure."""
    own = column in ("id", "group") or column.startswith("about_")
    return NOT_ASKED if table == "records" and not own else None


def _field(value: Any) -> str:
    """A value as a field of CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        return repr(value)
    return f"'{value}" if str(value).startswith(FORMULAS) else str(value)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("archive", type=Path, help="the ZIP archive as it was downloaded")
    parser.add_argument("--checksum", help="the checksum in the citation, or its beginning")
    given = parser.parse_args(arguments)
    try:
        contents = checks.read_archive(given.archive.read_bytes())
    except OSError as problem:
        return _failed([f"{given.archive}: {problem.strerror}"])
    except checks.UnreadableArchiveError as problem:
        return _failed([str(problem)])
    problems, tables = verify(contents)
    checksum = checks.sha256(contents.get(checks.RELEASE, b""))
    problems += checks.against(checksum, given.checksum)
    if problems:
        return _failed(map(str, problems))
    sys.stdout.write(f"{len(contents)} files have their checksums.\n")
    sys.stdout.write(f"{tables} tables in CSV are those of release.json, row by row.\n")
    sys.stdout.write(f"SHA-256 of the release: {checksum}\n")
    if given.checksum:
        sys.stdout.write("That is the checksum of the citation.\n")
    else:
        sys.stdout.write("Compare that with a citation in print.\n")
    sys.stdout.write(f"{NOT_HERE}\n")
    return 0


def _failed(words: Any) -> int:
    for each in words:
        sys.stderr.write(f"{each}\n")
    sys.stderr.write("Do not use this archive. Download it again, and verify that.\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
