"""Advisories upon what is locked: found, none, or nobody to ask. A real pip-audit asks a local
stand-in for the database."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests import advisories

LOCKED = f"acme-parser==1.0.0 \\\n    --hash=sha256:{'0' * 64}\n"
ADVISORY = {
    "id": "ACME-2026-1",
    "summary": "Reads too much.",
    "published": "2026-01-02T00:00:00Z",
    "affected": [
        {
            "package": {"name": "acme-parser", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0.1"}]}],
            "versions": ["1.0.0"],
        }
    ],
}


class Database(BaseHTTPRequestHandler):
    """Answers each question about a package with the same advisories."""

    advisories: list[dict[str, object]] = []

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"vulns": self.advisories} if self.advisories else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def database(tmp_path, monkeypatch) -> Iterator[str]:
    """The address of a database of advisories, asked about one locked package."""
    path = tmp_path / "locked.txt"
    path.write_text(LOCKED)
    monkeypatch.setattr(advisories, "LOCKED", (path,))
    monkeypatch.setattr(Database, "advisories", [])
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    server = HTTPServer(("127.0.0.1", 0), Database)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/query"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("found", [[], [ADVISORY]])
def test_an_advisory_fails_the_check_and_none_does_not(database, monkeypatch, capsys, found):
    monkeypatch.setattr(Database, "advisories", found)
    assert advisories.main([f"--osv-url={database}"]) == len(found)
    printed = capsys.readouterr().out
    if found:
        assert printed == "acme-parser 1.0.0: ACME-2026-1, mended in 1.0.1\n"
    else:
        assert printed.startswith("No advisory has been published upon any of the 1 locked")


def test_nobody_to_ask_is_said_and_is_no_failure(database, capsys):
    nowhere = "http://127.0.0.1:9/query"
    assert advisories.main([f"--osv-url={nowhere}"]) == 0
    assert capsys.readouterr().out == f"{advisories.REACHED_NOBODY}\n"


def test_a_fault_of_the_check_itself_fails():
    assert advisories.verdict("", "usage: no such option") == (1, "usage: no such option")


def test_a_package_that_was_not_looked_up_fails():
    output = json.dumps({"dependencies": [{"name": "acme-parser", "skip_reason": "not known"}]})
    assert advisories.verdict(output, "") == (1, "acme-parser: not known")
