"""The one settings file, its example, and what the system checks say of an installation."""

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings

from cs2survey import checks, keys
from surveys.key_files import KeyFile

EXAMPLE = settings.BASE_DIR / ".env.example"
SOURCE = settings.BASE_DIR / "cs2survey" / "settings.py"
READ = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z0-9_]+)\"")


def test_the_example_lists_what_the_settings_read_and_nothing_else():
    listed = re.findall(r"^#?([A-Z][A-Z0-9_]+)=", EXAMPLE.read_text(), re.MULTILINE)
    read = READ.findall(SOURCE.read_text())
    assert sorted(listed) == sorted(set(read))
    assert "DATABASE_URL" in listed


def test_no_other_file_reads_the_environment():
    product = [
        SOURCE.parent,
        *(SOURCE.parent.parent / app for app in ("simulation", "surveys", "analytics")),
    ]
    readers = {
        path.name
        for folder in product
        for path in folder.rglob("*.py")
        if re.search(r"os\.environ(\[|\.get)|os\.getenv|environ\.Env\(", path.read_text())
    }
    assert readers == {"settings.py"}


def test_each_variable_of_the_example_is_explained_above_it():
    lines = EXAMPLE.read_text().splitlines()
    for above, line in pairwise(lines):
        if re.match(r"#?[A-Z][A-Z0-9_]+=", line):
            assert re.match(r"# \w", above), line


def test_the_example_as_it_stands_changes_nothing():
    assert not re.findall(r"^[A-Z]", EXAMPLE.read_text(), re.MULTILINE)


def start(tmp_path: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """`manage.py check` in an environment of its own."""
    ours = ("CS2_", "DATABASE_URL", "IDENTITY_DATABASE_URL", "REDIS_URL")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env=clean | {"CS2_VAR": str(tmp_path)} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installation_without_keys_says_how_to_make_them(tmp_path):
    result = start(tmp_path)
    assert result.returncode != 0
    assert "SECRET_KEY" in result.stderr or "make_keys" in result.stderr
    for name in ("secret_key", "pepper", "seal_key", "audit_key"):
        keys.make_key(tmp_path / "keys" / name)
    (tmp_path / "keys" / "pepper").unlink()
    result = start(tmp_path)
    assert result.returncode != 0
    assert f"CS2_PEPPER: there is no key file at {tmp_path / 'keys' / 'pepper'}" in result.stderr
    assert "HINT: Run `make setup`" in result.stderr


@pytest.fixture
def key_files(tmp_path, settings) -> list[Path]:
    paths = [tmp_path / name for name in ("secret_key", "pepper", "seal_key", "audit_key")]
    for path in paths:
        keys.make_key(path)
    settings.SECRET_KEY_FILE, settings.PEPPER_FILE = paths[:2]
    settings.SEAL_KEY_FILE, settings.AUDIT_KEY_FILE = paths[2:]
    return paths


def test_good_keys_are_nothing_to_speak_of(key_files):
    assert checks.check_key_files() == []


@pytest.mark.parametrize(
    ("place", "name"),
    [(0, "CS2_SECRET_KEY"), (1, "CS2_PEPPER"), (2, "CS2_SEAL_KEY"), (3, "CS2_AUDIT_KEY")],
)
def test_each_fault_of_a_key_file_has_its_own_mend(key_files, place, name):
    path = key_files[place]
    path.chmod(0o640)
    (open_to_others,) = checks.check_key_files()
    assert (open_to_others.id, open_to_others.msg) == (
        "cs2survey.E002",
        f"{name}: others can read {path}.",
    )
    assert open_to_others.hint == f"Run `chmod 600 {path}`."
    path.chmod(0o600)
    for content in ("", "ab" * 31, "no key"):
        path.write_text(content)
        (broken,) = checks.check_key_files()
        assert (broken.id, name in broken.msg) == ("cs2survey.E003", True)
    path.unlink()
    (missing,) = checks.check_key_files()
    assert (missing.id, name in missing.msg) == ("cs2survey.E001", True)
    assert "make setup" in missing.hint


def test_a_key_that_is_there_is_never_made_anew(tmp_path):
    path = tmp_path / "keys" / "pepper"
    assert keys.make_key(path) is True
    (key,) = KeyFile(path).keys
    assert keys.make_key(path) is False
    assert KeyFile(path).keys == (key,)
    assert len(key) == 64
    assert KeyFile(tmp_path / "nothing").keys == ()


def databases(answers: str, identity: str) -> dict:
    def one(host):
        engine = "sqlite3" if host == "file" else "postgresql"
        return {"ENGINE": f"django.db.backends.{engine}", "HOST": host, "PORT": 5432}

    return {"default": one(answers), "identity": one(identity)}


@pytest.mark.parametrize(
    ("answers", "identity", "result"),
    [("a", "b", []), ("a", "a", ["cs2survey.W001"]), ("file", "file", [])],
)
def test_one_server_for_both_databases_is_warned_of(monkeypatch, answers, identity, result):
    monkeypatch.setattr(settings, "DATABASES", databases(answers, identity))
    assert [message.id for message in checks.check_separate_servers()] == result


@pytest.mark.parametrize(
    ("https", "second_factor", "result"),
    [(True, True, []), (True, False, ["cs2survey.W002"]), (False, False, [])],
)
def test_a_password_alone_is_warned_of_where_others_can_reach_the_site(
    monkeypatch, https, second_factor, result
):
    monkeypatch.setattr(settings, "HTTPS", https)
    monkeypatch.setattr(settings, "SECOND_FACTOR", second_factor)
    assert [message.id for message in checks.check_second_factor()] == result
