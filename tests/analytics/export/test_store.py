"""Files are in the store whole, or count as not there."""

import json

import pytest

from analytics.export.store import INDEX, Variant, folder_of, stored_files
from tests.analytics.answered import released
from tests.analytics.stored import small_files, store_small_files

PLAIN = Variant.WITHOUT_CHANGES


@pytest.fixture
def release(study):
    return released(study)


@pytest.fixture
def stored(release):
    return store_small_files(release)


@pytest.fixture
def folder(release, stored):
    return folder_of(release.checksum, PLAIN)


def edit_index(folder, **fields):
    """Change these fields of the table's entry."""
    index = json.loads((folder / INDEX).read_bytes())
    index["files"][2] |= fields
    (folder / INDEX).write_text(json.dumps(index))


def test_files_lie_below_the_checksum_and_the_variant(release, folder, settings):
    assert folder == settings.RELEASE_FILES / release.checksum / "without-changes"
    names = {path.name for path in folder.iterdir()}
    assert names == {"forum-round-1.zip", "README.en.md", "blocks.csv", "empty.csv", "index.json"}
    assert (folder / "blocks.csv").read_bytes() == b"0123456789"


def test_the_index_describes_every_file(release, stored):
    assert [file.name for file in stored.files] == [file.name for file in small_files(release)]
    assert stored.archive.name == "forum-round-1.zip"
    readme = stored.named("README.en.md")
    assert (readme.kind, readme.part, readme.language) == ("README.md", "read", "en")
    assert (readme.media_type, readme.size) == ("text/markdown", 21)
    assert readme.sha256 == small_files(release)[1].sha256
    assert set(readme.description) == {"en", "zh-Hans", "ja", "ko"}
    assert (readme.description["en"], readme.kind_description["ja"]) == (
        "To read; in English",
        "To read",
    )
    assert stored.languages == ("en", "zh-Hans", "ja", "ko")
    assert list(stored.tables) == ["blocks", "cells", "means"]
    assert stored.tables["blocks"]["en"] == "Answers in steps of three people or more"


def test_what_is_not_there_is_none(release, stored):
    assert stored.named("nothing.csv") is None
    assert stored_files(release.checksum, Variant.WITH_CHANGES) is None
    assert stored_files("0" * 64, PLAIN) is None


def test_a_file_that_is_missing_or_of_another_size_takes_all_others_along(release, folder):
    blocks = folder / "blocks.csv"
    blocks.write_bytes(b"012345678")
    assert stored_files(release.checksum, PLAIN) is None
    blocks.write_bytes(b"9876543210")
    assert stored_files(release.checksum, PLAIN) is not None
    blocks.unlink()
    assert stored_files(release.checksum, PLAIN) is None


@pytest.mark.parametrize(
    "index",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"null",
        b"{}",
        b'{"languages": [], "tables": {}, "files": []}',
        b'{"languages": [], "tables": [], "files": []}',
        b'{"languages": 1, "tables": {}, "files": []}',
        b'{"languages": [], "tables": {}, "files": [{"name": "blocks.csv"}]}',
    ],
)
def test_a_damaged_index_counts_as_none(release, folder, index):
    (folder / INDEX).write_bytes(index)
    assert stored_files(release.checksum, PLAIN) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"size": "10"},
        {"size": None},
        {"sha256": "short"},
        {"sha256": None},
        {"name": 7},
        {"name": ""},
        {"name": "nothing.csv"},
        {"name": "a\0b"},
        {"another": 1},
    ],
)
def test_an_entry_that_is_none_counts_as_none(release, folder, fields):
    edit_index(folder, **fields)
    assert stored_files(release.checksum, PLAIN) is None


@pytest.mark.parametrize("name", ["../blocks.csv", "{folder}/blocks.csv", "a/../blocks.csv", ".."])
def test_an_index_never_leads_out_of_its_folder(release, folder, name):
    (folder.parent / "blocks.csv").write_bytes(b"0123456789")
    (folder / "a").mkdir()
    edit_index(folder, name=name.format(folder=folder))
    assert stored_files(release.checksum, PLAIN) is None
