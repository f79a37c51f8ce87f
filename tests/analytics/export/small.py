"""A small table with everything in it that files may hold."""

from analytics.export.columns import Column, Kind, Missing, Table

MARKS = (
    Missing.SKIPPED,
    Missing.PREFER_NOT_TO_SAY,
    Missing.CANNOT_DETERMINE,
    Missing.NOT_ASKED,
)
NONE = {"en": "Not a concern", "ja": "懸念ではない"}
SERIOUS = {"en": "Serious", "ja": "深刻", "ko": "심각"}
LONG = "日本語と한국어, " * 200

COLUMNS = (
    Column(
        "side",
        Kind.TEXT,
        {"en": "Side", "ja": "どの側か"},
        {"": {"en": "none"}, "=1+1": {"en": "a sum", "ja": "和"}, LONG[:90]: {"en": "long"}},
    ),
    Column("people", Kind.INTEGER, {"en": "People", "ja": "人数"}, {}, (Missing.BELOW_FIVE,)),
    Column("delta", Kind.NUMBER, {"en": "Cliff's delta"}, {}, (Missing.BELOW_FIVE,)),
    Column("mark", Kind.MARK, {"ja": "回答"}, {0: NONE, 3: SERIOUS}, MARKS),
    Column("place", Kind.INTEGER, {}),
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
TABLE = Table("records", {"en": "Records", "ja": "回答者ごとの回答"}, COLUMNS, ROWS)
EMPTY = Table("records", {"en": "Records"}, COLUMNS, ())
