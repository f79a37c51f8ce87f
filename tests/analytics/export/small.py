"""A small table with everything in it that files may hold."""

from analytics.export.labels import LabelledColumn, LabelledTable, missing_texts
from analytics.release.schema.columns import Column, Table, TableSchema, Type
from analytics.vocabulary.missing import Missing

MARKS = (
    Missing.SKIPPED,
    Missing.PREFER_NOT_TO_SAY,
    Missing.CANNOT_DETERMINE,
    Missing.NOT_ASKED,
)
NONE = {"en": "Not a concern", "ja": "懸念ではない"}
SERIOUS = {"en": "Serious", "ja": "深刻", "ko": "심각"}
LONG = "日本語と한국어, " * 200


def column_of(name, type, labels, values=None, missing=(), **fields):
    """A column with its words by hand."""
    reasons = {reason: missing_texts(reason, ["en", "ja", "ko"]) for reason in missing}
    bare = Column(name, type, "label", missing=missing, **fields)
    return LabelledColumn(bare, labels, values or {}, reasons)


def table_of(columns, rows, titles=None):
    bare = tuple(each.column for each in columns)
    schema = TableSchema("records", "title", "A row.", bare, rows=lambda source: rows)
    return LabelledTable(Table(schema, bare, rows), titles or {}, tuple(columns))


COLUMNS = (
    column_of(
        "side",
        Type.TEXT,
        {"en": "Side", "ja": "どの側か"},
        {"": {"en": "none"}, "=1+1": {"en": "a sum", "ja": "和"}, LONG[:90]: {"en": "long"}},
    ),
    column_of("people", Type.INTEGER, {"en": "People", "ja": "人数"}, {}, (Missing.BELOW_FIVE,)),
    column_of("delta", Type.NUMBER, {"en": "Cliff's delta"}, {}, (Missing.BELOW_FIVE,)),
    column_of("mark", Type.MARK, {"ja": "回答"}, {0: NONE, 3: SERIOUS}, MARKS),
    column_of("place", Type.INTEGER, {}),
)
ROWS = (
    ("=1+1", 12, 0.1 + 0.2, 0, 1),
    ('a "b", c\nd', 0, -0.7844767371234208, 3, 2),
    ("", Missing.BELOW_FIVE, Missing.BELOW_FIVE, Missing.SKIPPED, 3),
    (None, None, None, None, None),
    ("朝鮮半島", 2**40, 1e-12, Missing.PREFER_NOT_TO_SAY, -1),
    (LONG.strip(), 7, -1.0, Missing.CANNOT_DETERMINE, 0),
    ("-1", 5, 0.0, Missing.NOT_ASKED, 4),
)
TABLE = table_of(COLUMNS, ROWS, {"en": "Records", "ja": "回答者ごとの回答"})
EMPTY = table_of(COLUMNS, (), {"en": "Records"})
