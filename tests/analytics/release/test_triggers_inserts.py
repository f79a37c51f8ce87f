"""Nothing is added to what has been released, and no audience narrows, whoever asks."""

import pytest
from django.db import connection

from analytics.models import Block, Change, GapCell, GapMatrix, GapMean, LevelGap, Record, Release
from analytics.release.audience import AUDIENCES as KNOWN
from analytics.release.publish import publish_round
from analytics.release.rows import Content
from analytics.release.triggers import AUDIENCES, MESSAGE, NARROWED
from tests import factories
from tests.analytics.made import blocks_for, content, feared, make_release
from tests.analytics.release.triggered import LEVEL_GAP, QUESTION, refused, settle, triggers

OF_A_RELEASE = {
    Block: {**QUESTION, "lens": "perceived", "group": "PRC", "n": 0},
    Record: {"group": "PRC", "about": {}, "answers": {}},
}
OF_A_MATRIX = {
    GapCell: {
        **QUESTION,
        "gap": "image",
        "n_left": 0,
        "n_right": 0,
        "kind": "insufficient",
        "figures": {},
    },
    GapMean: {"gap": "image", "n_above": 0, "n_below": 0, "n_cells": 0, "n_concerns": 0},
    LevelGap: LEVEL_GAP,
    Change: {
        **QUESTION,
        "lens": "perceived",
        "group": "PRC",
        "round_before": 1,
        "n_before": 0,
        "n_after": 0,
        "movement": "steady",
        "figures": {},
    },
}


@pytest.fixture
def release(study):
    release = make_release(study)
    with triggers():
        yield release


def counts():
    return {m: m.objects.count() for m in (*OF_A_RELEASE, *OF_A_MATRIX, GapMatrix, Release)}


@pytest.mark.parametrize("model", OF_A_RELEASE)
def test_nothing_is_added_to_a_release(release, model):
    row = model(release=release, **OF_A_RELEASE[model])
    with refused():
        row.save(force_insert=True)
    with refused():
        model.objects.bulk_create([row])


@pytest.mark.parametrize("model", OF_A_MATRIX)
def test_nothing_is_added_to_a_matrix(release, model):
    row = model(matrix=release.matrices.get(), **OF_A_MATRIX[model])
    with refused():
        row.save(force_insert=True)


def test_rows_are_taken_until_their_release_is_there(study):
    """The same rows, for a release and a matrix that are written last."""
    round = factories.make_round(study)
    release = Release(round=round, metadata={}, checksum="0" * 64)
    matrix = GapMatrix(release=release)
    with triggers():
        for rows, parent in (
            (OF_A_RELEASE, {"release": release}),
            (OF_A_MATRIX, {"matrix": matrix}),
        ):
            for model, fields in rows.items():
                model.objects.bulk_create([model(**parent, **fields)])
        matrix.save(force_insert=True)
        release.save(force_insert=True)
        settle()
        assert set(counts().values()) == {1}


def test_a_release_has_one_first_matrix_and_may_have_later_ones(release):
    for revision in (0, 1):
        with refused():
            GapMatrix(release=release, revision=revision).save(force_insert=True)
    GapMatrix(release=release, revision=2).save(force_insert=True)
    assert release.matrices.count() == 2


def test_a_replacement_is_refused_too(release):
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's REPLACE")
    with refused(), connection.cursor() as cursor:
        cursor.execute("REPLACE INTO analytics_block SELECT * FROM analytics_block")


# --- Publishing with the triggers at work ---------------------------------------------------------


def test_a_release_is_written_whole_and_the_first_writer_wins(study):
    round = factories.make_round(study)
    blocks = blocks_for(round, feared)
    with triggers():
        first = publish_round(round=round, content=content(blocks))
        before = counts()
        again = publish_round(round=round, content=content(blocks[:10]))
        assert (again.pk, again.checksum) == (first.pk, first.checksum)
        assert counts() == before
        assert (before[Block], before[GapCell], before[GapMatrix]) == (182, 91, 1)


def test_nothing_of_a_second_writer_stays(study):
    """Even the rows that it wrote before it learnt of the first."""
    round = factories.make_round(study)
    publish_round(round=round, content=Content([], [], []))
    blocks = blocks_for(round, feared)
    with triggers():
        publish_round(round=round, content=content(blocks))
        settle()
        assert Block.objects.count() == GapCell.objects.count() == 0


# --- The audience ---------------------------------------------------------------------------------


def test_audiences_are_those_of_the_models():
    assert list(AUDIENCES) == [str(audience) for audience in KNOWN]


@pytest.mark.parametrize("before", AUDIENCES)
def test_an_audience_only_widens(study, before):
    release = make_release(study, audience=before)
    narrower = AUDIENCES[: AUDIENCES.index(before) + 1]
    with triggers(), connection.cursor() as cursor:
        for to in (*narrower, "everyone"):
            with refused(NARROWED):
                cursor.execute("UPDATE analytics_release SET audience = %s", [to])
        for to in AUDIENCES[len(narrower) :]:
            cursor.execute("UPDATE analytics_release SET audience = %s", [to])
            release.refresh_from_db()
            assert release.audience == to


def test_the_data_are_refused_in_words_of_their_own(release):
    assert MESSAGE not in NARROWED
    with refused(MESSAGE), connection.cursor() as cursor:
        cursor.execute("UPDATE analytics_release SET checksum = '', audience = 'public'")
