"""`make backup` and `make upgrade`: what Docker is asked, in which order, and what stops them."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.workers.installation import ROOT

RECIPIENT = "age1recipient"
# Answers what is asked of it, writes down the rest, and fails at what it is told to.
DOCKER = """#!/bin/sh
echo "$*" >> "$CALLS"
case "$*" in *"$FAIL_AT"*) [ -z "$FAIL_AT" ] || exit 1 ;; esac
case "$*" in
    *pg_database_size*) echo "${SIZE:-10}" ;;
    "info "*) echo / ;;
    "compose config --services") printf '%s\\n' ${SERVICES:-caddy web worker beat redis} ;;
    *readyz*) echo '{"worker": "up"}' ;;
esac
"""


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with what is run, and programs that stand in for those of the machine."""
    for path in ("docker/backup", "docker/upgrade", "Makefile"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    programs = {"docker": DOCKER, "chown": "#!/bin/sh\n"}
    for name, text in programs.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(text)
        program.chmod(0o755)
    return tmp_path


def make(here: Path, target: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "PATH": f"{here / 'bin'}:{os.environ['PATH']}",
        "CALLS": str(here / "calls"),
        "FAIL_AT": "",
        **variables,
    }
    command = ["make", "--no-print-directory", target, f"RECIPIENT={RECIPIENT}", "TO=archives"]
    return subprocess.run(
        command, cwd=here, env=environment, capture_output=True, text=True, check=False
    )


def calls(here: Path) -> list[str]:
    return (here / "calls").read_text().splitlines()


def test_a_backup_is_made_by_the_version_that_runs(here: Path) -> None:
    done = make(here, "backup")
    assert done.returncode == 0, done.stderr
    (call,) = calls(here)
    assert call.startswith("compose run --rm --no-deps --no-TTY ")
    assert f"--volume {here}/archives:/archives --volume {here}/backup-keys:/backup-keys" in call
    assert call.endswith(f"python manage.py back_up --to /archives --recipient {RECIPIENT}")
    assert {(here / name).stat().st_mode & 0o777 for name in ("archives", "backup-keys")} == {0o700}


def test_an_upgrade_backs_up_migrates_starts_one_after_another_and_verifies(here: Path) -> None:
    done = make(here, "upgrade")
    assert done.returncode == 0, done.stderr
    acts = [
        "back_up",
        "compose build",
        "run --rm --no-deps --no-TTY migrate",
        "up --detach --no-deps --wait --wait-timeout 180 worker",
        "180 beat",
        "180 web",
        "180 caddy",
        "readyz",
        "verify_audit",
    ]
    found = [next(n for n, call in enumerate(calls(here)) if act in call) for act in acts]
    assert found == sorted(found)
    assert '{"worker": "up"}' in done.stdout


@pytest.mark.parametrize(
    ("fail_at", "stopped_at", "never"),
    [
        ("back_up", "Making a backup", "compose build"),
        (" migrate", "Bringing the databases up to date", "up --detach"),
        ("180 web", "Starting web anew", "180 caddy"),
        ("verify_audit", "Looking whether all is well", "nothing"),
    ],
)
def test_what_fails_stops_it_and_is_named(
    here: Path, fail_at: str, stopped_at: str, never: str
) -> None:
    done = make(here, "upgrade", FAIL_AT=fail_at)
    assert done.returncode != 0
    assert f"Stopped at: {stopped_at}" in done.stderr
    assert not [call for call in calls(here) if never in call]


def test_a_disk_that_may_become_full_stops_it_before_anything_is_done(here: Path) -> None:
    done = make(here, "upgrade", SIZE=str(10**9))
    assert done.returncode != 0
    assert "MB free" in done.stderr
    assert not [call for call in calls(here) if "back_up" in call or "build" in call]


def test_behind_a_proxy_of_one_s_own_caddy_is_not_started(here: Path) -> None:
    make(here, "upgrade", SERVICES="web worker beat redis")
    assert not [call for call in calls(here) if call.endswith(" caddy")]


@pytest.mark.parametrize("script", ["backup", "upgrade", "make_secrets"])
def test_the_scripts_are_for_any_shell(script: str) -> None:
    path = ROOT / "docker" / script
    assert path.read_text().startswith("#!/bin/sh\n")
    assert os.access(path, os.X_OK)
    subprocess.run(["sh", "-n", path], check=True)
