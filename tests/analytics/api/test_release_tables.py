"""The tables of a release in the API: their rows in JSON and in CSV."""

import csv
import hashlib
import io
import json
from dataclasses import fields

import pandas as pd
import pytest

from analytics.measures.marks import ANSWERS
from analytics.release.concern_changes import concern_changes
from analytics.release.queries import blocks_of, cells_of, changes_of, means_of
from analytics.release.rows import MeanRow
from analytics.release.schema.tables import TABLES
from surveys.instruments.document import KINDS_WITH_OWN_ANSWERS
from tests import factories
from tests.analytics.api.whole import whole_release
from tests.analytics.made import bearer, make_release

CUMULATIVE = [f"cum_{answer}_{end}" for answer in ANSWERS[:-1] for end in ("low", "high")]


def lines_of(response):
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_the_checksum_can_be_verified_from_the_api_alone(ask, study):
    release = whole_release(study)
    content = ask(f"releases/{release.pk}/canonical/").content
    assert hashlib.sha256(content).hexdigest() == release.checksum
    assert ask(f"releases/{release.pk}/").json()["checksum"] == release.checksum
    first = json.loads(content)["cells"][0]["figures"]
    row = ask(f"releases/{release.pk}/cells/").json()[0]
    assert first == {name: row[name] for name in first}
    assert ask(f"releases/{release.pk}/canonical/", revision="2").status_code == 400


def test_figures_are_those_that_were_released(ask, study):
    release = whole_release(study)
    for row, cell in zip(
        ask(f"releases/{release.pk}/cells/").json(), cells_of(release), strict=True
    ):
        for name, value in cell.figures.items():
            assert row[name] == value
        assert (row["item"], row["gap"], row["kind"]) == (cell.item, cell.gap, cell.kind)
    for row, mean in zip(
        ask(f"releases/{release.pk}/means/").json(), means_of(release), strict=True
    ):
        stored = [field.name for field in fields(MeanRow) if field.name != "pooled"]
        assert {name: row[name] for name in stored} == {
            name: getattr(mean, name) for name in stored
        }
        assert mean.pooled.keys() == (
            {"mean", "mean_low", "mean_high", "above"} if mean.pooled else set()
        )
        for name in ("mean", "mean_low", "mean_high", "above"):
            assert row[f"pooled_{name}"] == mean.pooled.get(name)


def test_a_cell(ask, study):
    release = whole_release(study, ("panel/JPN", "panel/PRC"))
    query = {"perceiver": "PRC", "target": "JPN", "concern": "military"}
    rows = ask(f"releases/{release.pk}/cells/", **query).json()
    cells = {(cell["gap"], cell["panel_without"]): cell for cell in rows}
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
    assert list(whole) == [column.name for column in TABLES["cells"].columns]
    assert (whole["question"], whole["empathy_gap"]) == ("PRC>JPN:military", None)
    assert (cells["empathy", ""]["delta"], cells["empathy", ""]["share_exact"]) != (None, None)


def test_blocks_hold_intervals_in_the_order_of_answers(ask, release):
    query = {"perceiver": "PRC", "target": "JPN", "concern": "military"}
    assessed, perceived = ask(f"releases/{release.pk}/blocks/", **query).json()
    assert (assessed["lens"], assessed["group"]) == ("assessed", "panel")
    assert perceived == {
        "question": "PRC>JPN:military",
        "perceiver": "PRC",
        "target": "JPN",
        "item": "military",
        "item_kind": "concern",
        "domain": "military",
        "position": 1,
        "lens": "perceived",
        "group": "PRC",
        "n": 8,
    } | {name: 0 if name.endswith("_low") else 2 for name in CUMULATIVE}
    assert list(perceived)[10:] == CUMULATIVE


# --- CSV -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [{"format": "csv"}, {"accept": "text/csv"}])
def test_csv_by_query_or_by_header(ask, release, how):
    response = ask(f"releases/{release.pk}/means/", **how)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="forum-round-1-means.csv"'
    rows = ask(f"releases/{release.pk}/means/").json()
    for line, row in zip(lines_of(response), rows, strict=True):
        assert line == {name: "" if value is None else str(value) for name, value in row.items()}


def test_pandas_reads_the_blocks(ask, release):
    response = ask(f"releases/{release.pk}/blocks/", format="csv")
    frame = pd.read_csv(io.BytesIO(response.content))
    assert len(frame) == 182
    assert list(frame.columns[10:]) == CUMULATIVE
    small = frame[frame["n"] == 4]
    assert len(small) == 3 * 6 + 5
    assert small[CUMULATIVE].isna().all().all()


def test_blocks_leave_questions_with_answers_of_their_own_to_other_tables(ask, study):
    release = whole_release(study)
    rows = ask(f"releases/{release.pk}/blocks/").json()
    own_answers = [b for b in blocks_of(release) if b.item_kind in KINDS_WITH_OWN_ANSWERS]
    assert len(own_answers) >= 2 * 4 + (12 + 4)
    assert len(rows) == len(blocks_of(release)) - len(own_answers)
    assert {row["item_kind"] for row in rows} == {"concern", "threat", "vignette"}
    groups = {row["group"] for row in rows if row["lens"] == "anchored"}
    assert groups == {"PRC", "JPN", "ROK", "USA", "panel"}


def test_pandas_reads_the_cells_exactly(ask, release):
    response = ask(f"releases/{release.pk}/cells/", format="csv")
    frame = pd.read_csv(io.BytesIO(response.content))
    deltas = [row["delta"] for row in ask(f"releases/{release.pk}/cells/").json()]
    assert [None if pd.isna(value) else value for value in frame["delta"]] == deltas
    assert frame["panel_without"].isna().all()


OWN_ANSWERS = ("impressions", "reported_changes")


@pytest.mark.parametrize("table", ["cells", "means", "changes", "blocks", *OWN_ANSWERS])
def test_a_table_without_rows_still_has_its_header(ask, study, table):
    release = whole_release(study)
    query = {"perceiver": "PRC", "dyad": "JPN-ROK", "format": "csv"}
    if table in OWN_ANSWERS:
        release, query = make_release(study, audience="researchers"), {"format": "csv"}
    frame = pd.read_csv(io.BytesIO(ask(f"releases/{release.pk}/{table}/", **query).content))
    names = [column.name for column in TABLES[table].columns]
    assert (len(frame), list(frame.columns)) == (0, names)


# --- Impressions and changes ---------------------------------------------------------------------


def test_impressions_have_their_own_answers(ask, study):
    release = whole_release(study)
    rows = ask(f"releases/{release.pk}/impressions/").json()
    assert len(rows) == 4 * 2 * 8
    first = ask(f"releases/{release.pk}/impressions/", perceiver="JPN", lens="first").json()
    no_level = ["skipped", "prefer_not_to_say", "cannot_determine"]
    assert [row["answer"] for row in first] == [*no_level, "PRC", "ROK", "USA", "PRK", "else"]
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
        (block.perceiver, block.lens): block.cumulative
        for block in blocks_of(release)
        if block.item_kind == "impression"
    }
    answers = {
        impression["perceiver"]: impression["answers"]
        for impression in ask("instruments/short/4/").json()["impressions"]
    }
    by_block = {}
    for row in ask(f"releases/{release.pk}/impressions/").json():
        interval = (row["cum_low"], row["cum_high"])
        place = (row["perceiver"], row["lens"])
        by_block.setdefault(place, []).append((row["answer"], interval))
    for place, cumulative in blocks.items():
        assert [answer for answer, _ in by_block[place]] == answers[place[0]]
        intervals = tuple(interval for _, interval in by_block[place])[:-1]
        assert intervals == (cumulative or ((None, None),) * 7)


def test_reported_changes_have_their_own_answers(ask, study):
    release = whole_release(study)
    path = f"releases/{release.pk}/reported_changes/"
    assert len(ask(path).json()) == (12 + 4) * 5
    blocks = {(b.perceiver, b.target, b.lens): b for b in blocks_of(release)}
    for lens, target, answers in (
        ("recalled", "PRC", ["lessened", "same", "grown"]),
        ("reflected", "", ["no", "not_sure", "yes"]),
    ):
        rows = ask(path, perceiver="JPN", target=target, lens=lens).json()
        assert [row["answer"] for row in rows] == ["skipped", "prefer_not_to_say", *answers]
        block = blocks["JPN", target, lens]
        assert {row["n"] for row in rows} == {block.n}
        intervals = [(row["cum_low"], row["cum_high"]) for row in rows]
        assert tuple(intervals[:-1]) == block.cumulative
        assert intervals[-1] == (block.n, block.n)
        questions = ask("instruments/short/4/").json()["reported_changes"]
        (asked,) = [q for q in questions if (q["perceiver"], q["target"]) == ("JPN", target)]
        assert asked["answers"] == [row["answer"] for row in rows]


def test_changes_are_hidden_from_those_who_may_not_read_the_earlier_release(
    client, study, researcher, facilitator
):
    make_release(study, document=factories.short())
    release = whole_release(study)
    assert changes_of(release)
    rows = changes_of(release)
    for table, number in (("changes", len(rows)), ("concern_changes", len(concern_changes(rows)))):
        path = f"/api/v1/releases/{release.pk}/{table}/"
        assert client.get(path, headers=bearer(researcher, study)).json() == []
        client.force_login(facilitator)
        assert len(client.get(path).json()) == number > 0
        client.logout()
