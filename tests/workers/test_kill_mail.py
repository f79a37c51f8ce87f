"""Whatever dies while invitations are mailed, everybody gets one working link.

A real worker, broker and SMTP server; the worker is killed at a known call.
"""

import re
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from surveys.inviting import digest
from tests.surveys.delivering.mail_server import Keeper, mail_server
from tests.workers.installation import Installation, kill, made, wait_for

pytestmark = pytest.mark.worker

PEOPLE = 5
BEFORE_HANDING_OVER = "surveys.delivering.outbox:hand_over:3"
# The server has taken the message, and nobody has written that down.
AFTER_HANDING_OVER = "surveys.delivering.outbox:_settle:3"


@dataclass(frozen=True)
class Mailing(Installation):
    """An installation on SQLite that sends its mail to a port of this machine."""

    port: int = 0

    @property
    def environment(self) -> dict[str, str]:
        ours = {
            "CS2_MAIL_URL": f"smtp://127.0.0.1:{self.port}",
            "CS2_MAILS_PER_MINUTE": "6000",
        }
        return super().environment | ours

    def mails(self) -> dict[str, tuple[str, str]]:
        """The state of each mail and the digest of its invitation's token, by address."""
        query = (
            "SELECT address, m.state, token_digest FROM surveys_mail m"
            " JOIN surveys_invitation i ON m.invitation_id = i.id"
        )
        with closing(sqlite3.connect(self.var / "identity.sqlite3", timeout=20)) as identity:
            return {address: (state, token) for address, state, token in identity.execute(query)}

    def is_sent(self) -> bool:
        return {state for state, _token in self.mails().values()} == {"sent"}


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture(scope="module")
def invited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation in which five people wait to be mailed."""
    var = tmp_path_factory.mktemp("invited")
    made(var).do("migrate", "invite", str(PEOPLE))
    return var


@pytest.fixture
def here(tmp_path: Path, invited: Path, keeper: Keeper) -> Iterator[Mailing]:
    """A copy of that installation, and a server for its mail."""
    shutil.copytree(invited, tmp_path / "var")
    with mail_server(keeper) as port:
        yield Mailing(tmp_path / "var", port=port)


def mail_until_killed(here: Mailing, stall: str) -> None:
    with here.worker(stall=stall) as worker:
        here.do("mail")
        wait_for(here.is_stalled, f"at {stall}", here.log)
        kill(worker)
    (here.var / "stalled").unlink()


def finish(here: Mailing) -> None:
    with here.worker():
        wait_for(here.is_sent, "every mail sent", here.log)


def links(here: Mailing, keeper: Keeper) -> dict[str, set[str]]:
    """The digest of the tokens that each address was sent; every one must be the invitation's."""
    sent: dict[str, set[str]] = {}
    for address, message in keeper.messages:
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        (token,) = re.findall(r"/i/([0-9A-Z-]{23})/", text)
        sent.setdefault(address, set()).add(digest(token))
    return sent


def assert_everybody_has_one_working_link(here: Mailing, keeper: Keeper) -> None:
    assert links(here, keeper) == {
        address: {token} for address, (_state, token) in here.mails().items()
    }
    assert len(here.mails()) == PEOPLE


def test_worker_killed_before_it_hands_a_mail_over_loses_and_repeats_none(
    here: Mailing, keeper: Keeper
) -> None:
    mail_until_killed(here, BEFORE_HANDING_OVER)
    assert len(keeper.messages) == 2
    assert Counter(state for state, _ in here.mails().values()) == {
        "sent": 2,
        "sending": 1,
        "queued": 2,
    }
    finish(here)
    assert len(keeper.messages) == PEOPLE
    assert_everybody_has_one_working_link(here, keeper)


def test_worker_killed_after_it_handed_a_mail_over_repeats_that_one_as_the_same(
    here: Mailing, keeper: Keeper
) -> None:
    mail_until_killed(here, AFTER_HANDING_OVER)
    assert len(keeper.messages) == 3
    finish(here)
    assert_everybody_has_one_working_link(here, keeper)
    times = Counter(str(message["Message-ID"]) for _address, message in keeper.messages)
    assert sorted(times.values()) == [1, 1, 1, 1, 2]
