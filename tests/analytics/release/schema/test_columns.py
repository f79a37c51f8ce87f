import doctest
import subprocess
import sys

import pytest

from analytics.release.schema import columns, records
from analytics.release.schema.columns import Column, SchemaError, TableSchema, Type, count, text
from analytics.release.schema.tables import TABLES
from analytics.vocabulary import missing
from analytics.vocabulary.missing import Missing


def schema_of(*columns):
    return TableSchema("rows", "Rows", "A row.", columns, rows=lambda source: ())


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (count("N", "People"), "rows.N: there are two columns of this name"),
        (count("people", ""), "rows.people: the column has no label"),
        (count("a" * 29, "People"), f"rows.{'a' * 29}: the name is too long for stata"),
    ],
)
def test_a_column_that_cannot_be_is_refused_by_name(second, problem):
    with pytest.raises(SchemaError) as refusal:
        schema_of(count("n", "People"), second)
    assert str(refusal.value) == problem


def test_a_faulty_schema_stops_the_program_at_its_start():
    code = (
        "import django; import django.utils.translation as t; lazy = t.gettext_lazy;"
        "t.gettext_lazy = lambda text: '' if text == 'Domain' else lazy(text); django.setup()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "SchemaError: changes.domain: the column has no label" in done.stderr


def test_a_long_name_is_taken_with_its_cut_one():
    long = Column("a" * 70, Type.MARK, "x", cut_names={"stata": "a" * 28, "spss": "a" * 64})
    assert schema_of(long).columns == (long,)


def test_the_tables_are_these_in_this_order():
    assert list(TABLES) == [
        "blocks",
        "cells",
        "means",
        "level_gaps",
        "changes",
        "concern_changes",
        "impressions",
        "reported_changes",
        "batteries",
        "undetermined",
        "grounds",
        "ground_gaps",
        "zones",
        "self_images",
        "orders",
        "order_predictions",
        "records",
    ]
    assert [s.name for s in TABLES.values() if s.required] == ["blocks", "cells", "means"]
    assert [s.name for s in TABLES.values() if s.revised] == [
        "cells",
        "means",
        "level_gaps",
        "changes",
        "concern_changes",
        "ground_gaps",
        "self_images",
        "orders",
        "order_predictions",
    ]


class Row:
    n = 4
    share = None
    yes = True


def test_why_a_value_is_missing_depends_on_the_size_of_its_groups():
    def value(missing, *sizes):
        return Column("share", Type.NUMBER, "x", missing=missing, sizes=lambda row: sizes).value(
            Row
        )

    assert value((Missing.BELOW_FIVE,), 4, 8) is Missing.BELOW_FIVE
    assert value((Missing.BELOW_FIVE,), 5, 8) is None
    assert value((Missing.BELOW_FIVE,)) is None
    assert value((), 4) is None


def test_whether_something_is_so_is_a_number():
    assert Column("yes", Type.INTEGER, "x").value(Row) == 1
    assert type(Column("yes", Type.INTEGER, "x").value(Row)) is int


@pytest.mark.parametrize(
    ("column", "level"),
    [
        (text("a", "x"), "nominal"),
        (count("a", "x"), "scale"),
        (Column("a", Type.INTEGER, "x", values={0: "no"}), "nominal"),
        (Column("a", Type.MARK, "x"), "ordinal"),
        (Column("a", Type.NUMBER, "x"), "scale"),
    ],
)
def test_levels_of_measurement(column, level):
    assert column.level.value == level


def test_reasons_are_numbers_among_marks_and_empty_elsewhere():
    mark, number = Column("a", Type.MARK, "x"), Column("a", Type.NUMBER, "x")
    assert columns.stored(mark, Missing.NOT_ASKED) == -4
    assert columns.stored(number, Missing.BELOW_FIVE) is None
    assert columns.stored(number, 0.5) == 0.5


@pytest.mark.parametrize("module", [records, missing])
def test_examples_are_right(module):
    result = doctest.testmod(module)
    assert (result.attempted > 0, result.failed) == (True, 0)
