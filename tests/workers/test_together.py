"""Whoever saw "sent" is in the box, though many send at once and a worker writes too."""

import pytest

from tests.workers.acting import PARTICIPANTS_A_SIDE
from tests.workers.conftest import Case

pytestmark = [pytest.mark.worker, pytest.mark.services]

JOINING = 6


# PostgreSQL has its turn in chaos/database.py.
@pytest.mark.parametrize("case", ["files"], indirect=True)
def test_nobody_is_lost_in_the_crowd(case: Case) -> None:
    sides = ("PRC", "JPN", "USA")
    crowd = [case.here.act("join", str(JOINING), side) for side in sides]
    worker = case.here.act("pulse", "100")
    printed = [process.communicate(timeout=120)[0] for process in (*crowd, worker)]
    failed = [
        text for process, text in zip((*crowd, worker), printed, strict=True) if process.returncode
    ]
    assert failed == []
    assert len({code for codes in printed for code in codes.split()}) == JOINING * len(sides)
    rows = case.here.rows(
        "SELECT side, count(*) FROM surveys_envelope"
        " WHERE sealed IS NOT NULL AND draft IS NULL AND seat = 'participant' GROUP BY side"
    )
    expected = dict.fromkeys(sides, PARTICIPANTS_A_SIDE + JOINING) | {"ROK": PARTICIPANTS_A_SIDE}
    assert dict(rows) == expected
    left = {
        bytes(sealed).hex() for (sealed,) in case.here.rows("SELECT sealed FROM surveys_envelope")
    }
    assert left > set(case.expected["sealed"]), "those who were there before are untouched"
