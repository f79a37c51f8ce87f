"""Every form of every page, found by itself, and what nobody should be able to send with it."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote_from_bytes, quote_plus, urlencode, urljoin, urlsplit

from django.core.signals import got_request_exception
from django.db import connections, transaction
from django.test import Client
from django.urls import resolve

from tests.html import Element, parse

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data; boundary=x"
# Fields that only protect a form, and one that the walk must not change between two posts.
LEFT_ALONE = {"csrfmiddlewaretoken"}

# What is sent in place of one value: bytes as they stand in the body, before percent-encoding.
VALUES: dict[str, Sequence[bytes]] = {
    "NUL": [b"a\x00b"],
    "a huge number": [b"9" * 400],
    "a number or a day that is none": [b"-9223372036854775809e999-99-99T99:99"],
    "broken UTF-8": [b"\xff\xfe\xed\xa0\x80"],
    "letters that are not seen": [
        "\u202e\u2066a\u200d\u3164\U000e0041\ufeff\ue000\ufdd0\U0010ffff".encode()
    ],
    "markup": [b'<b onclick="x">a</b>&lt;{{ x }}{% x %}\r\nBcc: a@example.org'],
    "a very long value": ["語 x".encode() * 8_000],
    "a list for one value": [b"a", b" \t\r\n\xe3\x80\x80", b""],
}
# For the second engine, whose numbers and letters are others.
SAMPLE = ("NUL", "a huge number", "broken UTF-8")

FILES: dict[str, tuple[bytes, bytes]] = {
    "an empty file": (b"a.yaml", b""),
    "NUL": (b"a\x00.csv", b"name,side\x00,language\n\x00"),
    "broken UTF-8": (b"\xff\xfe.csv", b"name,side,language\n\xff\xed\xa0\x80,PRC,en\n"),
    "no archive": ("\u202exslx.a".encode(), b"PK\x03\x04" + b"\x00" * 100),
    "an old workbook": (b"<b>.xls", b"\xd0\xcf\x11\xe0" + b"\x00" * 100),
    "escapes of YAML": (b"../../a", b'"\\ud800": "\\0\\uDC00"\nslug: ["\\u202e", 1e999, 0x10]\n'),
    "names of fields": (b"a" * 300, b'{"\\ud800\\0<b>": {"\\u202e": 1}}\n'),
    "nesting": (b"a.yaml", b"[" * 60 + b"]" * 60),
    "a single line": (b"a.csv", b"x" * 150_000),
    "very many columns": (b"a.csv", b"," * 100_000 + b"\n" + b"," * 100_000),
}

BODIES: dict[str, tuple[bytes, str]] = {
    "no boundary": (b"x", "multipart/form-data"),
    "an endless part": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
        PARTS,
    ),
    "a part without a name": (
        b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
        PARTS,
    ),
    "base64 that is none": (
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n",
        PARTS,
    ),
    "an unknown charset": (b"a=1", f"{FORM}; charset=martian"),
    "another charset": ("a=é".encode("latin-1"), f"{FORM}; charset=utf-16"),
    "half an escape": (b"a=%&%zz=%f&=&&;", FORM),
    "JSON": (b'{"a": [[[[1e999]]]]}', "application/json"),
    "no type": (b"\x00\xff", ""),
}


@dataclass(frozen=True)
class Form:
    """A form as a page has it: where it is sent, and what a browser would send untouched."""

    who: str
    method: str
    url: str
    values: Mapping[str, Sequence[str]]
    files: tuple[str, ...]

    @property
    def route(self) -> str:
        return resolve(urlsplit(self.url).path).view_name

    @property
    def names(self) -> list[str]:
        return [name for name in self.values if name not in LEFT_ALONE]

    def kind_of(self, name: str) -> tuple[str, str, str, str]:
        """What is alike in fields of a kind, such as those of a page of questions."""
        return self.who, self.route, self.method, re.sub(r"\d+", "#", name)

    def body(self, name: str, values: Sequence[bytes]) -> bytes:
        """What is sent untouched, but with these values in one field."""
        pairs = [
            f"{quote_plus(other)}={quote_plus(value)}"
            for other, given in self.values.items()
            for value in given
            if other != name
        ]
        return "&".join(
            [*pairs, *(f"{quote_plus(name)}={quote_from_bytes(value, '')}" for value in values)]
        ).encode()


def parts(form: Form, name: str, file: tuple[bytes, bytes]) -> bytes:
    """What is sent untouched but with a file in one field, in parts with the boundary "x"."""
    file_name, content = file
    fields = [
        f'--x\r\nContent-Disposition: form-data; name="{other}"\r\n\r\n{value}\r\n'.encode()
        for other, given in form.values.items()
        for value in given
        if other != "pasted"
    ]
    head = b'--x\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n'
    return b"".join([*fields, head % (name.encode(), file_name), content, b"\r\n--x--\r\n"])


def forms_of(who: str, url: str, response: Any) -> Iterator[Form]:
    """Yield the forms of a page, each with what stands in it."""
    if "text/html" not in response.get("Content-Type", ""):
        return
    for form in parse(response).all("form"):
        method = (form.get("method") or "get").lower()
        values: dict[str, list[str]] = {}
        files = []
        for field in form.below():
            name = field.get("name")
            if name and field.tag in ("input", "select", "textarea", "button"):
                if field.get("type") == "file":
                    files.append(name)
                else:
                    values.setdefault(name, []).extend(_given(field))
        yield Form(who, method, urljoin(url, form.get("action") or ""), values, tuple(files))


def _given(field: Element) -> list[str]:
    """What a browser sends of a field; a box that can be ticked is."""
    if field.tag == "textarea":
        return ["".join(child for child in field.children if isinstance(child, str)).lstrip("\n")]
    if field.tag == "select":
        options = field.all("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return [option.get("value") or "" for option in chosen]
    if field.get("type") == "radio" and "checked" not in field.attributes:
        return []
    return [field.get("value") or ""]


@dataclass(frozen=True)
class Reply:
    """How the site answered: its status, or the error that it ran into."""

    status: int
    error: str
    content: bytes


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written meanwhile is not there afterwards."""
    with ExitStack() as stack:
        for alias in connections:
            stack.enter_context(transaction.atomic(using=alias))
        yield
        for alias in connections:
            transaction.set_rollback(True, using=alias)


def send(client: Client, method: str, url: str, body: bytes = b"", kind: str = FORM) -> Reply:
    """Send this; the cookies of the client stay as they were."""
    errors: list[str] = []

    def note(request: Any, **others: Any) -> None:
        errors.append(repr(sys.exc_info()[1])[:300])

    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    client.raise_request_exception = False
    got_request_exception.connect(note)
    try:
        if method == "get":
            query = f"{url}{'&' if '?' in url else '?'}{body.decode('ascii')}" if body else url
            reply = client.get(query)
        else:
            reply = client.generic(method.upper(), url, body, content_type=kind)
        content = b"".join(reply) if reply.streaming else reply.content
        return Reply(reply.status_code, "; ".join(errors), content)
    finally:
        got_request_exception.disconnect(note)
        client.cookies.clear()
        for name, value in cookies.items():
            client.cookies[name] = value


def encoded(name: str, values: Sequence[bytes]) -> str:
    """A query with these values of one parameter."""
    return urlencode([(name, value) for value in values])
