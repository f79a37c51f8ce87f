"""A site that answers by heart: what is asked for stands in a mapping of addresses to answers."""

import io
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter

SITE = "https://survey.example.org"


@dataclass
class Recorded:
    """An answer; JSON unless it has a ``body``."""

    data: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None

    def bytes(self) -> bytes:
        return json.dumps(self.data).encode() if self.body is None else self.body


class Site(BaseAdapter):
    """Sends nothing. ``answers`` by path and query; several are given one after the other."""

    def __init__(self, answers: dict[str, Recorded | list[Recorded]]) -> None:
        super().__init__()
        self.answers = answers
        self.asked: list[requests.PreparedRequest] = []

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        self.asked.append(request)
        parts = urlsplit(str(request.url))
        known = self.answers[parts.path + (f"?{parts.query}" if parts.query else "")]
        recorded = (known.pop(0) if len(known) > 1 else known[0]) if type(known) is list else known
        response = requests.Response()
        response.status_code = recorded.status
        response.headers.update({"Content-Type": "application/json"} | recorded.headers)
        response.raw = io.BytesIO(recorded.bytes())
        response.url, response.request = str(request.url), request
        return response

    def close(self) -> None:
        """Nothing is open."""

    def session(self) -> requests.Session:
        """A session that asks this site alone."""
        session = requests.Session()
        for scheme in ("https://", "http://"):
            session.mount(scheme, self)
        return session
