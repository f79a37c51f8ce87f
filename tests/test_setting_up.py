"""Setting up: all steps in one process, what is independent of the rest beside it."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cs2survey import setting_up
from cs2survey.management.commands import demo
from cs2survey.side_by_side import FailedBesideError, in_another_process

# Newer Pythons warn of forking a process with threads, such as those of a spread test run.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def test_all_is_made_and_kept(tmp_path):
    first, made = set_up(tmp_path), keys(tmp_path)
    assert first.count("made ") == 4
    assert "welch2013 4: " in first
    for database, table in (("answers", "surveys_round"), ("identity", "surveys_invitation")):
        with sqlite3.connect(tmp_path / f"{database}.sqlite3") as connection:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    assert (tmp_path / "static" / "staticfiles.json").exists()
    assert (tmp_path / ".ready").exists()
    assert "made " not in set_up(tmp_path)
    assert keys(tmp_path) == made


def set_up(var: Path) -> str:
    environment = {**os.environ, "CS2_VAR": str(var)}
    for name in ("DATABASE_URL", "IDENTITY_DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    command = [sys.executable, "manage.py", "set_up"]
    done = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def keys(var: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (var / "keys").iterdir()}


# --- Databases ------------------------------------------------------------------------------------


def test_what_refuses_the_upgrade_leaves_the_other_database_alone(monkeypatch):
    migrated = []

    def refuse(command, *, database, verbosity):
        migrated.append(database)
        raise CommandError("made before version 0.2.0")

    monkeypatch.setattr(setting_up, "call_command", refuse)
    monkeypatch.setattr(setting_up, "_is_there", lambda database: database == "default")
    with pytest.raises(CommandError, match=r"before version 0\.2\.0"):
        setting_up._migrate()
    assert migrated == ["default"]


def test_new_databases_are_made_at_the_same_time(monkeypatch):
    made = []
    monkeypatch.setattr(
        setting_up, "call_command", lambda *_, database, **__: made.append(database)
    )
    monkeypatch.setattr(setting_up, "_is_there", lambda database: False)
    monkeypatch.setattr(setting_up, "in_another_process", lambda work: work)
    setting_up._migrate()
    assert made == ["default", "identity"]


def test_a_database_of_sqlite_is_there_when_its_file_is(monkeypatch, tmp_path):
    path = tmp_path / "answers.sqlite3"
    for database, engine in (("default", "cs2survey.sqlite"), ("identity", "postgresql")):
        fields = {"ENGINE": engine, "NAME": path}
        monkeypatch.setitem(settings.DATABASES, database, fields)
    assert setting_up._is_there("identity")
    assert not setting_up._is_there("default")
    path.touch()
    assert setting_up._is_there("default")


# --- Beside it ------------------------------------------------------------------------------------


def test_work_is_done_in_another_process(tmp_path):
    note = tmp_path / "number"
    in_another_process(lambda: note.write_text(str(os.getpid())))()
    assert int(note.read_text()) != os.getpid()


def test_what_failed_there_is_not_passed_over(capfd):
    with pytest.raises(FailedBesideError, match="ended with 1"):
        in_another_process(lambda: 1 / 0)()
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_the_demonstration_does_not_start_without_the_rest_of_its_packages(monkeypatch):
    monkeypatch.setattr(demo, "build_demonstration", lambda path, begin: {})
    with pytest.raises(CommandError, match="false failed"):
        call_command("demo", "--setup-only", "--meanwhile", "false")


def test_pages_need_no_more_than_is_installed_before_them():
    """`make demo` answers while the rest is still being installed, or would fail before."""
    code = (
        "import sys, django; django.setup()\n"
        "import cs2survey.management.commands.migrate as _\n"
        "import cs2survey.urls, cs2survey.web_server, simulation.public_sample, surveys.tasks\n"
        "from analytics.computing import pooled_gaps, changes, level_gaps, vignette_ranks\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cs2survey.settings"}
    command = [sys.executable, "-c", code]
    loaded = subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True, check=True
    ).stdout.split()
    assert "scipy" in loaded
    later = {
        "prometheus_client",
        "fontTools",
        "fpdf",
        "openpyxl",
        "pandas",
        "pyarrow",
        "pyrage",
        "pyreadstat",
        "typst",
    }
    assert later & set(loaded) == set()
