"""Databases of every released version, with a study in them, are upgraded without loss."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

from analytics.models import Release
from attacks.databases import ALIASES
from surveys import responding
from surveys.audit_verifying import faults_of
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from tests import factories, key_files
from tests.backups import recomputed
from tests.machines import postgres_machine, sqlite_machine
from tests.services import needs_postgres  # noqa: F401  a fixture
from tests.upgrades.released import Released, differences, put_back, released, versions

# What a version had that is no more: an invitation lasts as long as its round is open.
CHANGED = {"0.2.0": {"surveys.invitation.expires_on"}}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def machine(request: Any, tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """Two new databases on each engine."""
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        if request.param == "postgresql":
            request.getfixturevalue("needs_postgres")
            stack.enter_context(postgres_machine())
        else:
            stack.enter_context(sqlite_machine(tmp_path / "machine"))
        yield


def test_what_was_released_is_here() -> None:
    assert versions() == sorted(CHANGED)


@pytest.mark.parametrize("version", versions())
@pytest.mark.usefixtures("machine")
def test_a_study_goes_on_after_the_upgrade(version: str, settings: Any, tmp_path: Path) -> None:
    before = released(version)
    use_keys(before, settings, tmp_path)
    put_back(before)
    for alias in ALIASES:
        call_command("migrate", database=alias, verbosity=0)
    assert differences(before) == CHANGED[version]
    assert [*faults_of(AnswerAudit), *faults_of(IdentityAudit)] == []
    release = Release.objects.get(round=before.study["closed"])
    assert release.checksum == recomputed(release)
    assert Response.objects.filter(round=before.study["closed"]).count() == 24
    goes_on(before.study)


@pytest.mark.usefixtures("machine")
def test_a_release_of_before_0_2_0_is_refused_and_kept() -> None:
    before = of_before(released("0.2.0"))
    put_back(before)
    with pytest.raises(CommandError, match=r"before version 0\.2\.0.*make clean"):
        call_command("migrate", database="default", verbosity=0)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="cannot be changed"):
        cursor.execute("DELETE FROM analytics_release")
    applied = MigrationRecorder(connection).applied_migrations()
    assert ("analytics", "0004_clustered_means") in applied
    assert ("analytics", "0006_figure_names") not in applied


def of_before(of: Released) -> Released:
    """A release, and what it rests on, in the schema that 0.1.0 had."""
    kept = ("surveys.study", "surveys.instrument", "surveys.round", "analytics.release")
    later = (["analytics", "0005_refuse_earlier_releases"], ["analytics", "0006_figure_names"])
    migrations = {
        alias: [each for each in applied if each not in later]
        for alias, applied in of.migrations.items()
    }
    return of._replace(migrations=migrations, rows=[r for r in of.rows if r["model"] in kept])


def use_keys(of: Released, settings: Any, folder: Path) -> None:
    for name, key in of.keys.items():
        variable = {"pepper": "PEPPERS", "seal_key": "SEAL_KEYS", "audit_key": "AUDIT_KEYS"}
        if name in variable:
            setattr(settings, variable[name], key_files.key_file(folder, key.strip(), name=name))


def goes_on(study: dict[str, str]) -> None:
    """Have somebody finish the answers they began, and close the open round."""
    holder = responding.holder_by_code(code=study["begun"])
    assert holder is not None
    draft = responding.read_draft(holder)
    assert [answer.mark for answer in draft.values()] == [1, 1, 1]
    responding.submit(holder=holder)
    assert responding.holder_by_code(code=study["sent"]) is not None
    round = factories.close(Round.objects.get(pk=study["opened"]))
    assert round.turnout == [["participant", "JPN", 1], ["participant", "USA", 1]]
    marks = Rating.objects.filter(round=round, response__side="USA", mark__gte=0)
    assert list(marks.values_list("mark", flat=True)) == [1, 1, 1]
    assert [*faults_of(AnswerAudit), *faults_of(IdentityAudit)] == []
