"""Records made of chosen answers, without a round."""

from uuid import UUID

from analytics.rows import RecordRow


def record(number, group="PRC", about=None, **answers):
    """A record of which the number is the identifier."""
    return RecordRow(UUID(int=number), group, about or {}, answers)


def records_of_marks(group, names, rows, first=0):
    """A record for each row of marks, one for each name."""
    return [
        RecordRow(UUID(int=first + place), group, {}, dict(zip(names, row, strict=True)))
        for place, row in enumerate(rows)
    ]
