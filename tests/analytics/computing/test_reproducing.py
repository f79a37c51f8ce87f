"""A release computed once more comes out the same, byte for byte, and nothing can differ unseen."""

import hashlib
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import fields, replace
from typing import Any

import pytest

from analytics.computing import revise
from analytics.computing.pooled_gaps import cells_and_means
from analytics.computing.revise import recomputed
from analytics.models import Release
from analytics.release.canonical import canonical, checksum_of_changes
from analytics.release.queries import content_of
from analytics.release.rows import in_order
from tests.analytics.api.whole import whole_release

pytestmark = pytest.mark.slow

PANELS = ("panel/JPN", "panel/PRC")
SEEDS = range(3)


@pytest.fixture(params=[("panel",), PANELS], ids=["whole panel", "by side"])
def release(request, study):
    """With every lens and a round before it."""
    whole_release(study, request.param)
    return Release.objects.get(pk=whole_release(study, request.param, turn=1).pk)


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_the_first_revision_comes_out_again_byte_for_byte(release):
    again = recomputed(release)
    assert canonical(release.metadata, again) == canonical(release.metadata, content_of(release))
    assert digest(canonical(release.metadata, again)) == release.checksum
    assert again.changes
    assert checksum_of_changes(again) == release.metadata["changes"]["checksum"]


def test_so_does_a_round_that_people_answered(closed_round):
    """Counted, computed and published by a worker, read back from the database."""
    release = Release.objects.get(round=closed_round)
    assert digest(canonical(release.metadata, recomputed(release))) == release.checksum


# --- Another order, other workers -----------------------------------------------------------------


def test_the_order_of_rows_changes_nothing(release, monkeypatch):
    told = content_of(release)
    for seed in SEEDS:
        turned = replace(
            told, **{table: shuffled(getattr(told, table), seed) for table in ("blocks", "records")}
        )
        assert turned.blocks != told.blocks
        monkeypatch.setattr(revise, "content_of", lambda *of, turned=turned, **which: turned)
        assert digest(canonical(release.metadata, recomputed(release))) == release.checksum


def shuffled(rows, seed):
    return random.Random(seed).sample(list(rows), k=len(rows))


COMPUTE = """
import json, sys
from analytics.computing.pooled_gaps import cells_and_means
from analytics.release.rows import BlockRow, in_order
def stored(row):
    told = row["cumulative"]
    return row | {"cumulative": told and tuple(map(tuple, told))}
blocks = [BlockRow(**stored(row)) for row in json.load(sys.stdin)]
rows = [vars(row) for table in cells_and_means(blocks) for row in in_order(table)]
print(json.dumps(rows, sort_keys=True))
"""


def test_several_workers_at_once_compute_the_same(release):
    """Processes of their own, with one thread or four and another order of hashes."""
    told = content_of(release)
    blocks = json.dumps([vars(row) for row in told.blocks])
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", COMPUTE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": str(seed), **_threads(number)},
        )
        for seed, number in ((1, 1), (2, 4))
    ]
    result = [worker.communicate(blocks)[0] for worker in workers]
    computed = cells_and_means(told.blocks)
    known = [vars(row) for table in computed for row in in_order(table)]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert result == [json.dumps(known, sort_keys=True) + "\n"] * 2


def _threads(number: int) -> dict[str, str]:
    return {f"{name}_NUM_THREADS": str(number) for name in ("OMP", "OPENBLAS", "MKL")}


# --- The checksum ---------------------------------------------------------------------------------


def otherwise(value: Any) -> Iterator[Any]:
    """The same value with one single thing about it changed, in every way there is."""
    if isinstance(value, dict):
        for key in value:
            rest = {other: told for other, told in value.items() if other != key}
            yield rest
            yield from ({**value, key: changed} for changed in otherwise(value[key]))
    elif isinstance(value, list | tuple):
        for place, part in enumerate(value):
            before, after = list(value[:place]), list(value[place + 1 :])
            yield before + after
            yield from ([*before, changed, *after] for changed in otherwise(part))
    elif isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value + 1e-10) if isinstance(value, float) else (value + 1,)
    else:
        yield f"{value}x" if value is not None else 0


def rows_otherwise(rows: list[Any]) -> Iterator[list[Any]]:
    """The rows with one single thing about one of them changed, each way once."""
    for place, row in enumerate(rows):
        for field in fields(row):
            every = otherwise(getattr(row, field.name))
            for changed in {json.dumps(value): value for value in every}.values():
                yield [*rows[:place], replace(row, **{field.name: changed}), *rows[place + 1 :]]


def few_of(table: list[Any]) -> list[Any]:
    """Rows of every make: the first, the last and those between that differ in what is null."""
    by_make = {tuple(value is None for value in vars(row).values()): row for row in table}
    return list({id(row): row for row in (table[0], table[-1], *by_make.values())}.values())


def test_any_change_of_any_field_of_any_row_changes_the_checksum(study):
    release = whole_release(study)
    told = content_of(release)
    told = replace(
        told, blocks=few_of(told.blocks), cells=few_of(told.cells), means=few_of(told.means)
    )
    every = [
        told,
        *(
            replace(told, **{table: rows})
            for table in ("blocks", "cells", "means")
            for rows in rows_otherwise(getattr(told, table))
        ),
    ]
    seen = {digest(canonical(release.metadata, content)) for content in every}
    assert len(seen) == len(every) > 300


def test_any_change_of_a_change_changes_its_checksum(study):
    whole_release(study)
    told = content_of(whole_release(study, turn=1))
    rows = few_of(told.changes)
    every = [rows, *rows_otherwise(rows)]
    seen = {checksum_of_changes(replace(told, changes=changed)) for changed in every}
    assert len(seen) == len(every) > 30


def test_any_change_of_the_metadata_changes_the_checksum(study):
    release = whole_release(study)
    told = replace(content_of(release), blocks=[], cells=[], means=[])
    before = deepcopy(release.metadata)
    every = [release.metadata, *otherwise(release.metadata)]
    assert len({digest(canonical(metadata, told)) for metadata in every}) == len(every) > 100
    assert release.metadata == before
