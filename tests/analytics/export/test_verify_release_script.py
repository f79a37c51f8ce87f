"""The script that verifies an archive where there is nothing but Python."""

import importlib.util
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from analytics.export import archive_checks
from tests import whole_archives
from tests.analytics.export.publications import RECORD, ROSE, publication
from tests.analytics.export.test_verification import SUMS, packed, sha256

SCRIPT = Path(__file__).resolve().parents[3] / "docs" / "verify_release.py"
MEND = "Do not use this archive. Download it again, and verify that.\n"


@pytest.fixture(scope="module")
def script():
    spec = importlib.util.spec_from_file_location("verify_release_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of a release that the script looks into, and the list of their checksums."""
    made = publication(changes=[ROSE], records=[RECORD])
    folder = whole_archives.write(made, tmp_path_factory.mktemp("release") / "forum")
    return with_sums({path.name: path.read_bytes() for path in folder.iterdir()})


def with_sums(files):
    listed = {name: content for name, content in files.items() if name != SUMS}
    lines = [f"{sha256(content)}  {name}\n" for name, content in sorted(listed.items())]
    return listed | {SUMS: "".join(lines).encode()}


def run(script, capsys, tmp_path, archive, *options):
    path = tmp_path / "forum.zip"
    path.write_bytes(archive)
    code = script.main([str(path), *options])
    return code, *capsys.readouterr()


def changed(files, name, was, becomes):
    """With a file changed, and its checksum written anew."""
    assert was in files[name]
    return packed(with_sums({**files, name: files[name].replace(was, becomes, 1)}))


def test_it_needs_no_package_and_no_server(files, tmp_path):
    path = tmp_path / "forum.zip"
    path.write_bytes(packed({f"forum-round-2/{name}": held for name, held in files.items()}))
    checksum = sha256(files["release.json"])
    command = [sys.executable, "-I", "-S", str(SCRIPT), str(path), "--checksum", checksum[:16]]
    found = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    assert (found.stderr, found.returncode) == ("", 0)
    said = found.stdout.splitlines()
    assert said[0] == f"{len(files)} files have their checksums."
    assert said[1] == "5 tables in CSV are those of release.json, row by row."
    assert said[2] == f"SHA-256 of the release: {checksum}"
    assert said[3] == "That is the checksum of the citation."
    assert "manage.py verify_release" in said[4]


@pytest.mark.parametrize(
    ("name", "was", "becomes", "words"),
    [
        ("blocks.csv", b",PRC,8,", b",PRC,9,", "row 2, n: '9' and not '8'"),
        (
            "cells.csv",
            b",overestimation,",
            b",aligned,",
            "row 1, kind: 'aligned' and not 'overestimation'",
        ),
        ("means.csv", b",threat,", b",image,", "gap: 'image' and not 'threat'"),
        ("changes.csv", b",rose,0.5", b",rose,0.6", "row 1, level_shift: '0.6' and not '0.5'"),
        ("records.csv", b",-2", b",-1", "row 1, PRC_JPN_economic: '-1' and not '-2'"),
    ],
)
def test_a_changed_row_is_named(script, files, capsys, tmp_path, name, was, becomes, words):
    code, said, wrong = run(script, capsys, tmp_path, changed(files, name, was, becomes))
    assert (code, said) == (1, "")
    assert wrong.startswith(f"{name}: is not as in release.json: row ")
    assert words in wrong
    assert wrong.endswith(MEND)


def test_rows_too_few_and_too_many_are_named(script, files, capsys, tmp_path):
    *rows, last = files["blocks.csv"].splitlines(keepends=True)
    for lines, words in (
        (rows, f"row {len(rows)} is missing"),
        ([*rows, last, last], f"row {len(rows) + 1} is one too many"),
    ):
        archive = packed(with_sums({**files, "blocks.csv": b"".join(lines)}))
        _, _, wrong = run(script, capsys, tmp_path, archive)
        assert wrong == f"blocks.csv: is not as in release.json: {words}.\n{MEND}"
    without = {name: content for name, content in files.items() if name != "cells.csv"}
    _, _, wrong = run(script, capsys, tmp_path, packed(with_sums(without)))
    assert wrong == f"cells.csv: is not as in release.json: it is missing.\n{MEND}"


def test_checksums_that_do_not_hold_are_named(script, files, capsys, tmp_path):
    archive = packed({**files, "blocks.csv": files["blocks.csv"] + b"\n", "notes.txt": b"trust me"})
    _, _, wrong = run(script, capsys, tmp_path, archive)
    assert f"blocks.csv: was changed: {SUMS} has another checksum." in wrong
    assert f"notes.txt: is not in {SUMS}." in wrong
    for name, words in (
        ("instrument.json", "is not the questionnaire whose checksum is in release.json."),
        ("changes.json", "is not what release.json has the checksum of."),
    ):
        other = changed(files, name, b'"', b' "')
        assert f"{name}: {words}" in run(script, capsys, tmp_path, other)[2]
    _, _, wrong = run(script, capsys, tmp_path, packed(files), "--checksum", "0" * 16)
    assert wrong.startswith("release.json: is not what was released: its SHA-256 is ")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("release.json", None, "release.json: is missing."),
        ("instrument.json", None, "instrument.json: is missing."),
        (SUMS, None, f"{SUMS}: is missing."),
        ("release.json", b"{}", "The release cannot be read from the archive (KeyError"),
        ("release.json", b"[]", "The release cannot be read from the archive (TypeError"),
        ("release.json", b"{", "The release cannot be read from the archive (JSONDecodeError"),
        ("changes.json", b'{"a": 1}', "changes.json: is not what release.json has"),
        ("blocks.csv", b"\xff\xfe", "The release cannot be read from the archive (UnicodeDecode"),
    ],
)
def test_files_that_cannot_be_read_are_reported(
    script, files, capsys, tmp_path, name, content, words
):
    kept = {held: body for held, body in files.items() if held != name}
    if content is not None:
        kept = with_sums({**kept, name: content})
    code, _, wrong = run(script, capsys, tmp_path, packed(kept))
    assert code == 1
    assert words in wrong


# --- Archives that are none -----------------------------------------------------------------------


def damaged(archive, place):
    """One byte of what is packed is another one."""
    return archive[:place] + bytes([archive[place] ^ 255]) + archive[place + 1 :]


def deflated(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_that_is_not_whole_is_reported(script, files, capsys, tmp_path):
    whole = deflated({"release.json": json.dumps(list(range(9_999))).encode()})
    for archive in (
        b"",
        b"PK",
        b"no archive",
        whole[:-9],
        whole[: len(whole) // 2],
        damaged(whole, len(whole) // 2),
        damaged(whole, 30 + len("release.json")),  # where it says how what follows is packed
    ):
        code, said, wrong = run(script, capsys, tmp_path, archive)
        assert (code, said) == (1, "")
        assert wrong == f"This is not a whole ZIP archive.\n{MEND}"
    assert script.main([str(tmp_path / "nothing.zip")]) == 1
    assert "nothing.zip: No such file or directory" in capsys.readouterr().err


def test_no_more_is_unpacked_than_a_release_holds(monkeypatch):
    """A small archive may declare, and give, a thousand times its own size."""
    bomb = deflated({"release.json": bytes(2_000_000)})
    assert len(bomb) < 5_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(archive_checks.UnreadableArchiveError, match="too large"):
        archive_checks.read_archive(bomb, largest=1_000_000)
    monkeypatch.setattr(archive_checks, "MOST_FILES", 2)
    many = packed({str(number): b"" for number in range(3)})
    with pytest.raises(archive_checks.UnreadableArchiveError, match="too large"):
        archive_checks.read_archive(many)


def test_two_files_of_one_name_are_reported(files):
    twice = packed({"blocks.csv": b"", "elsewhere/blocks.csv": b""})
    with pytest.raises(archive_checks.UnreadableArchiveError, match="two files of one name"):
        archive_checks.read_archive(twice)
