"""Tables as Parquet: the rows of the CSV, typed."""

import datetime
import io
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.analytics.api.whole import whole_release

MEDIA_TYPE = "application/vnd.apache.parquet"
TABLES = (
    "cells",
    "means",
    "blocks",
    "changes",
    "concern_changes",
    "impressions",
    "reported_changes",
    "undetermined",
    "records",
)


def read(response):
    assert response.status_code == 200
    assert response["Content-Type"] == MEDIA_TYPE
    return parquet.read_table(io.BytesIO(response.content))


# The types of some columns of each table, so that columns without a value have theirs too.
TYPES = {
    "cells": {
        "perceiver": pa.string(),
        "position": pa.int64(),
        "n_left": pa.int64(),
        "delta": pa.float64(),
        "survives_fdr": pa.int64(),
        "empathy_gap_low": pa.float64(),
        "van_der_eijk_predicted": pa.float64(),
    },
    "means": {"target": pa.string(), "n_cells": pa.int64(), "tracking": pa.float64()},
    "blocks": {"domain": pa.string(), "n": pa.int64(), "cum_moderate_high": pa.int64()},
    "changes": {"round_before": pa.int64(), "level_shift": pa.float64(), "consensus": pa.int64()},
    "concern_changes": {"lens": pa.string(), "more_answers": pa.int64(), "movement": pa.string()},
    "impressions": {"answer": pa.string(), "count_low": pa.int64(), "cum_high": pa.int64()},
    "reported_changes": {"target": pa.string(), "n": pa.int64(), "count_high": pa.int64()},
    "undetermined": {"concern": pa.string(), "low": pa.int64(), "share_high": pa.float64()},
    "records": {"id": pa.string(), "about_age": pa.string(), "PRC_JPN_military": pa.int64()},
}


@pytest.mark.parametrize("table", TABLES)
def test_columns_have_their_types(ask, study, table):
    release = whole_release(study)
    found = read(ask(f"releases/{release.pk}/{table}/", format="parquet")).schema
    assert dict(zip(found.names, found.types, strict=True)).items() >= TYPES[table].items()


@pytest.mark.parametrize("table", TABLES[:-1])
def test_types_do_not_hang_on_the_rows(ask, study, release, table):
    """The one release has neither changes nor impressions, and no value in some columns.

    What a record holds hangs on the questionnaire, so without any there are fewer columns.
    """
    whole = read(ask(f"releases/{whole_release(study).pk}/{table}/", format="parquet")).schema
    found = read(ask(f"releases/{release.pk}/{table}/", format="parquet")).schema
    assert found.equals(whole)


def test_filters_and_headers_hold(ask, release):
    path = f"releases/{release.pk}/cells/"
    response = ask(path, accept=MEDIA_TYPE, perceiver="PRC", target="JPN", concern="military")
    name = 'attachment; filename="forum-round-1-cells.parquet"'
    assert response["Content-Disposition"] == name
    (row,) = read(response).to_pylist()
    assert (row["perceiver"], row["item"], row["gap"]) == ("PRC", "military", "threat")
    assert row["delta"] == ask(path).json()[0]["delta"]
    nobody = ask(path, accept=MEDIA_TYPE, perceiver="PRC", dyad="JPN-ROK")
    assert read(nobody).num_rows == 0
    assert read(nobody).schema.equals(read(response).schema)


def test_a_text_is_reported_as_it_is(ask, study):
    study.title = {"en": '=cmd() "a", b', "ja": "調査"}
    study.save()
    (row,) = read(ask("studies/", format="parquet")).to_pylist()
    assert (row["title_en"], row["title_ja"]) == ('=cmd() "a", b', "調査")
    assert row["languages"] == "en zh-Hans ja ko"
    assert row["simulated"] is False


def test_days_and_inner_numbers_have_their_types(ask, release):
    (row,) = read(ask("studies/forum/rounds/", format="parquet")).to_pylist()
    assert row["closed_on"] == datetime.date(2026, 11, 20)
    assert row["opened_on"] is None
    assert (row["number"], row["instrument_version"], row["simulated"]) == (1, 4, True)
    schema = read(ask("studies/forum/rounds/", format="parquet")).schema
    assert schema.field("opened_on").type == pa.date32()


def test_columns_say_what_they_are(ask, release):
    schema = read(ask(f"releases/{release.pk}/cells/", format="parquet")).schema
    labels = json.loads(schema.field("delta").metadata[b"labels"])
    assert labels["en"] == "Cliff's delta: above 0 the first lens stands higher"
    assert json.loads(schema.field("gap").metadata[b"values"])["threat"]["en"].startswith(
        "threat gap"
    )


def test_what_is_not_accepted_is_answered_with_what_is(ask, release):
    response = ask("studies/", accept="application/xml")
    assert response.status_code == 406
    assert response["Content-Type"] == "application/problem+json"
    known = f"application/json, application/x-ndjson, text/csv, {MEDIA_TYPE}"
    found = response.json()
    assert found["type"].endswith("/api/v1/docs/#not-acceptable")
    assert found["detail"] == f"The Accept header names none of these: {known}."
    one = ask(f"releases/{release.pk}/", accept=MEDIA_TYPE)
    detail = "The Accept header names none of these: application/json."
    assert (one.status_code, one.json()["detail"]) == (406, detail)
