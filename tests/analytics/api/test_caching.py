"""What may be kept, by whom, and how it is asked for again (RFC 9110)."""

import gzip
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.http import parse_http_date

from analytics.api import caching, files, release_tables
from analytics.computing import revise
from analytics.release import method
from analytics.release.audience import widen
from analytics.release.method import METHOD
from tests import factories
from tests.analytics.api.conftest import mixed
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer, make_release

OTHER = '"0"'


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    return make_release(study, mixed, audience="researchers")


@pytest.fixture
def path(release):
    return f"releases/{release.pk}"


@pytest.fixture
def get(client, study, researcher):
    own = bearer(researcher, study)

    def get(path, method="get", **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(client, method)(f"/api/v1/{path}", headers=own | headers)

    return get


KEPT = ("", "cells/", "cells/?format=csv", "blocks/?format=ndjson", "canonical/", "codebook/")
LISTS = (
    "studies/",
    "studies/forum/",
    "studies/forum/rounds/?format=csv",
    "instruments/welch2013/4/",
)


@pytest.mark.parametrize("which", [*KEPT, *LISTS])
def test_whoever_has_an_answer_is_not_sent_it_again(get, path, which):
    address = which if which in LISTS else f"{path}/{which}"
    first, again = get(address), get(address)
    etag, content = first["ETag"], first.getvalue()
    assert etag == again["ETag"]
    assert content == again.getvalue() != b""
    for tags in (etag, f"W/{etag}", f"{OTHER}, {etag}", "*"):
        response = get(address, If_None_Match=tags)
        assert (response.status_code, response.content, response["ETag"]) == (304, b"", etag)
        assert response["Cache-Control"] == "private, no-cache"
    assert get(address, If_None_Match=OTHER).getvalue() == content
    assert get(address, "head", If_None_Match=etag).status_code == 304
    assert get(address, If_Match=etag).status_code == 200
    refused = get(address, If_Match=OTHER)
    assert (refused.status_code, refused.json()["status"]) == (412, 412)


def test_a_table_that_is_known_is_not_made_again(get, path, monkeypatch):
    etag = get(f"{path}/cells/")["ETag"]
    monkeypatch.setattr(release_tables, "publication_of", None)
    assert get(f"{path}/cells/", If_None_Match=etag).status_code == 304


def test_a_codebook_is_made_once_and_not_for_whoever_has_it(get, path, release, monkeypatch):
    caches["pages"].clear()
    first = get(f"{path}/codebook/")
    assert first.json()["checksum"] == release.checksum
    monkeypatch.setattr(files, "codebook", None)
    assert get(f"{path}/codebook/").content == first.content
    markdown = get(f"{path}/codebook/?format=md")
    assert first["ETag"] != markdown["ETag"]
    assert markdown.content.startswith(b"# ")
    monkeypatch.setattr(files, "publication_of", None)
    assert get(f"{path}/codebook/", If_None_Match=first["ETag"]).status_code == 304


def test_every_other_answer_has_another_etag(get, path):
    queries = ("", "?format=csv", "?format=ndjson", "?gap=threat", "?fields=gap,kind")
    queries += ("?fields=kind,gap", "?limit=3", "?limit=4", "?revision=1")
    tags = [get(f"{path}/cells/{query}")["ETag"] for query in queries]
    tags.append(get(f"{path}/means/")["ETag"])
    assert len(set(tags)) == len(tags)
    by_header = get(f"{path}/cells/", Accept="text/csv")["ETag"]
    assert by_header not in (tags[0], *tags[2:])


def test_a_mistake_is_told_whatever_is_known(get, path):
    for tags in ("*", OTHER):
        assert get(f"{path}/cells/?gap=x", If_None_Match=tags).status_code == 400
    nothing = get(f"{path}/cells/?gap=x")
    assert ("ETag" in nothing, nothing["Cache-Control"]) == (False, "no-store")


def test_a_revision_and_another_version_of_the_program_change_the_etag(
    get, path, release, monkeypatch
):
    def tags():
        return [
            get(f"{path}/{table}")["ETag"] for table in ("cells/", "blocks/", "cells/?revision=1")
        ]

    before = tags()
    monkeypatch.setattr(method, "METHOD", METHOD | {"edition": METHOD["edition"] + 1})
    revise.revise_release(release=release, by="ada")
    after = tags()
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True, True]
    assert get(f"{path}/cells/", If_None_Match=before[0]).status_code == 200
    monkeypatch.setattr(release_tables, "SOFTWARE", {"name": "cs2survey", "version": "9"})
    assert not set(tags()) & set(after)


def test_changes_that_come_into_sight_change_the_etag(get, study):
    earlier = whole_release(study, audience="room", people=0)
    middle = whole_release(study, turn=1, people=0)
    before = get(f"releases/{middle.pk}/changes/")
    assert before.json() == []
    widen(release=earlier, to="researchers", by="ada")
    after = get(f"releases/{middle.pk}/changes/", If_None_Match=before["ETag"])
    assert (after.status_code, len(after.json()) > 0) == (200, True)


# --- Last-Modified -------------------------------------------------------------------------------


def test_of_a_day_that_is_not_over_nothing_is_said():
    today = timezone.now().astimezone(UTC).date()
    assert caching.last_modified(None) is None
    assert caching.last_modified(today) is None
    assert caching.last_modified(today + timedelta(days=1)) is None
    yesterday = datetime.fromtimestamp(caching.last_modified(today - timedelta(days=1)), UTC)
    assert yesterday.date() == today - timedelta(days=1)
    assert yesterday.time().isoformat() == "23:59:59"


@pytest.mark.parametrize("which", KEPT)
def test_what_is_as_old_as_it_was_is_not_sent_again(get, path, which, monkeypatch):
    assert "Last-Modified" not in get(f"{path}/{which}")
    for module in ("release_tables", "views", "files"):
        monkeypatch.setattr(
            f"analytics.api.{module}.last_act_on", lambda *_, **more: date(2026, 1, 31)
        )
    said = "Sat, 31 Jan 2026 23:59:59 GMT"
    whole = get(f"{path}/{which}")
    assert whole["Last-Modified"] == said
    known = get(f"{path}/{which}", If_Modified_Since=said)
    assert (known.status_code, known["Last-Modified"], known["ETag"]) == (304, said, whole["ETag"])
    older = "Sat, 31 Jan 2026 23:59:58 GMT"
    assert get(f"{path}/{which}", If_Modified_Since=older).status_code == 200
    # The ETag counts where both are sent.
    both = {"If_None_Match": OTHER, "If_Modified_Since": said}
    assert get(f"{path}/{which}", **both).status_code == 200
    assert get(f"{path}/{which}", If_Unmodified_Since=older).status_code == 412
    assert parse_http_date(said) == caching.last_modified(date(2026, 1, 31))


# --- Who may keep it -----------------------------------------------------------------------------


def request(encoding="", user=None, auth=None):
    made = RequestFactory().get("/api/v1/", headers={"Accept-Encoding": encoding})
    return SimpleNamespace(
        user=user, auth=auth, method="GET", headers=made.headers, _request=made, path=made.path
    )


SOMEBODY = SimpleNamespace(is_authenticated=True)
CONTENT = b"question,delta\n" * 100


def test_what_a_token_or_a_session_opened_is_private_and_never_compressed():
    for opened in ({"user": SOMEBODY}, {"user": AnonymousUser(), "auth": object()}):
        answer = caching.with_validators(request("gzip", **opened), HttpResponse(CONTENT))
        assert answer["Cache-Control"] == "private, no-cache"
        assert (answer.content, "Content-Encoding" in answer) == (CONTENT, False)
        assert answer["Vary"] == "Accept, Authorization, Cookie"


@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_what_anybody_may_read_may_be_kept_by_all_and_is_compressed(user):
    answer = caching.with_validators(request("br, gzip", user), HttpResponse(CONTENT))
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["Content-Encoding"] == "gzip"
    assert int(answer["Content-Length"]) == len(answer.content) < len(CONTENT)
    assert gzip.decompress(answer.content) == CONTENT
    assert answer["Vary"] == "Accept, Authorization, Cookie, Accept-Encoding"
    again = caching.with_validators(request("gzip", user), HttpResponse(CONTENT))
    assert again.content == answer.content
    plain = caching.with_validators(request("", user), HttpResponse(CONTENT))
    assert plain.content == CONTENT
    assert answer["ETag"] == plain["ETag"][:-1] + '-gzip"'


@pytest.mark.parametrize(
    ("encoding", "media_type", "compressed"),
    [
        ("gzip", "text/csv", True),
        ("deflate, gzip;q=0.5", "text/csv", True),
        ("gzip;q=0", "text/csv", False),
        ("gzip; q=0.000, br", "text/csv", False),
        ("identity", "text/csv", False),
        ("x-gzipped", "text/csv", False),
        ("gzip", "application/vnd.apache.parquet", False),
        ("gzip", "application/zip", False),
        ("gzip", "application/json", True),
    ],
)
def test_what_is_compressed(encoding, media_type, compressed):
    assert caching.is_compressed(request(encoding), media_type) is compressed


def test_a_stream_is_compressed_while_it_is_sent():
    parts = [CONTENT, b"", CONTENT]
    answer = StreamingHttpResponse(iter(parts), content_type="application/x-ndjson")
    caching.with_validators(request("gzip"), answer, state="s")
    assert gzip.decompress(answer.getvalue()) == CONTENT * 2
    assert answer["ETag"] == '"s-gzip"'


def test_the_description_of_the_api_is_for_all(client, db):
    answer = client.get("/api/v1/schema/?format=json", headers={"Accept-Encoding": "gzip"})
    assert (answer["Cache-Control"], answer["Content-Encoding"]) == ("public, max-age=300", "gzip")
    etag = answer["ETag"]
    headers = {"Accept-Encoding": "gzip", "If-None-Match": etag}
    assert client.get("/api/v1/schema/?format=json", headers=headers).status_code == 304
