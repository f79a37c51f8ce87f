import csv
import hashlib
import io
import json
from xml.etree import ElementTree

import pytest

from analytics.export import storing
from analytics.export.store import folder_of
from analytics.models import GapMatrix
from surveys.models.job import Job
from tests import factories
from tests.analytics.answered import released
from tests.analytics.api.complaints import complaints, without_its_address
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer
from tests.analytics.stored import make_files, store_small_files

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


def test_the_codebook_is_reported_as_json(ask, path, first):
    response = ask(f"{path}/codebook/")
    told = response.json()
    assert response["Content-Type"] == "application/json"
    assert told["checksum"] == first.checksum
    assert [table["name"] for table in told["tables"]] == [
        "blocks",
        "cells",
        "means",
        "impressions",
        "reported_changes",
        "batteries",
        "undetermined",
        "grounds",
        "ground_gaps",
        "zones",
        "self_images",
        "orders",
        "order_predictions",
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
    assert complaints(response) == {"language": ["'fr' is not one of: en, zh-Hans, ja, ko."]}


# --- The files -----------------------------------------------------------------------------------


@pytest.fixture
def files(first):
    return make_files(first)


@pytest.fixture
def small(study):
    """A release with a few small files."""
    release = released(study, audience="researchers")
    store_small_files(release)
    return release


@pytest.fixture
def address(small):
    return f"releases/{small.pk}/files/"


def test_every_file_is_listed_as_it_is(ask, path, files):
    rows = ask(f"{path}/files/").json()
    assert rows[0]["name"] == "forum-round-1.zip"
    assert set(NAMES) < {row["name"] for row in rows}
    for row in rows:
        response = ask(f"{path}/files/{row['name']}")
        content = response.getvalue()
        assert response.status_code == 200
        assert len(content) == row["size"]
        assert hashlib.sha256(content).hexdigest() == row["sha256"]
        assert response["Content-Type"].partition(";")[0] == row["media_type"]
        assert row["description"]


def test_descriptions_are_in_english_whatever_is_accepted(client, study, researcher, small):
    headers = bearer(researcher, study) | {"Accept-Language": "ja"}
    rows = client.get(f"/api/v1/releases/{small.pk}/files/", headers=headers).json()
    assert [row["description"] for row in rows] == [
        "The archive",
        "To read; in English",
        "Blocks",
        "Nothing",
    ]


def test_the_list_is_to_be_had_as_csv(ask, address, small):
    response = ask(address, format="csv")
    assert [row["name"] for row in lines(response)] == [row["name"] for row in ask(address).json()]
    name = f"forum-round-{small.round.number}-files.csv"
    assert f'filename="{name}"' in response["Content-Disposition"]


@pytest.mark.parametrize("accept", ["text/csv", "application/json", "nonsense/*", None])
def test_a_file_is_what_it_is_whatever_is_accepted(ask, address, accept):
    response = ask(f"{address}README.en.md", accept)
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.getvalue() == b"# Forum, First round\n"
    assert list(complaints(ask(f"{address}README.en.md", accept, format="xml"))) == ["format"]


@pytest.mark.parametrize(
    "name",
    [
        "nothing.csv",
        "blocks",
        "BLOCKS.CSV",
        "changes.csv",
        "index.json",
        "..",
        "../index.json",
        "..%2Findex.json",
        "%2E%2E%2Findex.json",
        "..\\index.json",
        "%2Fetc%2Fpasswd",
        "blocks.csv%00",
        "./blocks.csv",
        "blocks.csv/",
    ],
)
def test_a_name_that_there_is_not_answers_as_what_is_hidden(ask, address, study, name):
    unknown, hidden = ask(f"{address}{name}"), ask(f"releases/{study.pk}/files/blocks.csv")
    assert (unknown.status_code, hidden.status_code) == (404, 404)
    assert unknown.json().items() - {("instance", unknown.json()["instance"])} == (
        without_its_address(hidden).items()
    )


def test_the_release_in_the_files_is_that_of_the_checksum(ask, path, first, files):
    content = ask(f"{path}/files/release.json").getvalue()
    assert hashlib.sha256(content).hexdigest() == first.checksum
    assert json.loads(content)["metadata"] == ask(f"{path}/").json()["metadata"]


def test_files_are_of_what_was_published_and_not_of_a_later_revision(ask, path, first):
    GapMatrix.objects.create(release=first, revision=2, metadata={}, checksum="0" * 64)
    make_files(first)
    content = ask(f"{path}/files/release.json").getvalue()
    assert hashlib.sha256(content).hexdigest() == first.checksum
    cells = io.StringIO(ask(f"{path}/files/cells.csv").getvalue().decode())
    assert len(list(csv.DictReader(cells))) == 36 * 3


# --- Changes, which not everybody may see --------------------------------------------------------


def names(client, study, user, release):
    response = client.get(f"/api/v1/releases/{release.pk}/files/", headers=bearer(user, study))
    return {row["name"] for row in response.json()}


def test_changes_are_in_the_files_of_those_alone_who_may_see_both_rounds(
    client, study, researcher, facilitator
):
    held = whole_release(study, people=0, audience="held")
    second = whole_release(study, people=0, turn=1)
    make_files(second)
    seen, hidden = (names(client, study, who, second) for who in (facilitator, researcher))
    own = {name for name in seen if name.startswith(("changes.", "concern_changes."))}
    assert {"changes.csv", "concern_changes.csv", "changes.json", "changes.en.sav"} < own
    assert hidden == seen - own
    headers = bearer(researcher, study)
    for name in own:
        url = f"/api/v1/releases/{second.pk}/files/{name}"
        assert client.get(url, headers=headers).status_code == 404
    told = client.get(f"/api/v1/releases/{second.pk}/codebook/", headers=headers).json()
    assert not {"changes", "concern_changes"} & {table["name"] for table in told["tables"]}
    assert held.round.number < second.round.number


# --- Files that are not there yet ----------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "blocks.csv", "nothing.csv"])
def test_files_that_are_being_made_are_to_be_asked_for_again(
    ask, address, small, name, settings, caplog
):
    settings.RELEASE_FILES = settings.RELEASE_FILES / "elsewhere"
    response = ask(f"{address}{name}", "text/csv, application/json")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert response["Content-Type"] == "application/problem+json"
    assert "are being made" in response.json()["detail"]
    assert "no-store" in response["Cache-Control"]
    assert Job.objects.get().key == f"files:{small.pk}"


def test_what_stopped_their_making_is_reported(ask, address, small, settings):
    settings.RELEASE_FILES = settings.RELEASE_FILES / "elsewhere"
    fields = {"key": f"files:{small.pk}", "kind": "files", "argument": str(small.pk)}
    Job.objects.create(**fields, state="failed", error_code="disk_full")
    response = ask(address)
    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert "the disk of the server is full" in response.json()["detail"]
    assert Job.objects.get().state == "failed"


@pytest.mark.parametrize("name", ["", "blocks.csv"])
def test_who_may_not_read_the_release_makes_nobody_work(client, outsider, study, name):
    release = released(study)
    for who in (outsider, factories.make_staff(study, "researcher")):
        url = f"/api/v1/releases/{release.pk}/files/{name}"
        assert client.get(url, headers=bearer(who, study)).status_code == 404
    assert not Job.objects.exists()


def test_a_damaged_file_is_never_sent(ask, address, small):
    (folder_of(small.checksum, "without-changes") / "blocks.csv").write_bytes(b"0")
    assert ask(f"{address}blocks.csv").status_code == 503
    assert ask(f"{address}README.en.md").status_code == 503


def test_no_request_makes_files(ask, address, monkeypatch):
    monkeypatch.setattr(storing, "store_release", None)
    assert ask(f"{address}blocks.csv").getvalue() == b"0123456789"
