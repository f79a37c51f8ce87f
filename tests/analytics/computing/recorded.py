"""Records made of chosen or made-up answers, without a round."""

import random
from uuid import UUID, uuid4

from analytics.release.rows import RecordRow
from surveys.instruments.sequence import MODULES, answer_names
from tests.factories import welch


def records_of_marks(group, names, rows, first=0, about=None):
    """A record for each row of marks, one for each name."""
    return [
        RecordRow(UUID(int=first + place), group, about or {}, dict(zip(names, row, strict=True)))
        for place, row in enumerate(rows)
    ]


def made_up_records(document=None, sides=("PRC", "JPN"), people=120, seed=1):
    """People of two ages who may answer anything, of all that a round can ask."""
    dice, document = random.Random(seed), document or welch()
    names = {side: answer_names(document, "participant", side, modules=MODULES) for side in sides}
    return [
        RecordRow(
            uuid4(),
            side,
            {"age": ("age-under-45", "age-45-up", None)[place % 3]},
            {name: dice.randint(-3, 3) for name in names[side]},
        )
        for side in sides
        for place in range(people)
    ]
