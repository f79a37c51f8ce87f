"""Starting programs of researchers, and comparing what they read with the table."""

import csv
import math
import os
import shutil
import subprocess
from collections import namedtuple

import pytest

from analytics.release.schema.columns import Type, stored
from analytics.vocabulary.missing import Missing

LACKING = 77  # the exit code of a script whose package is not there
# Where the files are, and their tables by name.
Files = namedtuple("Files", "folder tables")


def run(files, *command, script=None):
    """Run a program in the folder; with a script of a package that is not there, skip."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not on this machine")
    folder = files.folder
    environment = {**os.environ, "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, cwd=folder, input=script, env=environment, capture_output=True, text=True
    )
    if done.returncode == LACKING:
        pytest.skip(done.stdout.strip())
    return done


def succeeded(done):
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def assert_same(found, table, format, codes=False, tolerance=1e-9):
    """Compare what a program wrote as CSV with the table; ``codes`` stand for reasons in marks.

    ``tolerance`` is that of numbers, which some programs write with few digits.
    """
    names, *rows = found
    columns = [column.column for column in table.columns]
    assert names == [column.name_in(format) for column in columns]
    assert len(rows) == len(table.rows)
    for row, right in zip(rows, table.rows, strict=True):
        for column, text, value in zip(columns, row, right, strict=True):
            if isinstance(value, Missing):
                value = stored(column, value) if codes else None
            assert _alike(column, text, value, tolerance), (table.name, column.name, text, value)


def _alike(column, text, value, tolerance):
    if value is None:
        return text.strip() in ("", "NA")
    if column.type is Type.TEXT:
        return text.strip() in ((value,) if value else ("", "NA"))
    return text != "" and math.isclose(float(text), value, rel_tol=tolerance, abs_tol=tolerance)


def out(files, name):
    """What a program wrote of the table of this name."""
    return read(files.folder / f"{name}.out.csv")
