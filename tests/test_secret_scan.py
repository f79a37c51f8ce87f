"""What looks like a secret is found, and only what was accepted is let pass."""

import json
import secrets
from pathlib import Path

import pytest

from tests import secret_scan


@pytest.fixture
def scanned(tmp_path, monkeypatch):
    """Scan a file with this line, of which no string is accepted unless it is given."""

    def scan(line: str, accepted: dict[str, list[str]] | None = None) -> int:
        path = tmp_path / "module.py"
        path.write_text(f"one = 1\n{line}\n")
        listed = tmp_path / "accepted.json"
        listed.write_text(json.dumps(accepted or {}))
        monkeypatch.setattr(secret_scan, "ACCEPTED", listed)
        monkeypatch.setattr(secret_scan, "committed_files", lambda: [str(path)])
        return secret_scan.main([])

    return scan


@pytest.mark.parametrize(
    "line",
    [
        f'KEY = "{secrets.token_hex(32)}"',
        f'KEY = "{secrets.token_urlsafe(48)}"',
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
        'password = "' + secrets.token_urlsafe(9) + '"',
        "postgres://answers:" + "x7Kd93bQ" + "@answers.example/answers",
    ],
    ids=["hexadecimal", "base64", "private key", "password", "address"],
)
def test_a_secret_fails_the_check_and_is_not_printed(scanned, tmp_path, capsys, line):
    assert scanned(line) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(f"{tmp_path / 'module.py'}:2: ")
    assert line not in printed


def test_ordinary_code_passes(scanned):
    assert scanned('name = "an ordinary string of some length"') == 0


def test_what_is_accepted_passes_in_its_own_file_alone(scanned, tmp_path):
    line = f'KEY = "{secrets.token_hex(32)}"'
    assert scanned(line) == 1
    path = str(tmp_path / "module.py")
    hashes = secret_scan.hashes_of(secret_scan.secrets_in([path]))
    assert scanned(line, hashes) == 0
    assert scanned(line, {"other.py": hashes[path]}) == 1


def test_every_file_of_the_repository_is_looked_through_but_lists_of_hashes():
    files = secret_scan.committed_files()
    if not files:
        pytest.skip("not a git checkout")
    assert {"cs2survey/settings.py", ".env.example", "docker-compose.yml"} <= set(files)
    assert not any(name.startswith("requirements/") for name in files)
    assert all(Path(name).exists() for name in files)
