"""The sheets of all dyads in one ZIP: whole or not there, the same bytes each time."""

import io
import zipfile

import pytest

from analytics.brief import archive
from analytics.brief.archive import archive_name, archive_path, brief_name, store_briefs
from tests.analytics.brief.reading_back import pages_of, squeezed, text_of

TAGS = ["ja", "en"]


@pytest.fixture
def release(full, settings, tmp_path):
    settings.RELEASE_FILES = tmp_path / "releases"
    return full


def stored(release, tags=TAGS):
    store_briefs(release, tags, lambda share: None)
    return archive_path(release, tags).read_bytes()


def test_the_archive_has_the_sheet_of_every_dyad(release):
    with zipfile.ZipFile(io.BytesIO(stored(release))) as packed:
        assert packed.namelist() == [
            f"brief-{dyad}.ja+en.pdf"
            for dyad in ("PRC-JPN", "PRC-ROK", "PRC-USA", "JPN-ROK", "JPN-USA", "ROK-USA")
        ]
        sheet = packed.read("brief-JPN-USA.ja+en.pdf")
    assert pages_of(sheet) == 1
    assert squeezed("日本と米国") in text_of(sheet)
    assert squeezed("Japan and USA") in text_of(sheet)


def test_it_is_made_once_and_again_the_same(release, monkeypatch):
    """As each sheet is: see test_sheet.py."""
    monkeypatch.setattr(archive, "pdf_of", lambda briefs: briefs[0].title.encode())
    first = stored(release)
    archive_path(release, TAGS).unlink()
    assert stored(release) == first
    monkeypatch.setattr(archive, "pdf_of", None)
    assert stored(release) == first


def test_progress_is_reported_sheet_by_sheet(release, monkeypatch):
    monkeypatch.setattr(archive, "pdf_of", lambda briefs: b"sheet")
    shares = []
    store_briefs(release, ["en"], shares.append)
    assert shares == pytest.approx([n / 6 for n in range(1, 7)])


def test_what_cannot_be_written_leaves_nothing_behind(release, monkeypatch):
    monkeypatch.setattr(archive, "pdf_of", lambda briefs: b"sheet")

    def refuse(*paths):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.os, "replace", refuse)
    with pytest.raises(OSError, match="No space"):
        stored(release)
    assert not [*archive_path(release, TAGS).parent.iterdir()]


def test_names_say_the_round_the_dyad_and_the_languages(release):
    assert archive_name(release, TAGS) == "forum-round-1-briefs.ja+en.zip"
    assert brief_name(("PRC", "JPN"), ["ko"]) == "brief-PRC-JPN.ko.pdf"


def test_another_version_of_the_program_has_an_archive_of_its_own(release, monkeypatch):
    before = archive_path(release, TAGS)
    monkeypatch.setitem(archive.SOFTWARE, "version", "9.9")
    assert archive_path(release, TAGS) != before
    assert archive_path(release, ["ja"]) != archive_path(release, TAGS)
