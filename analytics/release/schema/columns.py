"""What a column and a table of a release are: one description, from which every format is made."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from typing import Any, Protocol

from django.utils.functional import Promise

from analytics.release.rows import Content
from analytics.release.schema.texts import Text, Values, ValuesOfDocument
from analytics.vocabulary.missing import Missing
from surveys.group_sizes import SMALLEST_GROUP
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels

Value = str | int | float | None
Row = Any
ValuesOfRow = tuple[Value | Missing, ...]

# How many characters a name may have in the formats that cut it. Stata takes 32, also of the name
# of a column's labels, which ends with a number.
LONGEST_NAME = {"spss": 64, "stata": 28}


class SchemaError(Exception):
    """A description of a table that cannot be used; the message names the column."""


class Type(Enum):
    """What a column holds, whatever a format calls it."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MARK = "mark"


class MeasurementLevel(Enum):
    """The level of measurement (Stevens 1946)."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"


LEVELS = {
    Type.TEXT: MeasurementLevel.NOMINAL,
    Type.MARK: MeasurementLevel.ORDINAL,
    Type.INTEGER: MeasurementLevel.SCALE,
    Type.NUMBER: MeasurementLevel.SCALE,
}


@dataclass(frozen=True)
class Column:
    """One variable of a table.

    Attributes
    ----------
    name : its name in CSV, Parquet and JSON; a letter, then letters, digits or underscores.
    cut_names : its names in the formats of `LONGEST_NAME` where they differ.
    label : what it is.
    unit : "people", "levels" and the like; empty where there is none.
    minimum, maximum : the range of numbers; None where it has no end.
    values : what single values mean, where need be for one questionnaire.
    missing : the reasons that may stand in place of a value.
    optional : whether the field may be empty because nothing can be said.
    lists_present : whether a codebook lists only the values that are present.
    filters : whether the rows of a table can be filtered by it.
    read : a row's value, before a reason for a missing one is put in its place.
    read_stored : the value as it is stored (`stored`), where it is had without those two.
    sizes : the sizes of the groups that a row's value is computed from.
    """

    name: str
    type: Type
    label: Text
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    values: Values | ValuesOfDocument = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    optional: bool = False
    lists_present: bool = False
    filters: bool = False
    cut_names: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[Row], Any] | None = None
    read_stored: Callable[[Row], Value] | None = None
    sizes: Callable[[Row], Sequence[int]] = lambda row: ()

    def name_in(self, format: str) -> str:
        return self.cut_names.get(format, self.name)

    @property
    def closed(self) -> tuple[str | int, ...]:
        """All the values that there can be, where that is the same in every release."""
        return () if callable(self.values) else tuple(self.values)

    def values_of(self, document: Document, labels: Labels) -> Values:
        """What the values mean in a release of this questionnaire."""
        return self.values(document, labels) if callable(self.values) else self.values

    @property
    def level(self) -> MeasurementLevel:
        """The level of measurement: numbers that stand for names are nominal."""
        named = self.type is Type.INTEGER and self.values
        return MeasurementLevel.NOMINAL if named else LEVELS[self.type]

    def value(self, row: Row) -> Value | Missing:
        """What stands in the column: a value, why there is none, or None."""
        value = self.read(row) if self.read else getattr(row, self.name)
        if value is None and Missing.BELOW_FIVE in self.missing:
            return Missing.BELOW_FIVE if any(n < SMALLEST_GROUP for n in self.sizes(row)) else None
        return int(value) if isinstance(value, bool) else value


def stored(column: Column, value: Value | Missing) -> Value:
    """The value as CSV, Parquet and JSON have it.

    In a column of marks a reason is its number; in all others the field is empty.
    """
    if isinstance(value, Missing):
        return int(value) if column.type is Type.MARK else None
    return value


class Source(Protocol):
    """A release from which tables are drawn: its rows in the order in which they are published.

    Of the changes, those alone that the reader may see.
    """

    @property
    def document(self) -> Document: ...
    @property
    def content(self) -> Content: ...
    @property
    def metadata(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Filter:
    """A way to select rows by a value that each has: None for one that it cannot select.

    ``values`` may be requested also where no row has them.
    """

    name: str
    description: str
    value: Callable[[Row], str | None]
    values: Sequence[str] = ()


@dataclass(frozen=True)
class TableSchema:
    """A table of a release.

    Attributes
    ----------
    name : its name in addresses and file names.
    title : what it holds, as a heading.
    description : what a row is, in English, for the API.
    columns : those that every release has, in their order.
    rows : the rows of a release.
    extend : the columns of a release where they depend on it; else None.
    filters : further ways to select rows.
    revised : whether a later revision of the release has other rows.
    required : whether a release has the table even without rows.
    of_changes : whether its rows are of the changes, which not every reader may see.

    Raises
    ------
    SchemaError
        For two columns of one name in any case of its letters, and for one without a label.
    """

    name: str
    title: str | Promise
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[Source], Collection[Row]]
    extend: Callable[[Source], tuple[Column, ...]] | None = None
    filters: tuple[Filter, ...] = ()
    revised: bool = False
    required: bool = True
    of_changes: bool = False

    def __post_init__(self) -> None:
        check(self.name, self.columns)

    def table(self, source: Source, rows: Collection[Row]) -> "Table":
        """The table of a release with these of its rows."""
        columns = self.extend(source) if self.extend else self.columns
        check(self.name, columns)
        values = ValuesOfRows(rows, columns)
        # What is no sequence is read from the database, and may not fit into memory.
        return Table(self, columns, list(values) if isinstance(rows, Sequence) else values)


def _stored_of(column: Column, row: Row) -> Value:
    return stored(column, column.value(row))


@dataclass(frozen=True)
class ValuesOfRows(Collection[ValuesOfRow]):
    """The values of each row, worked out whenever they are gone over."""

    rows: Collection[Row]
    columns: tuple[Column, ...]

    def __iter__(self) -> Iterator[ValuesOfRow]:
        return (tuple(column.value(row) for column in self.columns) for row in self.rows)

    def stored(self) -> Iterator[list[Value]]:
        """As CSV, Parquet and JSON have them."""
        readers = [column.read_stored or partial(_stored_of, column) for column in self.columns]
        return ([read(row) for read in readers] for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __contains__(self, values: object) -> bool:
        return any(each == values for each in self)


@dataclass(frozen=True)
class Table:
    """Rows of values in the order of the columns; a `Missing` says why one is not there."""

    schema: TableSchema
    columns: tuple[Column, ...]
    rows: Collection[ValuesOfRow]

    @property
    def name(self) -> str:
        return self.schema.name

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def of_columns(self, names: Sequence[str]) -> "Table":
        """The columns of these names, in their order."""
        places = [self.names.index(name) for name in names]
        columns = tuple(self.columns[place] for place in places)
        if isinstance(self.rows, ValuesOfRows):
            return replace(self, columns=columns, rows=replace(self.rows, columns=columns))
        rows = [tuple(row[place] for place in places) for row in self.rows]
        return replace(self, columns=columns, rows=rows)

    def stored_rows(self) -> Iterator[list[Value]]:
        """The rows as CSV, Parquet and JSON have them, one after the other."""
        if isinstance(self.rows, ValuesOfRows):
            return self.rows.stored()
        return ([stored(c, v) for c, v in zip(self.columns, row, strict=True)] for row in self.rows)

    def by_name(self) -> Iterator[dict[str, Value]]:
        """The same, each value by the name of its column."""
        return (dict(zip(self.names, row, strict=True)) for row in self.stored_rows())


def check(table: str, columns: Sequence[Column]) -> None:
    """Raise SchemaError for two columns of one name, one without a label or with a long name."""
    names: set[str] = set()
    for column in columns:
        if column.name.casefold() in names:
            raise SchemaError(f"{table}.{column.name}: there are two columns of this name")
        if not column.label:
            raise SchemaError(f"{table}.{column.name}: the column has no label")
        for format, longest in LONGEST_NAME.items():
            if len(column.name_in(format)) > longest:
                raise SchemaError(f"{table}.{column.name}: the name is too long for {format}")
        names.add(column.name.casefold())


# --- Kinds of columns ----------------------------------------------------------------------------

BELOW_FIVE = (Missing.BELOW_FIVE,)


def text(
    name: str, label: Text, values: Values | ValuesOfDocument | None = None, **more: Any
) -> Column:
    """A column of texts."""
    return Column(name, Type.TEXT, label, values=values or {}, **more)


def count(name: str, label: Text, unit: str = "people", **more: Any) -> Column:
    """A column of whole numbers from 0."""
    return Column(name, Type.INTEGER, label, unit=unit, minimum=0, **more)


def figure(
    name: str, label: Text, minimum: float | None = None, maximum: float | None = None, **more: Any
) -> Column:
    """A column of the row's field of this name, empty where nothing can be said."""
    limits: dict[str, Any] = {"minimum": minimum, "maximum": maximum}
    return Column(name, Type.NUMBER, label, optional=True, **limits, **more)
