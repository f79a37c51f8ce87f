import hashlib
import io
import json
import zipfile
from functools import cache

import pyarrow.parquet
import pytest

from analytics.export import verification
from analytics.export.archive import archive_of, files_of
from analytics.export.archive_checks import against
from analytics.export.verification import verify
from analytics.release.canonical import canonical
from tests.analytics.export.publications import RECORD, ROSE, publication

pytestmark = pytest.mark.slow

SUMS = "SHA256SUMS"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


@cache
def genuine():
    told = publication(changes=[ROSE])
    return archive_of(told, files_of(told)).content


def contents():
    with zipfile.ZipFile(io.BytesIO(genuine())) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def edited(name, becomes, *, sums=False):
    """The archive after somebody has changed a file, and written its checksum anew if they can."""
    files = {path.partition("/")[2]: content for path, content in contents().items()}
    before = sha256(files[name])
    files[name] = becomes(files[name])
    assert before != sha256(files[name])
    if sums:
        files[SUMS] = files[SUMS].replace(before.encode(), sha256(files[name]).encode())
    return packed(files)


def problems(archive):
    return [(problem.file, problem.words) for problem in verify(archive).problems]


def replaced(was, becomes):
    def change(content):
        assert was in content
        return content.replace(was, becomes, 1)

    return change


def more(content):
    return content + b"\n"


# --- As it was downloaded ------------------------------------------------------------------------


def test_an_archive_as_it_was_made_is_whole():
    verdict = verify(genuine())
    assert verdict.problems == []
    assert verdict.checksum == publication(changes=[ROSE]).checksum
    assert verdict.citation == publication(changes=[ROSE]).citation
    apart = {"release.json", "changes.json", "instrument.json", SUMS}
    assert verdict.compared == len(contents()) - len(apart)


def test_the_folder_of_the_files_does_not_matter():
    files = {path.partition("/")[2]: content for path, content in contents().items()}
    assert verify(packed(files)).problems == []


@pytest.mark.parametrize("rows", [{"hidden": [ROSE]}, {"records": [RECORD]}])
def test_without_changes_and_with_records_it_is_whole_too(rows):
    told = publication(**rows)
    assert verify(archive_of(told, files_of(told)).content).problems == []


# --- One file changed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["README.en.md", "blocks.csv", "blocks.en.sav", "blocks.ja.dta", "cells.parquet"],
)
def test_a_changed_file_is_reported_by_the_list_of_checksums(name):
    found = [words for file, words in problems(edited(name, more)) if file == name]
    assert f"was changed: {SUMS} has another checksum." in found


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("README.en.md", replaced(b"Forum", b"Quorum")),
        ("codebook.ja.md", replaced(b"perceiver", b"seer")),
        ("codebook.csv", replaced(b"perceived", b"dreamed")),
        ("questions.csv", replaced(b"how serious", b"how funny")),
        ("codebook.ddi.xml", replaced(b"Forum", b"Quorum")),
        ("datapackage.json", replaced(b'"title": "Forum"', b'"title": "Quorum"')),
        ("blocks.en.sav", replaced(b"PRC", b"JPN")),
        ("blocks.ja.dta", replaced(b"PRC", b"JPN")),
        ("cells.excel.csv", replaced(b"PRC", b"JPN")),
    ],
)
def test_with_its_checksum_written_anew_it_is_reported_by_what_release_json_gives(name, change):
    ((file, words),) = problems(edited(name, change, sums=True))
    assert file == name
    assert words.startswith(("is not what is made from release.json", "is not as in release.json"))


def test_a_changed_row_of_csv_is_reported_with_its_column():
    archive = edited("blocks.csv", replaced(b",PRC,8,", b",PRC,9,"), sums=True)
    assert problems(archive) == [
        ("blocks.csv", "is not as in release.json: row 2, n: '9' and not '8'.")
    ]


def test_rows_that_were_left_out_or_put_in_are_reported():
    def shorter(content):
        return b"".join(content.splitlines(keepends=True)[:-1])

    def longer(content):
        return content + content.splitlines(keepends=True)[-1]

    assert problems(edited("blocks.csv", shorter, sums=True)) == [
        ("blocks.csv", "is not as in release.json: row 3 is missing.")
    ]
    assert problems(edited("blocks.csv", longer, sums=True)) == [
        ("blocks.csv", "is not as in release.json: row 4 is one too many.")
    ]


def test_a_changed_row_of_parquet_is_reported_with_its_column():
    def change(content):
        table = pyarrow.parquet.read_table(io.BytesIO(content))
        place = table.schema.get_field_index("n")
        out = io.BytesIO()
        numbers = pyarrow.array([8, 8, 4], pyarrow.int64())
        pyarrow.parquet.write_table(table.set_column(place, table.field(place), numbers), out)
        return out.getvalue()

    assert problems(edited("blocks.parquet", change, sums=True)) == [
        ("blocks.parquet", "is not as in release.json: row 3, n: 4 and not 3.")
    ]
    ((_, words),) = problems(edited("blocks.parquet", lambda content: b"PAR1", sums=True))
    assert "cannot be read" in words


# --- Files that are not there, or should not be --------------------------------------------------


@pytest.mark.parametrize("name", ["blocks.csv", "codebook.ja.md", "release.json", SUMS])
def test_a_file_that_was_taken_out_is_missed(name):
    files = {path: content for path, content in contents().items() if not path.endswith(name)}
    sums = "forum-round-2/SHA256SUMS"
    if sums in files:
        kept = [row for row in files[sums].splitlines(keepends=True) if name.encode() not in row]
        files[sums] = b"".join(kept)
    assert (name, "is missing.") in problems(packed(files))


def test_a_file_that_was_put_in_is_reported():
    files = contents() | {"forum-round-2/notes.txt": b"trust me"}
    assert problems(packed(files)) == [
        ("notes.txt", f"is not in {SUMS}."),
        ("notes.txt", "does not belong to the release."),
    ]


@pytest.mark.parametrize("archive", [b"", b"PK", b"no archive at all"])
def test_what_is_no_archive_is_reported(archive):
    assert problems(archive) == [("", "This is not a whole ZIP archive.")]


def test_two_files_of_one_name_are_no_archive():
    files = contents() | {"elsewhere/blocks.csv": b""}
    assert problems(packed(files)) == [("", "This archive has two files of one name.")]


# --- The release itself --------------------------------------------------------------------------


def test_a_release_that_is_not_canonical_or_no_release_is_reported():
    spaced = edited("release.json", lambda content: json.dumps(json.loads(content)).encode())
    assert ("release.json", "is not written as releases are.") in problems(spaced)
    for nonsense in (b"{}", b"[]", b"nonsense", b'{"blocks": [{}], "metadata": {}}'):
        ((_, sums), (_, unread)) = problems(edited("release.json", lambda _, told=nonsense: told))
        assert "was changed" in sums
        assert "cannot be read" in unread


def test_another_questionnaire_is_reported():
    found = problems(edited("instrument.json", replaced(b"the PRC", b"the Moon"), sums=True))
    assert found == [
        ("instrument.json", "is not the questionnaire whose checksum is in release.json.")
    ]


def test_other_changes_are_reported():
    found = problems(edited("changes.json", replaced(b'"rose"', b'"fell"'), sums=True))
    assert ("changes.json", "is not what release.json has the checksum of.") in found
    assert "changes.csv" in dict(found)


def forged():
    """Everything written anew from a release that somebody has changed."""
    told = publication(changes=[ROSE], simulated=True)
    return archive_of(told, files_of(told)).content


def test_an_archive_that_was_wholly_written_anew_is_reported_by_the_checksum_alone():
    verdict = verify(forged())
    released = publication(changes=[ROSE]).checksum
    assert verdict.problems == []
    (problem,) = against(verdict.checksum, released)
    assert (problem.file, released in problem.words) == ("release.json", True)
    assert [len(list(against(verdict.checksum, released[:n]))) for n in (16, 64)] == [1, 1]
    genuinely = verify(genuine()).checksum
    for known in (released, released[:16], released[:16].upper(), None):
        assert list(against(genuinely, known)) == []


# --- Another version of the program --------------------------------------------------------------


def test_texts_of_another_version_are_only_named_and_its_tables_compared(monkeypatch):
    archive = edited("README.en.md", more, sums=True)
    table = edited("blocks.csv", replaced(b",PRC,8,", b",PRC,9,"), sums=True)
    monkeypatch.setattr(verification, "SOFTWARE", {"name": "cs2survey", "version": "9"})
    verdict = verify(archive)
    assert (verdict.problems, verdict.unlike) == ([], ["README.en.md"])
    assert [problem.file for problem in verify(table).problems] == ["blocks.csv"]


def test_of_the_codebook_of_another_version_all_but_the_labels_is_compared(monkeypatch):
    label = b"PRC toward Japan: Japan's possible use"
    worded = edited("codebook.csv", replaced(label, b"Japan's possible use"), sums=True)
    code = edited("codebook.csv", replaced(b",-5,below_five,", b",-6,below_five,"), sums=True)
    (found,) = problems(worded)
    assert "value_label_en: \"Japan's possible use" in found[1]
    monkeypatch.setattr(verification, "SOFTWARE", {"name": "cs2survey", "version": "9"})
    verdict = verify(worded)
    assert (verdict.problems, verdict.unlike) == ([], ["codebook.csv"])
    (found,) = problems(code)
    assert "value: '-6' and not '-5'" in found[1]


def test_a_release_that_is_read_is_the_one_that_was_written():
    told = publication(changes=[ROSE])
    told_again, content = verification.read_release(
        {path.partition("/")[2]: found for path, found in contents().items()}
    )
    assert canonical(told_again, content) == canonical(dict(told.metadata), told.content)
