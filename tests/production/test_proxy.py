"""docker/Caddyfile, run by the Caddy of this machine: slow clients and large ones stop at it."""

import json
import re
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from tests.production import caddy
from tests.production.written import SITE
from tests.test_web_server import SLOW, is_up, served
from tests.visitor import free_port

pytestmark = [
    pytest.mark.services,
    pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning"),
]

WRITTEN = caddy.CADDYFILE.read_text()
HEADER = f"POST /language/ HTTP/1.1\r\nHost: {SITE}\r\nContent-Length: 100000\r\n".encode()
TOKEN = "q8Zt-not-a-real-token-B4"


class Running(NamedTuple):
    """A Caddy: its ports for HTTPS, HTTP and its health, its certificate, what it logs."""

    https: int
    http: int
    health: int
    trusted: Path
    log: Path

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, str]:
        """Status and body of an answer; of a request that is refused before it is all sent, too."""
        connection = caddy.connection(self.https, self.trusted)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with suppress(OSError):
                connection.request(method, path, body, named)
            answer = connection.response_class(connection.sock, method=method)
            answer.begin()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def is_certified(self) -> bool:
        with suppress(OSError), self.connected():
            return True
        return False

    @contextmanager
    def connected(self) -> Iterator[ssl.SSLSocket]:
        context = ssl.create_default_context(cafile=str(self.trusted))
        with (
            socket.create_connection(("127.0.0.1", self.https)) as plain,
            context.wrap_socket(plain, server_hostname=SITE) as secure,
        ):
            yield secure


@contextmanager
def started(folder: Path, web: int) -> Iterator[Running]:
    """Caddy with what is written, told its ports and its folder."""
    https, http, health = free_port(), free_port(), free_port()
    ports = {"web": web, "http": http, "https": https, "health": health}
    environment = {
        "CS2_SITE": SITE,
        "CS2_TLS": "internal",
        "XDG_CONFIG_HOME": str(folder),
        "HOME": str(folder),
        **caddy.variables(folder, **ports),
    }
    command = [caddy.find_caddy(), "run", "--config", str(caddy.CADDYFILE)]
    log = folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--adapter", "caddyfile"], env=environment, stdout=file, stderr=file
        )
    try:
        running = Running(https, http, health, caddy.authority(folder), log)
        while not (running.trusted.exists() and is_up(health) and running.is_certified()):
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        yield running
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Caddy before the pages of this project."""
    with served() as web, started(tmp_path_factory.mktemp("caddy"), web) as running:
        yield running


class Listening(NamedTuple):
    running: Running
    heard: list[bytes]


@pytest.fixture(scope="module")
def before_one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listening]:
    """A Caddy before a server that takes one request at a time, and what that heard."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer_one_at_a_time() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(65536))
                    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nup"
                    connection.sendall(answer)

        threading.Thread(target=answer_one_at_a_time, daemon=True).start()
        folder = tmp_path_factory.mktemp("caddy")
        with started(folder, server.getsockname()[1]) as running:
            yield Listening(running, heard)
        server.shutdown(socket.SHUT_RDWR)


def test_slow_clients_do_not_reach_a_server_that_takes_one_at_a_time(before_one: Listening) -> None:
    """Behind the proxy even a server of one thread goes on answering."""
    before_one.heard.clear()
    with ExitStack() as stack:
        slow = [stack.enter_context(before_one.running.connected()) for _ in range(SLOW // 5)]
        for place, connection in enumerate(slow):
            connection.sendall(HEADER + (b"\r\n" if place % 2 else b"X-Slow: "))
        for _ in range(3):
            for connection in slow:
                connection.sendall(b"y")
            assert before_one.running.ask("GET", "/", Host=SITE) == (200, "up")
    assert {request.split(b" ")[0] for request in before_one.heard} == {b"GET"}
    assert len(before_one.heard) == 3


def test_addresses_are_named_for_staff_and_programs_alone(before_one: Listening) -> None:
    made_up = {"X_Real_IP": "192.0.2.7", "X_Forwarded_For": "192.0.2.7", "Forwarded": "for=_x"}
    # By which anybody could have a request refused as too large.
    made_up["X_Body_Length"] = "9" * 12
    for path in ("/i/token/", "/staff/sign-in/", "/api/v1/", "/answer/1/"):
        before_one.heard.clear()
        assert before_one.running.ask("GET", path, Host=SITE, **made_up)[0] == 200
        (request,) = (text.decode().lower() for text in before_one.heard)
        sent = dict(re.findall(r"^([\w-]+): (.*)\r$", request, re.MULTILINE))
        named = path.startswith(("/staff/", "/api/"))
        assert sent.get("x-real-ip") == ("127.0.0.1" if named else None), path
        assert sent["x-forwarded-proto"] == "https"
        assert sent["host"] == SITE
        assert not {"forwarded", "x-forwarded-for", "x-forwarded-host"} & set(sent)
        assert "x-body-length" not in sent


def test_only_what_announces_its_length_is_passed_on(before_one: Listening) -> None:
    before_one.heard.clear()
    status, _body = before_one.running.ask("POST", "/return/", iter([b"in", b"pieces"]), Host=SITE)
    assert (status, before_one.heard) == (411, [])


def test_too_large_a_request_is_refused_by_the_page_of_this_project(proxy: Running) -> None:
    status, body = proxy.ask(
        "POST",
        "/return/?from=mail",
        b"y" * (25 * 1024 * 1024),
        Host=SITE,
        Cookie=f"{settings.LANGUAGE_COOKIE_NAME}=ko",
        Content_Type="multipart/form-data; boundary=x",
    )
    assert status == 413
    assert 'lang="ko"' in body
    assert 'href="/return/?from=mail"' in body


def test_whoever_comes_without_encryption_is_led_to_it(proxy: Running) -> None:
    with socket.create_connection(("127.0.0.1", proxy.http)) as plain:
        plain.sendall(f"GET /i/x/ HTTP/1.1\r\nHost: {SITE}\r\nConnection: close\r\n\r\n".encode())
        answer = plain.recv(4096).decode()
    assert answer.startswith("HTTP/1.1 308")
    assert f"Location: https://{SITE}/i/x/" in answer


def test_limits_are_those_of_the_settings() -> None:
    found = re.search(r"Content-Length}\) > (\d+)`", WRITTEN)
    assert found
    assert int(found[1]) == settings.MOST_REQUEST_BYTES


def test_requests_wait_while_web_is_started_anew(tmp_path: Path) -> None:
    port = free_port()
    with started(tmp_path, port) as running, running.connected() as connection:
        connection.sendall(HEADER.split(b"\r\n")[0].replace(b"POST", b"GET") + b"\r\n")
        connection.sendall(f"Host: {SITE}\r\n\r\n".encode())
        time.sleep(0.5)
        with socket.create_server(("127.0.0.1", port)) as server:
            server.settimeout(10)
            web, _address = server.accept()
            with web:
                web.recv(65536)
                web.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup")
                assert connection.recv(4096).startswith(b"HTTP/1.1 200 OK")


def test_nothing_is_logged_of_a_request(tmp_path: Path) -> None:
    """Not even of one that fails because `web` ends the connection, nor of what is no request."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        with started(tmp_path, server.getsockname()[1]) as running:
            assert running.ask("POST", f"/i/{TOKEN}/begin/", b"x", Host=SITE)[0] == 502
            for broken in (b"nonsense\r\n\r\n", b"\x00\x01"):
                with socket.create_connection(("127.0.0.1", running.https)) as plain:
                    plain.sendall(broken)
            log = running.log.read_text()
    assert TOKEN not in log
    assert "127.0.0.1" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    assert {line.get("logger", "") for line in lines} <= {"", "admin", "tls"}


def test_its_log_is_of_certificates_and_no_site_has_one_of_requests() -> None:
    (log,) = re.findall(r"^\tlog [^}]*}", WRITTEN, re.MULTILINE)
    assert log.split("\n\t\t")[1:] == [
        "output stderr",
        "level WARN",
        "include tls http.acme_client\n\t}",
    ]
    assert len(re.findall(r"^\s*log\b", WRITTEN, re.MULTILINE)) == 1
