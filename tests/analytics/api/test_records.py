"""Records as a table of the API: what was released, in columns that every program takes."""

import csv
import io
import json
import re

import pytest

from analytics.api import streams
from analytics.export.archive import archive_of, files_of
from analytics.export.queries import publication_of
from analytics.export.store import Variant, folder_of
from analytics.export.storing import store_files
from analytics.release.queries import content_of, records_of
from surveys.instruments.sequence import MODULES, answer_names
from tests.analytics.api.complaints import complaints
from tests.analytics.api.whole import whole_release
from tests.analytics.made import make_release
from tests.analytics.stored import unreported
from tests.factories import short


@pytest.fixture
def release(study):
    return whole_release(study)


def sheet(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def column(name):
    return re.sub(r"[/>:-]+", "_", name)


def test_a_record_is_as_it_was_released(ask, release):
    rows = ask(f"releases/{release.pk}/records/").json()
    records = records_of(release)
    assert len(rows) == 240
    assert [row["id"] for row in rows] == [str(record.id) for record in records]
    assert [record.group for record in records] == ["JPN"] * 120 + ["PRC"] * 120
    for row, record in zip(rows, records, strict=True):
        assert row["about_age"] == record.about["age"]
        assert {name: row[column(name)] for name in record.answers} == record.answers
    assert content_of(release).records == list(records)


def test_a_column_for_every_answer_and_not_asked_is_a_number(ask, release):
    rows = sheet(ask(f"releases/{release.pk}/records/", format="csv"))
    names = {
        n for side in ("JPN", "PRC") for n in answer_names(short(), "participant", side, MODULES)
    }
    assert list(rows[0])[:3] == ["id", "group", "about_age"]
    assert len(rows[0]) == 3 + len(names)
    records = {str(record.id): record for record in records_of(release)}
    for row in rows:
        answers = records[row["id"]].answers
        assert {n: row[column(n)] for n in names} == {n: str(answers.get(n, -4)) for n in names}
    clash = {row["PRC_JPN_unintended_clash"] for row in rows if row["group"] == "JPN"}
    assert clash == {"-4"}


def test_one_group_alone(ask, release):
    rows = sheet(ask(f"releases/{release.pk}/records/", format="csv", group="PRC"))
    assert {row["group"] for row in rows} == {"PRC"}
    assert len(rows) == 120
    refused = ask(f"releases/{release.pk}/records/", group="USA")
    assert complaints(refused) == {"group": ["'USA' is not one of: JPN, PRC."]}
    assert ask(f"releases/{release.pk}/records/", lens="avowed").status_code == 400


def test_a_release_without_records_has_an_empty_table(ask, study):
    release = make_release(study, audience="researchers")
    assert ask(f"releases/{release.pk}/records/").json() == []
    text = ask(f"releases/{release.pk}/records/", format="csv").content.decode()
    assert text.splitlines() == ["id,group"]


def test_nobody_finds_the_records_of_what_they_may_not_read(client, release):
    assert client.get(f"/api/v1/releases/{release.pk}/records/").status_code == 404


def test_the_instrument_says_what_the_answers_mean(ask, release):
    about = ask("instruments/short/4/").json()["about"]
    assert [question["key"] for question in about] == ["age", "gender", "education"]
    ages = {answer["key"]: answer for answer in about[0]["answers"]}
    assert ages["age-under-45"]["holds"] == ["age-18-29", "age-30-44"]
    assert ages["age-75-up"] == {
        "key": "age-75-up",
        "label": {
            "en": "75 or over",
            "zh-Hans": "75岁及以上",
            "ja": "75歳以上",
            "ko": "75세 이상",
        },
        "holds": [],
    }


# --- Too many to be made at once -----------------------------------------------------------------

PLAIN = Variant.WITHOUT_CHANGES
FORMATS = ("json", "ndjson", "csv", "parquet")


@pytest.fixture
def large(monkeypatch):
    """Any table counts as large, of which few rows are written at a time."""
    monkeypatch.setattr(streams, "MOST_AT_ONCE", 0)
    monkeypatch.setattr(streams, "ROWS_AT_A_TIME", 7)


def body(response):
    assert response.status_code == 200
    return b"".join(response) if response.streaming else response.content


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("query", [{}, {"group": "PRC"}, {"fields": "about_age,id"}, {"limit": 9}])
def test_large_tables_are_sent_as_small_ones_are(ask, release, request, format, query):
    url = f"releases/{release.pk}/records/"
    small = ask(url, format=format, **query)
    at_once = body(small)
    request.getfixturevalue("large")
    large = ask(url, format=format, **query)
    assert large.streaming
    assert body(large) == at_once
    assert large.headers["ETag"] == small.headers["ETag"]
    assert large.get("Content-Disposition") == small.get("Content-Disposition")
    assert large.headers["Content-Type"] == small.headers["Content-Type"]


def test_the_pages_of_a_large_table_follow_each_other(ask, release, large):
    url, ids = f"releases/{release.pk}/records/?limit=100&format=ndjson&fields=id", []
    for _page in range(3):
        answer = ask(url)
        ids += [json.loads(line)["id"] for line in body(answer).splitlines()]
        url = answer.get("Link", "<>").partition(">")[0].partition("/api/v1/")[2]
    assert ids == [str(record.id) for record in records_of(release)]
    assert url == ""


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_whole_table_is_its_file(ask, release, large, monkeypatch, format):
    url = f"releases/{release.pk}/records/"
    written = body(ask(url, format=format))
    folder = stored_alone(release)
    monkeypatch.setattr(streams, "PIECES", {})
    assert body(ask(url, format=format)) == written
    assert written == (folder / f"records.{format}").read_bytes()


def stored_alone(release):
    """Make the files of the records alone, since all would take long; returns their folder."""
    publication = publication_of(release, [])
    files = {file.name: file for file in files_of(publication)}
    wanted = [files["codebook.csv"], files["records.csv"], files["records.parquet"]]
    archive = archive_of(publication, wanted[:1])
    store_files(release.checksum, PLAIN, publication, [archive, *wanted], unreported)
    return folder_of(release.checksum, PLAIN)
