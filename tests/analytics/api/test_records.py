"""Records as a table of the API: what was released, in columns that every program takes."""

import csv
import io
import re

import pytest

from analytics.release.queries import content_of, records_of
from surveys.instruments.sequence import MODULES, answer_names
from tests.analytics.api.whole import whole_release
from tests.analytics.made import make_release
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
    assert content_of(release).records == records


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
    assert refused.status_code == 400
    assert refused.json() == {"group": ["'USA' is not one of: JPN, PRC."]}
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
