"""The embedded web server: slow clients delay nobody, and what is too large gets an answer."""

import http.client
import multiprocessing
import socket
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
from waitress.adjustments import Adjustments

from cs2survey import web_server
from tests.visitor import Visitor, free_port

# Newer Pythons warn of forking a process with threads, such as those of a spread test run.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

SLOW = 50
HEADER = b"POST /language/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n"


@contextmanager
def served(application=None):
    """The port of the server in a process of its own, as `make demo` starts it."""
    port = free_port()
    server = web_server.WebServer(port, application)
    process = multiprocessing.get_context("fork").Process(target=server.run)
    process.start()
    try:
        while not is_up(port):
            assert process.is_alive()
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.join()
    assert process.exitcode == 0


def is_up(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@pytest.fixture
def port():
    with served() as port:
        yield port


def test_page_answers_while_fifty_clients_send_byte_by_byte(port):
    """Half of them have not ended their headers, and half are within a body."""
    answered = threading.Event()
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SLOW)
        ]
        for place, connection in enumerate(slow):
            connection.sendall(HEADER + (b"\r\n" if place % 2 else b"X-Slow: "))

        def drip():
            while not answered.wait(0.01):
                for connection in slow:
                    connection.sendall(b"y")

        sending = threading.Thread(target=drip)
        sending.start()
        try:
            with Visitor(port) as visitor:
                assert visitor.get("/healthz").status == 200
                assert "<h1>" in visitor.get("/").body
        finally:
            answered.set()
            sending.join()
        for connection in slow:
            connection.setblocking(False)
            with pytest.raises(BlockingIOError):
                connection.recv(1)  # Neither answered nor hung up on.


@pytest.mark.parametrize("begun", [b"GET / HTTP", HEADER + b"\r\nlanguage="], ids=["head", "body"])
def test_request_that_takes_too_long_to_arrive_is_hung_up_on(monkeypatch, begun):
    for name in ("HEADER_SECONDS", "REQUEST_SECONDS", "SECONDS_BETWEEN_LOOKS"):
        monkeypatch.setattr(web_server, name, 0.2)
    with served() as port, socket.create_connection(("127.0.0.1", port)) as connection:
        connection.settimeout(60)
        connection.sendall(begun)
        for _ in range(600):
            try:
                connection.sendall(b"x")  # Never silent for long.
                time.sleep(0.05)
            except OSError:
                break
        else:
            pytest.fail("it is still being listened to")


def test_only_the_request_that_is_arriving_counts():
    adjustments = Adjustments(**web_server.WebServer(free_port()).options)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        server = web_server.Server(None, map={}, _start=False, adj=adjustments)
        channel = web_server.Channel(server, ours, ("", 0), adjustments, map={})
        server.add_task = lambda channel: None
        channel.received(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        begun = channel.arriving_since
        late = begun + web_server.HEADER_SECONDS
        assert not channel.is_overdue(late - 1)
        assert channel.is_overdue(late + 1)
        channel.received(b"\r\n")
        assert not channel.is_overdue(begun + 1e6)
        channel.received(HEADER + b"\r\n")
        assert not channel.is_overdue(late + 5)
        assert channel.is_overdue(begun + web_server.REQUEST_SECONDS + 5)
        channel.close()
        server.close()


def test_too_large_a_form_is_refused_in_the_persons_language(settings):
    settings.MOST_REQUEST_BYTES = 100_000
    with served() as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        headers = {"Cookie": "cs2_language=ja", "Content-Type": "multipart/form-data; boundary=x"}
        connection.request("POST", "/return/", b"y" * 10_000_000, headers)
        answer = connection.getresponse()
        body = answer.read().decode()
        assert answer.status == 413
        assert 'lang="ja"' in body
        assert 'href="/return/"' in body
        # The connection is still good.
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
        connection.close()


def test_body_without_a_length_is_refused(port):
    with socket.create_connection(("127.0.0.1", port)) as connection:
        head = HEADER.replace(b"Content-Length: 100000", b"Transfer-Encoding: chunked")
        connection.sendall(head + b"\r\n5\r\nhello\r\n0\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 400"


def test_it_listens_to_this_machine_alone_and_does_not_name_itself(port):
    adjustments = Adjustments(**web_server.WebServer(8123).options)
    assert [address for *_, address in adjustments.listen] == [("127.0.0.1", 8123)]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/healthz")
    assert connection.getresponse().getheader("Server") is None
    connection.close()


def test_request_that_has_begun_is_finished_before_it_ends():
    begun = multiprocessing.Event()

    def application(environ, start_response):
        begun.set()
        time.sleep(0.5)
        start_response("200 OK", [("Content-Length", "4")])
        return [b"done"]

    with served(application) as port:
        connection = socket.create_connection(("127.0.0.1", port))
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        begun.wait(60)
    with connection:
        assert connection.makefile("rb").read().endswith(b"done")
