import io
import json

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from schemathesis.openapi.checks import JsonSchemaError

from analytics.api.urls import urlpatterns
from analytics.export.store import Variant
from analytics.release.schema.tables import TABLES
from tests.analytics.answered import released
from tests.analytics.api.sent import as_sent
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer
from tests.analytics.stored import store_small_files

PARQUET = "application/vnd.apache.parquet"
PANELS = ("panel/JPN", "panel/PRC")


@pytest.fixture(scope="module")
def schema():
    out = io.StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=out)
    return yaml.safe_load(out.getvalue())


def test_every_route_is_described(schema):
    hidden = {"api_docs", "schema"}
    routes = [pattern for pattern in urlpatterns if pattern.name not in hidden]
    assert len([path for path in schema["paths"] if "schema" not in path]) == len(routes)
    for path, methods in schema["paths"].items():
        assert list(methods) == ["get"]
        assert methods["get"]["description"], path


def test_every_field_is_described(schema):
    missing = [
        f"{name}.{field}"
        for name, model in schema["components"]["schemas"].items()
        for field, told in model.get("properties", {}).items()
        if not told.get("description")
    ]
    assert missing == []


def test_nulls_and_units_are_described(schema):
    cells = schema["components"]["schemas"]["CellsRow"]["properties"]
    assert list(cells) == [column.name for column in TABLES["cells"].columns]
    assert cells["delta"]["type"] == ["number", "null"]
    assert (cells["delta"]["minimum"], cells["delta"]["maximum"]) == (-1, 1)
    assert (
        "Null: nothing can be said, or a group of fewer than five" in cells["delta"]["description"]
    )
    assert "Unit: levels." in cells["level_shift"]["description"]
    assert cells["n_left"]["type"] == "integer"
    blocks = schema["components"]["schemas"]["BlocksRow"]["properties"]
    assert blocks["cum_low_high"]["description"].startswith("Most who answered “low” or one before")


QUESTION = {"perceiver", "target", "dyad", "threat", "concern", "domain"}


@pytest.mark.parametrize(
    ("table", "filters"),
    [
        ("cells", QUESTION | {"gap", "panel_without", "kind", "revision"}),
        ("means", {"perceiver", "target", "dyad", "gap", "panel_without", "verdict", "revision"}),
        ("blocks", QUESTION | {"lens", "group"}),
        ("changes", QUESTION | {"lens", "group", "movement", "revision"}),
        (
            "concern_changes",
            {"perceiver", "target", "dyad", "lens", "group", "movement", "revision"},
        ),
        ("impressions", {"perceiver", "lens", "answer"}),
        ("reported_changes", {"perceiver", "target", "lens", "answer", "dyad"}),
        ("undetermined", {"perceiver", "target", "concern", "lens", "group", "dyad"}),
    ],
)
def test_tables_are_to_be_had_in_four_formats_and_their_filters_are_reported(
    schema, table, filters
):
    told = schema["paths"][f"/api/v1/releases/{{release_id}}/{table}/"]["get"]
    formats = told["responses"]["200"]["content"]
    assert set(formats) == {"application/json", "application/x-ndjson", "text/csv", PARQUET}
    names = {parameter["name"] for parameter in told["parameters"]}
    conditions = {"If-None-Match", "If-Match"}
    assert names == filters | {"release_id", "format", "fields", "limit", "cursor"} | conditions


def test_the_fields_that_may_be_named_are_those_of_a_row(schema):
    schemas = schema["components"]["schemas"]
    for path, methods in schema["paths"].items():
        told = {one["name"]: one["schema"] for one in methods["get"]["parameters"]}
        content = methods["get"]["responses"]["200"]["content"]
        rows = content["application/json"]["schema"] if "fields" in told else {}
        if "fields" in told and not path.endswith("/records/"):
            row = schemas[rows["items"]["$ref"].rpartition("/")[2]]
            assert told["fields"]["items"]["enum"] == list(row["properties"]), path
            assert "required" not in row
    # What is one thing has all of its fields.
    assert "title" in schemas["Study"]["required"]


def test_programs_made_of_the_schema_read_what_they_get_as_it_is(schema):
    """They take the first type that they know: of text, bytes described as such are a mistake."""
    for path, methods in schema["paths"].items():
        for status, response in methods["get"]["responses"].items():
            types = list(response.get("content", {}))
            expected = ["application/problem+json"] if status >= "400" else types[:1]
            assert types[:1] == expected, (path, status)
            if status == "200":
                assert types[0] == (
                    "application/octet-stream" if path.endswith("{name}") else "application/json"
                )


# --- What is answered is as described ------------------------------------------------------------


def operations(schema):
    read = schemathesis.openapi.from_dict(schema)
    return {path: read[path]["GET"] for path in schema["paths"]}


def test_every_answer_is_as_described(client, schema, study, researcher):
    whole_release(study, PANELS)
    release = whole_release(study, PANELS, turn=1)
    store_small_files(release)
    store_small_files(release, Variant.WITH_CHANGES)
    headers = bearer(researcher, study)
    for path, operation in operations(schema).items():
        slug = "short" if "instruments" in path else "forum"
        url = path.format(slug=slug, version=4, release_id=release.pk, name="README.en.md")
        answers = [
            client.get(url, headers=headers),
            client.get(url, headers=headers | {"Accept": "text/csv, application/json;q=0.1"}),
            client.get(url, headers=headers | {"Accept": f"{PARQUET}, application/json;q=0.1"}),
            client.get(url, headers=headers | {"Accept": "application/xml"}),
            client.get(url, {"format": "xml"}, headers=headers),
            client.get(url, headers={"Authorization": "Bearer cs2_wrong"}),
        ]
        # The codebook is there as XML too; a file is what it is, whatever is accepted.
        refused = {"codebook": [200, 200], "{name}": [200, 400]}
        expected = [200, 200, 200, *refused.get(path.strip("/").split("/")[-1], [406, 400]), 401]
        assert [answer.status_code for answer in answers] == expected, path
        hidden = path.format(slug="none", version=4, release_id=study.pk, name="blocks.csv")
        if hidden != path:
            answers.append(client.get(hidden, headers=headers))
            assert answers[-1].status_code == 404
        for answer in answers:
            operation.validate_response(as_sent(answer))


FILE = "/api/v1/releases/{release_id}/files/{name}"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Range": "bytes=2-4"}, 206),
        ({"If-None-Match": "*"}, 304),
        ({"If-Match": '"0"'}, 412),
        ({"Range": "bytes=999-"}, 416),
    ],
)
def test_every_answer_about_a_file_is_as_described(
    client, schema, study, researcher, headers, status
):
    release = released(study, audience="researchers")
    store_small_files(release)
    for name in ("forum-round-1.zip", "README.en.md", "blocks.csv"):
        url = FILE.format(release_id=release.pk, name=name)
        response = client.get(url, headers=bearer(researcher, study) | headers)
        assert response.status_code == status
        operations(schema)[FILE].validate_response(as_sent(response))


@pytest.mark.parametrize("path", [FILE, FILE.removesuffix("{name}")])
def test_so_is_that_files_are_not_there_yet(client, schema, study, researcher, path):
    release = released(study, audience="researchers")
    url = path.format(release_id=release.pk, name="blocks.csv")
    response = client.get(url, headers=bearer(researcher, study))
    assert response.status_code == 503
    operations(schema)[path].validate_response(as_sent(response))


def test_the_headers_that_ask_for_a_part_of_a_file_are_reported(schema):
    told = {one["name"]: one for one in schema["paths"][FILE]["get"]["parameters"]}
    headers = {name for name, one in told.items() if one["in"] == "header"}
    assert headers == {"Range", "If-Range", "If-None-Match", "If-Match"}
    assert not any(told[name].get("required") for name in headers)


def test_an_answer_that_is_not_as_described_would_be_noticed(client, schema, study, researcher):
    release = whole_release(study)
    path = "/api/v1/releases/{release_id}/cells/"
    response = client.get(path.format(release_id=release.pk), headers=bearer(researcher, study))
    rows = response.json()
    rows[0]["mean_absolute_error"] = "none"
    response.content = json.dumps(rows)
    with pytest.raises(JsonSchemaError, match="mean_absolute_error"):
        operations(schema)[path].validate_response(as_sent(response))


# --- The schema itself ---------------------------------------------------------------------------


def test_the_token_is_reported(schema):
    token = schema["components"]["securitySchemes"]["token"]
    assert (token["type"], token["scheme"]) == ("http", "bearer")
    studies = schema["paths"]["/api/v1/studies/"]["get"]
    assert {"token": []} in studies["security"]
    # What is public is read without.
    assert {} in studies["security"]


def test_schema_and_docs_are_open_and_served_by_us(client, db):
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in html
    assert "http://" not in html
    assert "https://" not in html
    assert html.count("<script") == html.count("<script src=") == 3
    script = client.get("/api/v1/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
    assert b"/api/v1/schema/" in script.content
