import csv
import hashlib
import io
import json
from xml.etree import ElementTree

import pytest

from analytics.export.making import _made
from analytics.models import GapMatrix
from tests import factories
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer

pytestmark = pytest.mark.slow

NAMES = ["blocks.csv", "cells.parquet", "blocks.zh-Hans.sav", "means.ja.dta", "release.json"]


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def first(study):
    return whole_release(study, people=0)


@pytest.fixture
def path(first):
    return f"releases/{first.pk}"


def lines(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


# --- The codebook --------------------------------------------------------------------------------


def test_the_codebook_is_told_as_json(ask, path, first):
    response = ask(f"{path}/codebook/")
    told = response.json()
    assert response["Content-Type"] == "application/json"
    assert told["checksum"] == first.checksum
    assert [table["name"] for table in told["tables"]] == [
        "blocks",
        "cells",
        "means",
        "impressions",
    ]
    assert [each["language"] for each in told["languages"]] == ["en", "zh-Hans", "ja", "ko"]
    (asked,) = [q for q in told["questions"] if q["name"] == "predicted/JPN>PRC:military"]
    assert asked["lens"] == "predicted"
    assert set(asked["text"]) == {"en", "zh-Hans", "ja", "ko"}
    assert (asked["status"]["en"], asked["status"]["ko"]) == ("source", "draft")


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ({"format": "md"}, None, "text/markdown; charset=utf-8"),
        ({}, "text/markdown", "text/markdown; charset=utf-8"),
        ({"format": "csv"}, None, "text/csv; charset=utf-8"),
        ({}, "text/csv", "text/csv; charset=utf-8"),
        ({"format": "xml"}, None, "application/xml; charset=utf-8"),
        ({}, "application/xml", "application/xml; charset=utf-8"),
        ({"format": "json"}, None, "application/json"),
    ],
)
def test_the_codebook_is_to_be_had_in_four_formats(ask, path, query, accept, media_type):
    response = ask(f"{path}/codebook/", accept, **query)
    assert (response.status_code, response["Content-Type"]) == (200, media_type)


def test_what_is_written_is_to_be_kept_under_its_name(ask, path):
    disposition = ask(f"{path}/codebook/", format="xml")["Content-Disposition"]
    assert disposition == 'attachment; filename="forum-round-1-codebook.xml"'


def test_one_language_can_be_asked_for_in_every_format(ask, path):
    def in_korean(format):
        return ask(f"{path}/codebook/", format=format, language="ko")

    assert set(in_korean("json").json()["title"]) == {"ko"}
    assert {name for name in lines(in_korean("csv"))[0] if "label" in name} == {
        "label_ko",
        "value_label_ko",
    }
    assert "판단으로는" in in_korean("md").content.decode()
    root = ElementTree.fromstring(in_korean("xml").content)
    tag = "{http://www.w3.org/XML/1998/namespace}lang"
    assert {label.get(tag) for label in root.iter("{ddi:codebook:2_5}labl")} == {"ko"}
    assert (
        "In your professional judgement" in ask(f"{path}/codebook/", format="md").content.decode()
    )


@pytest.mark.parametrize("format", ["json", "md", "csv", "xml"])
def test_a_language_that_there_is_not_is_refused_with_those_that_there_are(ask, path, format):
    response = ask(f"{path}/codebook/", format=format, language="fr")
    assert response.status_code == 400
    assert response.json() == {"language": ["'fr' is not one of: en, zh-Hans, ja, ko."]}


# --- The files -----------------------------------------------------------------------------------


def test_every_file_is_listed_as_it_is(ask, path):
    rows = ask(f"{path}/files/").json()
    assert rows[0]["name"] == "forum-round-1.zip"
    assert set(NAMES) < {row["name"] for row in rows}
    for row in rows:
        response = ask(f"{path}/files/{row['name']}")
        assert response.status_code == 200
        assert len(response.content) == row["size"]
        assert hashlib.sha256(response.content).hexdigest() == row["sha256"]
        assert response["Content-Type"].partition(";")[0] == row["media_type"]
        assert row["description"]


def test_the_list_is_to_be_had_as_csv(ask, path):
    response = ask(f"{path}/files/", format="csv")
    assert [row["name"] for row in lines(response)] == [
        row["name"] for row in ask(f"{path}/files/").json()
    ]
    assert 'filename="forum-round-1-files.csv"' in response["Content-Disposition"]


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_to_be_kept_and_never_guessed_at(ask, path, name):
    response = ask(f"{path}/files/{name}")
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    digest = hashlib.sha256(response.content).hexdigest()
    assert response["ETag"] == f'"{digest}"'


@pytest.mark.parametrize("accept", ["text/csv", "application/json", "nonsense/*", None])
def test_a_file_is_what_it_is_whatever_is_accepted(ask, path, accept):
    response = ask(f"{path}/files/README.en.md", accept, format="xml")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content.startswith(b"# Forum, First round\n")


def test_whoever_has_a_file_is_not_sent_it_again(client, study, researcher, path):
    headers = bearer(researcher, study)
    url = f"/api/v1/{path}/files/blocks.csv"
    etag = client.get(url, headers=headers)["ETag"]
    again = client.get(url, headers=headers | {"If-None-Match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    weak = client.get(url, headers=headers | {"If-None-Match": f'"other", W/{etag}'})
    assert weak.status_code == 304
    changed = client.get(url, headers=headers | {"If-None-Match": '"0"'})
    assert changed.status_code == 200


@pytest.mark.parametrize("name", ["nothing.csv", "blocks", "BLOCKS.CSV", "changes.csv", ".."])
def test_a_name_that_there_is_not_answers_as_what_is_hidden(ask, path, study, name):
    unknown, hidden = ask(f"{path}/files/{name}"), ask(f"releases/{study.pk}/files/blocks.csv")
    assert (unknown.status_code, hidden.status_code) == (404, 404)
    assert name == ".." or unknown.content == hidden.content


def test_the_release_in_the_files_is_that_of_the_checksum(ask, path, first):
    content = ask(f"{path}/files/release.json").content
    assert hashlib.sha256(content).hexdigest() == first.checksum
    assert json.loads(content)["metadata"] == ask(f"{path}/").json()["metadata"]


def test_files_are_of_what_was_published_and_not_of_a_later_revision(ask, path, first):
    GapMatrix.objects.create(release=first, revision=2, metadata={}, checksum="0" * 64)
    _made.cache_clear()
    content = ask(f"{path}/files/release.json").content
    assert hashlib.sha256(content).hexdigest() == first.checksum
    assert len(lines(ask(f"{path}/files/cells.csv"))) > 200


# --- Changes, which not everybody may see --------------------------------------------------------


def names(client, study, user, release):
    response = client.get(f"/api/v1/releases/{release.pk}/files/", headers=bearer(user, study))
    return {row["name"] for row in response.json()}


def test_changes_are_in_the_files_of_those_alone_who_may_see_both_rounds(
    client, study, researcher, facilitator
):
    held = whole_release(study, people=0, audience="held")
    second = whole_release(study, people=0, turn=1)
    seen, hidden = (names(client, study, who, second) for who in (facilitator, researcher))
    own = {name for name in seen if name.startswith("changes.")}
    assert {"changes.csv", "changes.json", "changes.en.sav"} < own
    assert hidden == seen - own
    headers = bearer(researcher, study)
    for name in own:
        url = f"/api/v1/releases/{second.pk}/files/{name}"
        assert client.get(url, headers=headers).status_code == 404
    told = client.get(f"/api/v1/releases/{second.pk}/codebook/", headers=headers).json()
    assert "changes" not in [table["name"] for table in told["tables"]]
    assert held.round.number < second.round.number


def test_files_are_made_once_for_all_who_see_the_same(ask, path):
    _made.cache_clear()
    for name in NAMES:
        ask(f"{path}/files/{name}")
    assert (_made.cache_info().misses, _made.cache_info().hits) == (1, len(NAMES) - 1)
