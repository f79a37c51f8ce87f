"""Whatever stops a worker, a release has all of its files or none, and gets them the next time."""

import errno
import hashlib
import io
import zipfile

import pytest

from analytics.export import storing
from analytics.export.store import Variant, folder_of, stored_files
from analytics.export.storing import store_files, store_release
from analytics.models import Release
from analytics.release.audience import widen
from tests.analytics.answered import released
from tests.analytics.api.whole import whole_release
from tests.analytics.stored import small_files, store_small_files, unreported

PLAIN, CHANGED = Variant.WITHOUT_CHANGES, Variant.WITH_CHANGES


@pytest.fixture
def release(study, settings, tmp_path):
    settings.RELEASE_FILES = tmp_path / "releases"
    return released(study)


@pytest.fixture
def parent(release):
    """Where the release's variants lie, and what is written before it is one."""
    return folder_of(release.checksum, PLAIN).parent


def everything(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def failing_at(number, problem, monkeypatch, name="_write"):
    """Let this call of a function of the module raise the problem, after half of its work."""
    calls, function = [], getattr(storing, name)

    def call(*args):
        calls.append(args)
        if len(calls) == number:
            if name == "_write":
                args[0].write_bytes(b"".join(args[1])[:3])
            raise problem
        return function(*args)

    monkeypatch.setattr(storing, name, call)


# --- All or none ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "number"),
    [("_write", 1), ("_write", 3), ("_write", 5), ("make_entries_durable", 1), ("_replace", 1)],
)
def test_of_files_that_cannot_all_be_written_none_is_there(
    release, parent, monkeypatch, name, number
):
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as during:
        failing_at(number, full, during, name)
        with pytest.raises(OSError, match="No space left"):
            store_small_files(release)
        assert list(parent.iterdir()) == []
        assert stored_files(release.checksum, PLAIN) is None
    assert store_small_files(release) is not None
    assert [path.name for path in parent.iterdir()] == ["without-changes"]


def test_what_a_worker_that_died_left_is_removed(release, parent):
    for name in ("without-changes.abc.tmp", "with-changes.abc.tmp"):
        (parent / name).mkdir(parents=True)
        (parent / name / "blocks.csv").write_bytes(b"012")
    storing._remove_leftovers(release.checksum)
    assert list(parent.iterdir()) == []


def test_what_a_worker_that_lives_is_writing_is_left_alone(release, parent):
    folder = folder_of(release.checksum, PLAIN)
    parent.mkdir(parents=True)
    with storing._temporary_folder(folder) as temporary:
        storing._remove_leftovers(release.checksum)
        assert temporary.exists()
    assert not temporary.exists()


def test_of_two_workers_at_once_the_first_wins(release, parent, monkeypatch):
    """The second finds the other's files there when it has written its own."""
    first = []

    def meanwhile(*progress):
        if not first:
            first.append("the other worker begins")
            store_small_files(release)
            first.append((parent / PLAIN / "blocks.csv").stat().st_ino)

    store_files(release.checksum, PLAIN, Publication(), small_files(release), meanwhile)
    assert (parent / PLAIN / "blocks.csv").stat().st_ino == first[1]
    assert [path.name for path in parent.iterdir()] == ["without-changes"]


class Publication:
    """What an index needs of one."""

    languages = ("en",)
    tables = ()


def test_so_it_does_when_it_is_done_between_looking_and_renaming(release, parent, monkeypatch):
    store_small_files(release)
    before = (parent / PLAIN / "blocks.csv").stat().st_ino
    monkeypatch.setattr(storing, "stored_files", lambda *which: None)
    monkeypatch.setattr(storing.shutil, "rmtree", lambda *which, **how: None)
    store_small_files(release)
    assert (parent / PLAIN / "blocks.csv").stat().st_ino == before


def test_damaged_files_are_replaced(release, parent):
    store_small_files(release)
    (parent / PLAIN / "blocks.csv").write_bytes(b"0")
    (parent / PLAIN / "of no file").write_bytes(b"0")
    assert store_small_files(release) is not None
    assert (parent / PLAIN / "blocks.csv").read_bytes() == b"0123456789"
    assert not (parent / PLAIN / "of no file").exists()


# --- What is made --------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_file_is_as_its_index_says_and_in_the_archive(release):
    shares = []
    store_release(release, shares.append)
    assert shares == sorted(shares)
    assert (len(shares), shares[-1]) == (len(stored_files(release.checksum, PLAIN).files), 1)
    stored, contents = (
        stored_files(release.checksum, PLAIN),
        everything(folder_of(release.checksum, PLAIN)),
    )
    assert {file.name for file in stored.files} == set(contents) - {"index.json"}
    for file in stored.files:
        assert hashlib.sha256(contents[file.name]).hexdigest() == file.sha256
    with zipfile.ZipFile(io.BytesIO(contents["forum-round-1.zip"])) as archive:
        packed = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    own = {"index.json", "forum-round-1.zip"}
    assert packed == {name: content for name, content in contents.items() if name not in own}
    assert not folder_of(release.checksum, CHANGED).exists()


@pytest.mark.slow
def test_files_that_are_there_are_not_made_again(release, monkeypatch):
    store_small_files(release)
    monkeypatch.setattr(storing, "files_of", None)
    store_release(release, unreported)
    assert len(stored_files(release.checksum, PLAIN).files) == 4


@pytest.mark.slow
def test_a_release_with_changes_has_files_with_and_without_them(study, settings, tmp_path):
    settings.RELEASE_FILES = tmp_path
    whole_release(study, people=0)
    second = whole_release(study, people=0, turn=1)
    shares = []
    store_release(second, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    plain, changed = (
        {file.name for file in stored_files(second.checksum, variant).files}
        for variant in (PLAIN, CHANGED)
    )
    assert plain < changed
    assert {name.partition(".")[0] for name in changed - plain} == {
        "changes",
        "concern_changes",
    }


@pytest.mark.slow
def test_a_wider_audience_changes_no_byte(release):
    store_release(release, unreported)
    folder = folder_of(release.checksum, PLAIN)
    before = everything(folder)
    widen(release=release, to="public", by="test")
    folder.rename(folder.with_name("held"))
    store_release(Release.objects.get(pk=release.pk), unreported)
    assert everything(folder) == before
