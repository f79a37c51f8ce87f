"""While Redis is down the pages go on: nobody who answers or signs in meets an error."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.visitor import Visitor, free_port
from tests.workers.installation import made
from tests.workers.test_fifty import answer, expect

pytestmark = pytest.mark.worker

SIGN_IN = "/staff/sign-in/"
WRONG = {"username": "ada", "password": "not the right words"}
MOST_ATTEMPTS = 5


def test_people_answer_and_attempts_to_sign_in_are_counted(tmp_path: Path) -> None:
    here = made(tmp_path / "var")
    (link,) = json.loads(here.do("migrate", "links", "1").splitlines()[-1])
    here = replace(here, broker=f"redis://127.0.0.1:{free_port()}/0")
    with here.served() as port, Visitor(port) as staff:
        assert answer(link, port, mark=1)
        form = expect(200, staff.get(SIGN_IN)).hidden
        replies = [staff.post(SIGN_IN, form | WRONG) for _ in range(MOST_ATTEMPTS + 1)]
        assert {reply.status for reply in replies} <= {200, 422, 429}
        refused = ["There were too many attempts" in reply.body for reply in replies]
        assert refused == [*[False] * MOST_ATTEMPTS, True]
        assert json.loads(staff.get("/readyz").body)["broker"] == "down: OperationalError"
