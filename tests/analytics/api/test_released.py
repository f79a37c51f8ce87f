"""The tables of a release: what their rows say in JSON and in CSV."""

import csv
import hashlib
import io
import json
from dataclasses import fields

import pandas as pd
import pytest

from analytics.api.figures import (
    ContrastFiguresSerializer,
    EmpathyFiguresSerializer,
    columns_of,
)
from analytics.measures.marks import ANSWERS
from analytics.release.queries import cells_of, changes_of, means_of
from analytics.release.rows import CellRow
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer, make_release


@pytest.mark.parametrize("panels", [("panel",), ("panel/JPN", "panel/PRC")])
def test_the_checksum_can_be_verified_from_the_api_alone(ask, study, panels):
    whole_release(study, panels)
    release = whole_release(study, panels, turn=1)
    tables = ("blocks", "cells", "means", "records")
    told = {t: ask(f"releases/{release.pk}/{t}/").json() for t in tables}
    changes = ask(f"releases/{release.pk}/changes/").json()
    metadata = ask(f"releases/{release.pk}/").json()["metadata"]
    assert all(told.values())
    assert checksum({**told, "metadata": metadata}) == release.checksum
    assert checksum(changes) == metadata["changes"]["checksum"]
    assert len(changes) == metadata["changes"]["rows"] > 0
    assert checksum(changes[1:]) != checksum(changes)


def checksum(content):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def test_rows_are_told_as_they_were_released(ask, study):
    release = whole_release(study)
    for table, rows in (("cells", cells_of(release)), ("means", means_of(release))):
        assert ask(f"releases/{release.pk}/{table}/").json() == [vars(row) for row in rows]


def test_a_cell(ask, study):
    release = whole_release(study, ("panel/JPN", "panel/PRC"))
    told = ask(f"releases/{release.pk}/cells/", perceiver="PRC", target="JPN", concern="military")
    cells = {(cell["gap"], cell["panel_without"]): cell for cell in told.json()}
    assert list(cells) == [
        ("empathy", ""),
        ("image", ""),
        ("threat", ""),
        ("threat", "JPN"),
        ("threat", "PRC"),
    ]
    whole = cells["threat", ""]
    assert (whole["n_left"], whole["n_right"]) == (8, 8 + 8)
    assert {cells["threat", side]["n_right"] for side in ("JPN", "PRC")} == {8}
    assert set(whole) == {field.name for field in fields(CellRow)}
    on_ranks = {"c_delta_uniform", "c_delta_minimum_entropy"}
    assert set(whole["figures"]) | on_ranks == set(columns_of(ContrastFiguresSerializer))
    assert set(cells["empathy", ""]["figures"]) == set(columns_of(EmpathyFiguresSerializer))
    assert cells["image", ""]["figures"].keys() - on_ranks == whole["figures"].keys()


def test_blocks_hold_intervals_in_the_order_of_answers(ask, release):
    told = ask(f"releases/{release.pk}/blocks/", perceiver="PRC", target="JPN", concern="military")
    assessed, perceived = told.json()
    assert (assessed["lens"], assessed["group"]) == ("assessed", "panel")
    assert perceived == {
        "perceiver": "PRC",
        "target": "JPN",
        "item": "military",
        "item_kind": "concern",
        "domain": "military",
        "position": 1,
        "lens": "perceived",
        "group": "PRC",
        "n": 8,
        "cumulative": [[0, 2]] * 6,
    }


# --- CSV -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{"format": "csv"}, {"accept": "text/csv"}])
def test_csv_by_query_or_by_header(ask, release, how):
    response = ask(f"releases/{release.pk}/means/", **how)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="forum-round-1-means.csv"'
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    for line, row in zip(rows, ask(f"releases/{release.pk}/means/").json(), strict=True):
        assert line == {name: "" if value is None else str(value) for name, value in row.items()}


def lines_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def as_text(value):
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def test_cells_as_csv_have_a_column_for_every_figure(ask, study):
    release = whole_release(study)
    lines = lines_of(ask(f"releases/{release.pk}/cells/", format="csv"))
    rows = ask(f"releases/{release.pk}/cells/").json()
    for line, row in zip(lines, rows, strict=True):
        renamed = columns_of(
            EmpathyFiguresSerializer if row["gap"] == "empathy" else ContrastFiguresSerializer
        )
        figures = {renamed[name]: value for name, value in row.pop("figures").items()}
        told = {name: as_text(value) for name, value in (row | figures).items()}
        assert {name: text for name, text in line.items() if text} == {
            name: text for name, text in told.items() if text
        }
        assert line["gap"] in ("threat", "image", "empathy")
    gaps = [row for row in lines if row["empathy_gap"]]
    assert {row["gap"] for row in gaps} == {"empathy"}
    assert {row["empathy_gap_low"] != "" for row in gaps} == {True}


def test_changes_as_csv_have_a_column_for_every_figure(ask, study):
    whole_release(study)
    release = whole_release(study, turn=1)
    lines = lines_of(ask(f"releases/{release.pk}/changes/", format="csv"))
    rows = ask(f"releases/{release.pk}/changes/").json()
    for line, row in zip(lines, rows, strict=True):
        figures = row.pop("figures")
        assert line == {name: as_text(value) for name, value in (row | figures).items()}


def test_blocks_as_csv_are_flat(ask, release):
    response = ask(f"releases/{release.pk}/blocks/", format="csv")
    frame = pd.read_csv(io.BytesIO(response.content))
    assert len(frame) == 182
    columns = [f"{answer}_{end}" for answer in ANSWERS[:-1] for end in ("low", "high")]
    assert list(frame.columns[9:]) == columns
    small = frame[frame["n"] == 4]
    assert len(small) == 3 * 6 + 5
    assert small[columns].isna().all().all()


def test_blocks_as_csv_leave_impressions_to_their_own_table(ask, study):
    release = whole_release(study)
    rows = ask(f"releases/{release.pk}/blocks/").json()
    lines = lines_of(ask(f"releases/{release.pk}/blocks/", format="csv"))
    assert len(lines) == len(rows) - 2 * 4
    assert {line["item_kind"] for line in lines} == {"concern", "threat", "vignette"}
    assert {line["group"] for line in lines if line["lens"] == "anchored"} == {
        "PRC",
        "JPN",
        "ROK",
        "USA",
        "panel",
    }


def test_pandas_reads_the_cells_exactly(ask, release):
    response = ask(f"releases/{release.pk}/cells/", format="csv")
    frame = pd.read_csv(io.BytesIO(response.content))
    rows = ask(f"releases/{release.pk}/cells/").json()
    deltas = [row["figures"]["delta"] for row in rows]
    assert [None if pd.isna(value) else value for value in frame["delta"]] == deltas
    assert frame["panel_without"].isna().all()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("cells", "empathy_gap"),
        ("means", "tracking"),
        ("changes", "level_shift"),
        ("blocks", "moderate_high"),
        ("impressions", "cum_low"),
    ],
)
def test_a_table_without_rows_still_has_its_header(ask, study, table, column):
    release = whole_release(study)
    query = {"perceiver": "PRC", "dyad": "JPN-ROK", "format": "csv"}
    if table == "impressions":
        release, query = make_release(study, audience="researchers"), {"format": "csv"}
    content = ask(f"releases/{release.pk}/{table}/", **query).content
    frame = pd.read_csv(io.BytesIO(content))
    assert (len(frame), column in frame.columns) == (0, True)
    full = ask(f"releases/{whole_release(study).pk}/{table}/", format="csv").content
    assert list(pd.read_csv(io.BytesIO(full)).columns) == list(frame.columns)


# --- Impressions and changes ---------------------------------------------------------------------


def test_impressions_have_their_own_answers(ask, study):
    release = whole_release(study)
    rows = ask(f"releases/{release.pk}/impressions/").json()
    assert len(rows) == 4 * 2 * 7
    first = ask(f"releases/{release.pk}/impressions/", perceiver="JPN", lens="first").json()
    no_level = ["skipped", "prefer_not_to_say", "cannot_determine"]
    assert [row["answer"] for row in first] == [*no_level, "PRC", "ROK", "USA", "else"]
    # Of eight people one could not determine it, six named the PRC and one the ROK.
    assert first[3] == {
        "perceiver": "JPN",
        "lens": "first",
        "n": 8,
        "answer": "PRC",
        "count_low": 4,
        "count_high": 8,
        "cum_low": 6,
        "cum_high": 8,
    }
    last = first[-1]
    assert (last["count_low"], last["count_high"]) == (0, 2)
    assert (last["cum_low"], last["cum_high"]) == (8, 8)


def test_an_impression_of_fewer_than_five_is_null(ask, study):
    release = whole_release(study)
    rows = ask(f"releases/{release.pk}/impressions/", perceiver="ROK").json()
    ends = ("count_low", "count_high", "cum_low", "cum_high")
    assert {row["n"] for row in rows} == {4}
    assert {row[end] for row in rows for end in ends} == {None}


def test_impressions_say_what_the_blocks_say(ask, study):
    release = whole_release(study)
    blocks = {
        (block["perceiver"], block["lens"]): block["cumulative"]
        for block in ask(f"releases/{release.pk}/blocks/").json()
        if block["item_kind"] == "impression"
    }
    answers = {
        told["perceiver"]: told["answers"]
        for told in ask("instruments/welch2013/1/").json()["impressions"]
    }
    found = {}
    for row in ask(f"releases/{release.pk}/impressions/").json():
        place = (row["perceiver"], row["lens"])
        interval = [row["cum_low"], row["cum_high"]]
        found.setdefault(place, []).append((row["answer"], interval))
    for place, cumulative in blocks.items():
        assert [answer for answer, _ in found[place]] == answers[place[0]]
        told = [interval for _, interval in found[place]][:-1]
        assert told == (cumulative or [[None, None]] * 6)


def test_changes_are_hidden_from_those_who_may_not_read_the_earlier_release(
    client, study, researcher, facilitator
):
    make_release(study)
    release = whole_release(study)
    assert changes_of(release)
    path = f"/api/v1/releases/{release.pk}/changes/"
    assert client.get(path, headers=bearer(researcher, study)).json() == []
    client.force_login(facilitator)
    assert len(client.get(path).json()) == len(changes_of(release))
