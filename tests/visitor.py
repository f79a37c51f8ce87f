"""Somebody with a browser, over HTTP to a server on this machine: cookies, forms, redirects."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import TracebackType
from urllib.parse import urlencode

INPUT = re.compile(r"<input [^>]*>")
ATTRIBUTE = re.compile(r'(type|name|value)="([^"]*)"')


@dataclass(frozen=True)
class Reply:
    """What was answered; `place` is where a redirect leads, else ""."""

    status: int
    place: str
    body: str

    @property
    def hidden(self) -> dict[str, str]:
        """The hidden fields of all forms of the page."""
        return {name: value for kind, name, value in self._inputs() if kind == "hidden"}

    @property
    def questions(self) -> list[str]:
        """The names of the radio buttons, each once, in the order of the page."""
        return list(dict.fromkeys(name for kind, name, _ in self._inputs() if kind == "radio"))

    def _inputs(self) -> list[tuple[str, str, str]]:
        found = (dict(ATTRIBUTE.findall(text)) for text in INPUT.findall(self.body))
        return [(one["type"], one["name"], one.get("value", "")) for one in found]


class Visitor:
    """One connection that is kept open, and one jar of cookies."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: SimpleCookie = SimpleCookie(cookies)
        self.headers: dict[str, str] = {}

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        where: TracebackType | None,
    ) -> None:
        self.connection.close()

    def get(self, path: str) -> Reply:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str | list[str]]) -> Reply:
        """Send a form; a field may have several values."""
        return self._ask("POST", path, urlencode(fields, doseq=True))

    def _ask(self, method: str, path: str, body: str | None = None) -> Reply:
        cookies = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items())
        headers = self.headers | ({"Cookie": cookies} if cookies else {})
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(cookie)
        text = answer.read().decode()
        return Reply(answer.status, answer.headers.get("Location", ""), text)


def free_port() -> int:
    """A port on which nothing listens."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
