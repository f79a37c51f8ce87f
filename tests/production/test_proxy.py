"""docker/nginx.conf, run by the nginx of this machine: slow clients and large ones stop at it."""

import http.client
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests import services
from tests.test_web_server import HEADER, SLOW, is_up, served
from tests.visitor import Visitor, free_port
from tests.workers.installation import ROOT

pytestmark = pytest.mark.services

WRITTEN = (ROOT / "docker" / "nginx.conf").read_text()
NGINX = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")


@pytest.fixture(scope="module")
def needs_nginx() -> str:
    if NGINX is None:
        services.missing("nginx", "no program of that name", "install nginx-light")
        raise AssertionError
    return NGINX


def started(nginx: str, folder: Path, web: int, port: int) -> "subprocess.Popen[bytes]":
    """nginx with what is written, but for the two ports and the folder of what it keeps."""
    configuration = folder / "nginx.conf"
    moved = WRITTEN.replace("web:8000", f"127.0.0.1:{web}").replace("/tmp/", f"{folder}/")
    configuration.write_text(moved.replace("listen 8080", f"listen 127.0.0.1:{port}"))
    folder.chmod(0o755)
    command = [nginx, "-p", str(folder), "-c", str(configuration), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not is_up(port):
        assert process.poll() is None
        time.sleep(0.05)
    return process


@pytest.fixture
def proxy(needs_nginx: str, tmp_path: Path) -> Iterator[int]:
    """The port of a proxy before the pages of this project."""
    port = free_port()
    with served() as web:
        process = started(needs_nginx, tmp_path, web, port)
        yield port
        process.terminate()
        process.wait()


def test_slow_clients_do_not_reach_a_server_that_takes_one_at_a_time(
    needs_nginx: str, tmp_path: Path
) -> None:
    """Behind the proxy even a server of one thread goes on answering."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as stack:

        def answer_one_at_a_time() -> None:
            while True:
                try:
                    connection, _address = server.accept()
                except OSError:
                    return
                with connection:
                    heard.append(connection.recv(65536))
                    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nup")

        threading.Thread(target=answer_one_at_a_time, daemon=True).start()
        port = free_port()
        process = started(needs_nginx, tmp_path, server.getsockname()[1], port)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SLOW)
        ]
        for place, connection in enumerate(slow):
            connection.sendall(HEADER + (b"\r\n" if place % 2 else b"X-Slow: "))
        with Visitor(port) as visitor:
            for _ in range(3):
                for connection in slow:
                    connection.sendall(b"y")
                assert visitor.get("/").body == "up"
        assert len(heard) == 3
        assert {request.split(b" ")[0] for request in heard} == {b"GET"}
        server.shutdown(socket.SHUT_RDWR)


def test_too_large_a_request_is_refused_by_the_page_of_this_project(proxy: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy, timeout=60)
    headers = {
        "Host": "localhost",
        "Cookie": f"{settings.LANGUAGE_COOKIE_NAME}=ko",
        "Content-Type": "multipart/form-data; boundary=x",
    }
    connection.request("POST", "/return/?from=mail", b"y" * (25 * 1024 * 1024), headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 413
    assert 'lang="ko"' in body
    assert 'href="/return/?from=mail"' in body


def test_nobody_can_have_a_request_of_another_length_refused(proxy: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", proxy, timeout=60)
    connection.request("GET", "/healthz", headers={"X-Body-Length": "9" * 12})
    assert connection.getresponse().status == 200
    connection.close()


def test_limits_are_those_of_the_settings() -> None:
    found = re.search(r"client_max_body_size (\d+)m;", WRITTEN)
    assert found
    assert int(found[1]) * 1024 * 1024 == settings.MOST_REQUEST_BYTES


def test_nothing_is_logged_of_a_request() -> None:
    logs: list[Any] = re.findall(r"^\s*(?:access|error)_log .*;$", WRITTEN, re.MULTILINE)
    assert [line.strip() for line in logs] == ["error_log stderr emerg;", "access_log off;"]
