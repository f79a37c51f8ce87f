"""What is sent of a file: all of it, a range of its bytes, or nothing (RFC 9110)."""

import hashlib
import shutil

import pytest

from analytics.api import files
from analytics.export.archive import DATA, File
from analytics.export.file_contents import whole
from analytics.export.queries import publication_of
from analytics.export.store import Variant, folder_of
from analytics.export.storing import store_files
from tests import factories
from tests.analytics.answered import released
from tests.analytics.made import bearer
from tests.analytics.stored import small_files, store_small_files, unreported

CONTENT = b"0123456789"
ETAG = f'"{hashlib.sha256(CONTENT).hexdigest()}"'
OTHER = f'"{"0" * 64}"'


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    release = released(study, audience="researchers")
    store_small_files(release)
    return release


@pytest.fixture
def get(client, study, researcher, release):
    """The answer for a file with these headers."""
    own = bearer(researcher, study)

    def get(name="blocks.csv", method="get", **headers):
        headers = {key.replace("_", "-"): value for key, value in headers.items()}
        url = f"/api/v1/releases/{release.pk}/files/{name}"
        return getattr(client, method)(url, headers=own | headers)

    return get


def test_a_file_is_to_be_kept_and_never_guessed_at(get):
    response = get()
    assert (response.status_code, response.getvalue()) == (200, CONTENT)
    assert response.streaming
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="blocks.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-cache"
    assert set(response["Vary"].split(", ")) >= {"Authorization", "Cookie"}
    assert response["ETag"] == ETAG
    assert (response["Content-Length"], response["Accept-Ranges"]) == ("10", "bytes")
    assert "Content-Range" not in response


def test_bytes_are_sent_as_such(get):
    response = get("forum-round-1.zip")
    assert response["Content-Type"] == "application/zip"
    assert response.getvalue() == b"PK" + bytes(range(256))
    part = get("forum-round-1.zip", Range="bytes=200-")
    assert part.getvalue() == (b"PK" + bytes(range(256)))[200:]


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=9-9", 9, 9),
        ("bytes=2-4", 2, 4),
        ("bytes=4-", 4, 9),
        ("bytes=0-", 0, 9),
        ("bytes=0-9", 0, 9),
        ("bytes=0-99", 0, 9),
        ("bytes=-1", 9, 9),
        ("bytes=-3", 7, 9),
        ("bytes=-10", 0, 9),
        ("bytes=-99", 0, 9),
        ("bytes=007-0008", 7, 8),
        ("Bytes=1-1", 1, 1),
        (" bytes=1-1 ", 1, 1),
    ],
)
def test_a_range_is_sent_as_such(get, wanted, first, last):
    response = get(Range=wanted)
    assert response.status_code == 206
    assert response.getvalue() == CONTENT[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/10"
    assert response["Content-Length"] == str(last + 1 - first)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="blocks.csv"'
    assert response["ETag"] == ETAG


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=4-2",
        "bytes=a-b",
        "bytes=1-x",
        "bytes=--1",
        "bytes=1.0-2",
        "bytes=0-1,4-5",
        "lines=0-1",
        "bytes 0-1",
        "bytes=²-3",
        "bytes=" + "9" * 5000 + "-",
    ],
)
def test_what_is_no_single_range_of_bytes_is_overlooked(get, wanted):
    response = get(Range=wanted)
    assert (response.status_code, response.getvalue()) == (200, CONTENT)
    assert "Content-Range" not in response


@pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=10-20", "bytes=999-", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused(get, wanted):
    response = get(Range=wanted)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */10")
    assert response["Content-Type"] == "application/problem+json"
    found = response.json()
    assert found["type"].endswith("/api/v1/docs/#range-not-satisfiable")
    assert found["detail"] == "The file has 10 bytes and none of those."
    assert (response["ETag"], response["Cache-Control"]) == (ETAG, "private, no-cache")


def test_an_empty_file_is_sent_whole_and_has_no_range(get):
    response = get("empty.csv")
    assert (response.status_code, response["Content-Length"], response.getvalue()) == (
        200,
        "0",
        b"",
    )
    for wanted in ("bytes=0-", "bytes=0-0", "bytes=-1"):
        assert get("empty.csv", Range=wanted).status_code == 416


def test_whoever_has_a_file_is_not_sent_it_again(get):
    for tag in (ETAG, f"W/{ETAG}", f'"other", W/{ETAG}', "*"):
        response = get(If_None_Match=tag, Range="bytes=0-1")
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", ETAG)
    assert get(If_None_Match=OTHER).getvalue() == CONTENT


def test_a_file_that_must_be_another_is_not_sent(get):
    refused = get(If_Match=OTHER)
    assert (refused.status_code, refused["Content-Type"]) == (412, "application/problem+json")
    assert "ETag" not in refused
    assert get(If_Match=ETAG).getvalue() == CONTENT


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (ETAG, 206),
        (OTHER, 200),
        (f"W/{ETAG}", 200),
        ("Sat, 28 Nov 2026 15:00:00 GMT", 200),
        ("nonsense", 200),
    ],
)
def test_a_range_of_a_file_that_has_changed_is_the_whole_file(get, condition, status):
    response = get(If_Range=condition, Range="bytes=4-5")
    assert (response.status_code, len(response.getvalue())) == (status, 2 if status == 206 else 10)
    beyond = get(If_Range=condition, Range="bytes=10-")
    assert beyond.status_code == (416 if status == 206 else 200)
    beyond.getvalue()


def test_head_has_the_headers_of_get_and_is_sent_nothing(get):
    response = get(method="head", Range="bytes=2-4")
    assert (response.status_code, response.content) == (200, b"")
    whole = get()
    assert {**response.headers} == {**whole.headers}
    assert whole.getvalue() == CONTENT
    assert get(method="head", If_None_Match=ETAG).status_code == 304
    assert get("nothing.csv", method="head").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_file_is_only_read(get, method):
    assert get(method=method).status_code == 405


# --- Files that are made anew meanwhile ----------------------------------------------------------


@pytest.fixture
def made_anew(release):
    """The same files with other bytes in place of the first ones; put back afterwards."""

    def make():
        folder = folder_of(release.checksum, Variant.WITHOUT_CHANGES)
        folder.rename(folder.with_name("before"))
        publication = publication_of(release, [])
        other = File("blocks.csv", "text/csv", DATA, "Blocks", whole(lambda: b"abcdefghijkl"))
        others = [file for file in small_files(release) if file.name != other.name]
        store_files(
            release.checksum, Variant.WITHOUT_CHANGES, publication, [*others, other], unreported
        )

    yield make
    folder = folder_of(release.checksum, Variant.WITHOUT_CHANGES)
    shutil.rmtree(folder)
    folder.with_name("before").rename(folder)


def test_a_download_goes_on_with_the_old_bytes_or_begins_anew(get, made_anew):
    running = get()
    made_anew()
    assert running.getvalue() == CONTENT
    anew = get(Range="bytes=4-", If_Range=ETAG)
    assert (anew.status_code, anew.getvalue()) == (200, b"abcdefghijkl")
    refused = get(Range="bytes=4-", If_Match=ETAG)
    assert (refused.status_code, refused.json()["status"]) == (412, 412)
    part = get(Range="bytes=4-", If_Range=anew["ETag"])
    assert (part.status_code, part.getvalue()) == (206, b"efghijkl")


def test_files_replaced_while_one_is_opened_are_looked_at_again(get, made_anew, monkeypatch):
    """The index was read before, the file after they were replaced."""
    asked, read = [], files._stored

    def stored(*who):
        found = read(*who)
        if not asked:
            made_anew()
        asked.append(found)
        return found

    monkeypatch.setattr(files, "_stored", stored)
    response = get()
    content = response.getvalue()
    assert (content, len(asked)) == (b"abcdefghijkl", 4)
    assert response["ETag"] == f'"{hashlib.sha256(content).hexdigest()}"'
