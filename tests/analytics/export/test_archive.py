import hashlib
import io
import json
import time
import zipfile
from dataclasses import replace
from functools import cache
from types import MappingProxyType

import pandas as pd
import pytest

from analytics.export.archive import archive_of, files_of
from analytics.export.formats import FORMATS
from analytics.release.canonical import canonical
from tests import factories
from tests.analytics.export.publications import ROSE, publication

TABLES = ("blocks", "cells", "means", "undetermined")


@cache
def contents(*, simulated=False, changed=False, hidden=False):
    """The files by name; of the same release they are made once for all tests."""
    told = publication(simulated=simulated, changes=[ROSE] * changed, hidden=[ROSE] * hidden)
    return MappingProxyType({file.name: file.content for file in files_of(told)})


def packed(told):
    return zipfile.ZipFile(io.BytesIO(archive_of(told, files_of(told)).content))


def test_every_table_is_there_in_every_format_and_language():
    names = set(contents())
    data = {
        f"{table}.{middle}{format.extension}"
        for table in TABLES
        for format in FORMATS.values()
        for middle in (("en.", "ja.") if format.in_languages else ("",))
    }
    assert {"blocks.csv", "blocks.parquet", "blocks.ja.sav", "blocks.en.dta"} <= data
    assert names - data == {
        "README.en.md",
        "README.ja.md",
        "codebook.en.md",
        "codebook.ja.md",
        "codebook.csv",
        "questions.csv",
        "codebook.ddi.xml",
        "datapackage.json",
        "instrument.json",
        "release.json",
        "SHA256SUMS",
    }
    assert data <= names


def test_the_release_is_the_bytes_of_its_checksum():
    told = publication()
    found = contents()["release.json"]
    assert hashlib.sha256(found).hexdigest() == told.checksum
    assert found == canonical(dict(told.metadata), told.content)


def test_the_questionnaire_is_the_bytes_of_its_checksum():
    found = contents()["instrument.json"]
    assert hashlib.sha256(found).hexdigest() == publication().metadata["instrument"]["checksum"]
    assert json.loads(found) == factories.welch().content


def test_changes_are_there_for_whoever_may_see_them_and_for_nobody_else():
    seen, hidden = contents(changed=True), contents(hidden=True)
    expected = publication(changes=[ROSE]).metadata["changes"]["checksum"]
    assert hashlib.sha256(seen["changes.json"]).hexdigest() == expected
    assert {"changes.csv", "changes.en.sav"} <= set(seen)
    assert not [name for name in hidden if name.startswith("changes")]
    assert seen["release.json"] == hidden["release.json"]
    assert b"movement" not in b"".join(
        content for name, content in hidden.items() if name.startswith(("codebook", "README"))
    )


def test_the_checksums_are_those_of_all_other_files():
    found = dict(contents())
    sums = found.pop("SHA256SUMS").decode()
    assert sums.splitlines() == [
        f"{hashlib.sha256(content).hexdigest()}  {name}" for name, content in sorted(found.items())
    ]


# --- The archive ---------------------------------------------------------------------------------


def test_the_same_release_gives_the_same_bytes_at_any_time(monkeypatch):
    first = archive_of(publication(), files_of(publication()))
    later = time.time() + 400 * 24 * 3600
    monkeypatch.setattr(time, "time", lambda: later)
    time.sleep(1.1)
    assert archive_of(publication(), files_of(publication())).content == first.content


def test_the_order_in_which_files_are_given_does_not_matter():
    told = publication()
    files = files_of(told)
    assert archive_of(told, files).content == archive_of(told, reversed(files)).content


def test_everything_lies_in_one_folder_with_plain_permissions_and_the_day_of_closing():
    told = publication()
    with packed(told) as archive:
        assert archive.testzip() is None
        entries = archive.infolist()
        assert [entry.filename for entry in entries] == sorted(
            f"forum-round-2/{name}" for name in contents()
        )
        assert {entry.date_time for entry in entries} == {(2026, 11, 20, 0, 0, 0)}
        assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
        assert {entry.create_system for entry in entries} == {3}


def test_what_is_read_from_the_archive_is_what_was_released():
    told = publication()
    with packed(told) as archive:
        blocks = pd.read_csv(archive.open("forum-round-2/blocks.csv"))
    assert blocks[["question", "lens", "group", "n"]].values.tolist() == [
        ["PRC>JPN:military", "assessed", "panel", 8],
        ["PRC>JPN:military", "perceived", "PRC", 8],
        ["PRC>JPN:economic", "perceived", "PRC", 3],
    ]
    assert blocks[["cum_moderate_low", "cum_moderate_high"]].values.tolist()[:2] == [[6, 8], [0, 2]]
    assert blocks["cum_moderate_low"].isna().tolist() == [False, False, True]


# --- To be read first ----------------------------------------------------------------------------


@pytest.fixture
def text():
    return contents(simulated=True, changed=True)["README.en.md"].decode()


def test_the_readme_tells_citation_terms_warning_and_how_to_verify(text):
    told = publication(simulated=True, changes=[ROSE])
    assert text.startswith("# Forum, Second round\n")
    assert "SIMULATED" in text
    assert "SIMULATED" not in contents()["README.en.md"].decode()
    assert told.citation in text
    assert f"sha256sum release.json\n{told.checksum}" in text
    assert "sha256sum -c SHA256SUMS" in text
    assert "verify_release forum-round-2.zip" in text
    assert "As agreed." in text
    assert "| skipped | -3 | .d |" in text


def test_the_readme_names_every_other_file(text):
    listed = {line.split("`")[1] for line in text.splitlines() if line.startswith("| `")}
    assert listed == set(contents(changed=True)) - {"SHA256SUMS"}


def test_the_readme_says_why_there_are_no_pooled_figures(text):
    assert "No gaps are estimated together" not in text
    told = publication()
    told = replace(told, metadata=told.metadata | {"pooling": {"problem": "nothing to pool"}})
    with packed(told) as archive:
        text = archive.read("forum-round-2/README.en.md").decode()
    assert "No gaps are estimated together: at no question did enough people" in text


def test_a_title_that_is_not_there_is_said_so():
    assert contents()["README.ja.md"].decode().splitlines()[0].endswith("（ja：文面なし）")
