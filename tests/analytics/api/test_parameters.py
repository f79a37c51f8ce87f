"""Which fields are sent, in which order, and that no parameter is overlooked."""

import csv
import io
import json

import pyarrow.parquet as pq
import pytest
from django.http import QueryDict
from django.urls import reverse

from analytics.api.renderers import lines_of_json
from analytics.api.urls import urlpatterns
from tests import factories
from tests.analytics.api.complaints import complaints
from tests.analytics.api.conftest import mixed
from tests.analytics.made import bearer, make_release
from tests.analytics.stored import store_small_files


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    release = make_release(study, mixed, audience="researchers")
    store_small_files(release)
    return release


@pytest.fixture
def path(release):
    return f"releases/{release.pk}"


def test_fields_are_sent_as_they_are_named_in_every_format(ask, path):
    names = ["target", "delta", "perceiver"]
    whole = ask(f"{path}/cells/", target="ROK").json()
    wanted = [{name: row[name] for name in names} for row in whole]

    def get(format):
        return ask(f"{path}/cells/", target="ROK", fields=",".join(names), format=format)

    rows = get("json").json()
    assert (rows, list(rows[0])) == (wanted, names)
    assert [json.loads(line) for line in get("ndjson").getvalue().splitlines()] == wanted
    sheet = list(csv.reader(io.StringIO(get("csv").content.decode())))
    assert sheet[0] == names
    assert [row[0] for row in sheet[1:]] == [row["target"] for row in wanted]
    table = pq.read_table(io.BytesIO(get("parquet").content))
    assert table.column_names == names
    assert table.to_pylist() == wanted


def test_fields_may_be_named_one_by_one(ask, path):
    together = ask(f"{path}/cells/?fields=kind,gap&limit=2")
    one_by_one = ask(f"{path}/cells/?fields=kind&fields=gap&limit=2")
    assert one_by_one.json() == together.json()
    assert list(one_by_one.json()[0]) == ["kind", "gap"]
    more = QueryDict(one_by_one["Link"].partition("?")[2].partition(">")[0])
    assert more.getlist("fields") == ["kind", "gap"]
    cursor = more["cursor"]
    assert ask(f"{path}/cells/?fields=kind&fields=gap&cursor={cursor}").status_code == 200
    refused = ask(f"{path}/cells/?fields=delta&fields=gap&cursor={cursor}")
    assert list(complaints(refused)) == ["cursor"]


def test_a_field_of_a_list_may_be_several_columns(ask, release):
    rows = ask("studies/forum/rounds/", fields="instrument,number").json()
    assert list(rows[0]) == ["instrument", "number"]
    assert list(rows[0]["instrument"]) == ["slug", "version"]
    sheet = ask("studies/forum/rounds/", fields="instrument,number", format="csv")
    assert sheet.content.decode().splitlines()[0] == "instrument_slug,instrument_version,number"
    parquet = ask("studies/forum/rounds/", fields="opened_on,number", format="parquet")
    schema = pq.read_schema(io.BytesIO(parquet.content))
    assert [str(field.type) for field in schema] == ["date32[day]", "int64"]


def test_a_table_without_rows_keeps_the_fields_named(ask, path):
    response = ask(f"{path}/changes/", fields="movement,lens", format="csv")
    assert response.content.decode().split() == ["movement,lens"]
    response = ask("studies/forum/references/", fields="value,item", format="csv")
    assert response.content.decode().split() == ["value,item"]


@pytest.mark.parametrize(
    ("fields", "messages"),
    [
        ("gap,Gap", ["'Gap' is not one of: question, perceiver"]),
        ("gap, kind", ["' kind' is not one of: question"]),
        ("", ["'' is not one of: question"]),
        ("gap,", ["'' is not one of: question"]),
        ("gap,kind,gap", ["gap is named twice."]),
        ("no,gap,gap", ["'no' is not one of: question", "gap is named twice."]),
    ],
)
def test_a_field_that_there_is_not_is_refused_by_name(ask, path, fields, messages):
    found = complaints(ask(f"{path}/cells/", fields=fields))["fields"]
    assert len(found) == len(messages)
    for message, expected in zip(found, messages, strict=True):
        assert message.startswith(expected)


def test_rows_are_filtered_by_what_is_not_sent(ask, path):
    rows = ask(f"{path}/cells/", fields="delta", perceiver="PRC", target="JPN").json()
    assert len(rows) == 8
    assert {tuple(row) for row in rows} == {("delta",)}


# --- NDJSON --------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{"format": "ndjson"}, {"accept": "application/x-ndjson"}])
def test_ndjson_is_streamed_row_by_row(ask, path, how, monkeypatch):
    monkeypatch.setattr("analytics.api.renderers.ROWS_AT_A_TIME", 50)
    response = ask(f"{path}/blocks/", **how)
    assert response.streaming
    assert response["Content-Type"] == "application/x-ndjson"
    assert response["Content-Disposition"] == 'attachment; filename="forum-round-1-blocks.ndjson"'
    parts = list(response.streaming_content)
    assert [part.count(b"\n") for part in parts] == [50, 50, 50, 32]
    rows = [json.loads(line) for line in b"".join(parts).splitlines()]
    assert rows == ask(f"{path}/blocks/").json()


def test_a_text_of_several_lines_stays_on_one():
    rows = [{"title": "a\nb\u2028c\u2029\r"}, {"title": "語"}]
    (lines,) = lines_of_json(rows)
    first, second, after = lines.decode().split("\n")
    assert (second, after) == ('{"title":"語"}', "")
    assert len(first.splitlines()) == 1
    assert json.loads(first) == rows[0]


# --- Parameters that there are not ---------------------------------------------------------------


@pytest.mark.parametrize("route", urlpatterns, ids=lambda route: route.name)
def test_every_route_refuses_what_it_does_not_know(client, study, researcher, release, route):
    examples = {
        "release_id": release.pk,
        "slug": "welch2013" if "instrument" in str(route.pattern) else "forum",
        "version": 4,
        "name": "blocks.csv",
    }
    names = route.pattern.converters
    url = reverse(route.name, kwargs={name: examples[name] for name in names})
    headers = bearer(researcher, study)
    for method in ("get", "head", "options"):
        response = getattr(client, method)(f"{url}?fieldz=a&fields=", headers=headers)
        if (route.name, method) != ("api_docs", "options"):
            assert response.status_code == 400, method
    found = complaints(client.get(f"{url}?fieldz=a", headers=headers))
    (message,) = found["fieldz"]
    accepted = {each.name for each in route.callback.cls.parameters if each.location == "query"}
    for name in accepted:
        assert name in message
    assert route.name != "api_file" or message == "There are no parameters here."
