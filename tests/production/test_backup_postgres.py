"""Backups from and to PostgreSQL: while people go on, and across engines."""

import shlex
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections

from analytics.models import Release
from cs2survey.backup.contents import PARTS
from cs2survey.backup.restoring import restore
from cs2survey.backup.snapshots import snapshot
from surveys import inviting, responding, sealing
from surveys.audit_verifying import faults_of
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from tests import factories, services
from tests.backups import (
    Course,
    Recipient,
    back_up,
    everything,
    goes_on,
    recomputed,
    sealed,
    under_way,
)
from tests.machines import postgres_machine, sqlite_machine
from tests.workers.installation import ROOT

pytestmark = pytest.mark.services

RESTORED_OTHERWISE = {"surveys.AnswerAudit", "surveys.IdentityAudit"}


@pytest.fixture(scope="module")
def first(
    needs_postgres: str, django_db_blocker: Any, tmp_path_factory: Any
) -> Iterator[tuple[Course, dict[str, list[list[Any]]]]]:
    """A machine on PostgreSQL with a study under way, and every row of it."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        stack.enter_context(postgres_machine())
        for database in PARTS.values():
            call_command("migrate", database=database, verbosity=0)
        yield under_way(), everything()


@contextmanager
def new_machine(engine: str, folder: Path) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(
            postgres_machine() if engine == "postgresql" else sqlite_machine(folder)
        )
        yield


@pytest.mark.parametrize("engine", ["postgresql", "sqlite"])
def test_a_round_on_postgresql_goes_on_elsewhere(
    first: Any, tmp_path: Path, settings: Any, engine: str
) -> None:
    settings.BACKUP_KEYS, keeper = tmp_path / "keyring", Recipient()
    settings.BACKED_UP_FILES = {"answers": {}, "identity": {}}
    course, before = first
    archives = back_up(tmp_path / "archives", keeper)
    with new_machine(engine, tmp_path / "second"):
        parts = sealed(archives, settings.BACKUP_KEYS)
        restore(parts=parts, private=[keeper.private], by="test")
        restored = everything()
        for label in set(before) - RESTORED_OTHERWISE:
            assert restored[label] == before[label], label
        goes_on(course)
        factories.make_staff().groups.create(name="new")


# --- While people go on --------------------------------------------------------------------------


def in_a_thread(work: Callable[[], object]) -> threading.Thread:
    def whole() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=whole, daemon=True)
    thread.start()
    return thread


def test_a_snapshot_waits_for_whoever_begins(first: Any) -> None:
    """Whose envelope is there already, and whose invitation is not used yet."""
    seen = threading.Event()

    def look() -> None:
        with snapshot():
            seen.set()

    name = connections["identity"].settings_dict["NAME"]
    with psycopg.connect(services.url_of(name)) as beginning:
        beginning.execute("SELECT id FROM surveys_invitation FOR UPDATE")
        thread = in_a_thread(look)
        assert not seen.wait(0.7)
        beginning.rollback()
        assert seen.wait(10)
    thread.join(10)
    assert not thread.is_alive()


def test_people_begin_while_a_snapshot_is_read_and_are_in_none_of_it(first: Any) -> None:
    course, _before = first
    invitation, _token = inviting.invite(
        round=course.opened, seat="participant", side="PRC", by="test", confirmed_roll=True
    )
    used = Invitation.objects.filter(state="used")
    before = Envelope.objects.count(), used.count()
    began: list[object] = []

    def begin() -> None:
        holder = responding.begin(invitation=invitation, code=sealing.new_code())
        began.append(holder and holder.envelope.pk)

    with snapshot():
        thread = in_a_thread(begin)
        thread.join(10)
        assert len(began) == 1
        assert (Envelope.objects.count(), used.count()) == before
    assert (Envelope.objects.count(), used.count()) == (before[0] + 1, before[1] + 1)
    assert Envelope.objects.filter(pk=began[0]).exists()


# --- The drill ------------------------------------------------------------------------------------


def test_the_drill_of_the_runbook(
    first: Any, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    making, restoring, verifying = drill_commands()
    keeper = Recipient()
    settings.BACKUP_KEYS = tmp_path / "keyring"
    use_anchors(settings, tmp_path / "anchors")
    before = everything()  # others may have begun in it since it was made
    run({"archives": str(tmp_path / "archives"), "age1…": keeper.public}, making)
    named = names_of_archives(tmp_path / "archives", settings.BACKUP_KEYS)
    with postgres_machine():
        use_anchors(settings, tmp_path / "anchors on the empty machine")
        monkeypatch.setattr("sys.stdin", StringIO(str(keeper.private)))
        run(named, restoring)
        rows = sum(map(len, before.values()))
        assert f"Restored: {rows} rows." in capsys.readouterr().out
        restored = everything()
        assert {label: restored[label] for label in set(before) - RESTORED_OTHERWISE} == {
            label: before[label] for label in set(before) - RESTORED_OTHERWISE
        }
        release = Release.objects.get()
        assert release.checksum == recomputed(release)
        run({}, verifying)
        assert [*faults_of(AnswerAudit), *faults_of(IdentityAudit)] == []


def use_anchors(settings: Any, path: Path) -> None:
    settings.AUDIT_ANCHORS = path
    settings.BACKED_UP_FILES = {"answers": {}, "identity": {"audit-anchors": path}}


def drill_commands() -> list[list[str]]:
    """The arguments of each command of the section Drills."""
    page = (ROOT / "docs" / "operations.md").read_text().split("## Drills")[1]
    return [
        shlex.split(line)[2:] for line in page.split("```")[1].splitlines() if "manage.py" in line
    ]


def run(named: dict[str, str], arguments: list[str]) -> None:
    """Run a command with what stands for the names in it."""
    call_command(*[named.get(argument, argument) for argument in arguments])


def names_of_archives(archives: Path, keys: Path) -> dict[str, str]:
    named = {}
    for part in PARTS:
        (archive,) = archives.glob(f"*.{part}.age")
        (key,) = keys.glob(f"{archive.stem}.*")
        named |= {part.upper(): str(archive), f"{part.upper()}_KEY": str(key)}
    return named
