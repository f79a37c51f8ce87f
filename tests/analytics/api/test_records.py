"""Records as a table: what is told is what was released, in columns that every program takes."""

import csv
import io
import re

import pytest

from analytics.api.released import column
from analytics.release.queries import content_of, records_of
from surveys.instruments.sequence import MODULES, answer_names
from tests.analytics.api.whole import whole_release
from tests.factories import welch


@pytest.fixture
def release(study):
    return whole_release(study)


def sheet(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_a_record_is_told_as_it_was_released(ask, release):
    told = ask(f"releases/{release.pk}/records/").json()
    found = records_of(release)
    assert len(told) == 240
    assert [row["id"] for row in told] == [str(record.id) for record in found]
    assert [row["about"] for row in told] == [record.about for record in found]
    assert [row["answers"] for row in told] == [record.answers for record in found]
    assert [record.group for record in found] == ["JPN"] * 120 + ["PRC"] * 120
    assert set(told[0]["answers"]) == set(answer_names(welch(), "participant", "JPN", MODULES))
    assert content_of(release).records == found


def test_a_column_for_everything_that_was_asked(ask, release):
    rows = sheet(ask(f"releases/{release.pk}/records/", format="csv"))
    found = {str(record.id): record for record in records_of(release)}
    columns = list(rows[0])
    assert columns[:3] == ["id", "group", "about_age"]
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) for name in columns)
    names = {
        n for side in ("JPN", "PRC") for n in answer_names(welch(), "participant", side, MODULES)
    }
    assert len(columns) == 3 + len(names)
    for row in rows:
        record = found[row["id"]]
        assert row["about_age"] == (record.about["age"] or "")
        for name in names:
            mark = record.answers.get(name)
            assert row[column(name)] == ("" if mark is None else str(mark))
    assert {row["PRC_JPN_unintended_clash"] for row in rows if row["group"] == "JPN"} == {""}
    assert rows[0]["predicted_PRC_JPN_military"] != ""


def test_one_group_alone(ask, release):
    rows = sheet(ask(f"releases/{release.pk}/records/", format="csv", group="PRC"))
    assert {row["group"] for row in rows} == {"PRC"}
    assert len(rows) == 120
    refused = ask(f"releases/{release.pk}/records/", group="USA")
    assert refused.status_code == 400
    assert refused.json() == {"group": ["'USA' is not one of: JPN, PRC."]}
    assert ask(f"releases/{release.pk}/records/", lens="avowed").status_code == 400


def test_a_release_without_records_has_an_empty_table(ask, study):
    from tests.analytics.made import make_release

    release = make_release(study, audience="researchers")
    assert ask(f"releases/{release.pk}/records/").json() == []
    text = ask(f"releases/{release.pk}/records/", format="csv").content.decode()
    assert text.splitlines() == ["id,group"]


def test_nobody_finds_the_records_of_what_they_may_not_read(client, release):
    assert client.get(f"/api/v1/releases/{release.pk}/records/").status_code == 401


def test_the_instrument_says_what_the_answers_mean(ask, release):
    told = ask("instruments/welch2013/1/").json()["about"]
    assert [question["key"] for question in told] == ["age", "gender", "education"]
    ages = {answer["key"]: answer for answer in told[0]["answers"]}
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


def test_names_of_columns_are_as_different_as_the_names_of_answers():
    names = {
        n for side in welch().sides for n in answer_names(welch(), "participant", side, MODULES)
    }
    assert len({column(name) for name in names}) == len(names)
