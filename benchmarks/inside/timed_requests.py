"""What a stranger sends to learn of what kind a link, a return code or an account is.

Every kind of one request gets the same answer. So what might still differ is the time, and the
work that takes it.
"""

import hmac
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple
from unittest import mock
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.hashers import get_hasher, make_password
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import RequestFactory
from django.urls import reverse
from django.utils.crypto import get_random_string

from surveys import inviting, offering, sealing, withdrawing
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.staff import User
from tests import factories

# Links, codes and accounts of each kind; they take turns.
OF_EACH_KIND = 10
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A request of a browser that has the cookie of the forms of this site."""

    path: str
    fields: dict[str, str] | None = None

    def environ(self) -> dict[str, Any]:
        """Return it as a web server hands it on, from an address that has not been seen before."""
        # Limits on how often somebody may try are no part of what is compared here.
        address = ".".join(str(secrets.randbelow(254) + 1) for _ in range(4))
        token = get_random_string(32)  # As long as Django's.
        browser = RequestFactory(
            REMOTE_ADDR=address, HTTP_HOST="localhost", HTTP_ACCEPT_ENCODING="gzip"
        )
        browser.cookies[settings.CSRF_COOKIE_NAME] = token
        if self.fields is None:
            return browser.get(self.path).environ
        fields = {**self.fields, "csrfmiddlewaretoken": token}
        return browser.post(self.path, urlencode(fields), content_type=FORM).environ


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    content: bytes


Make = Callable[[], Request]
# {what is sent: {kind: what makes the next request of this kind}}
Requests = dict[str, dict[str, Make]]


def requests() -> Requests:
    """Make links, codes and accounts of every kind, and return what is sent to each."""
    return {**_of_links(), **_of_codes(), **_of_accounts()}


def send(environ: dict[str, Any], application: Any = None) -> Answer:
    """Return the answer of the whole stack, as the web server gets it."""
    started: list[Any] = []
    application = application or get_wsgi_application()
    response = application(environ, lambda *status_and_headers: started.extend(status_and_headers))
    content = b"".join(response)
    response.close()
    status, headers = started
    return Answer(int(status.split()[0]), dict(headers), content)


# --- The requests --------------------------------------------------------------------------------


def _of_links() -> Requests:
    links = {"unknown": lambda: f"/i/{inviting.new_token()}/"} | {
        kind: _turns(paths) for kind, paths in _dead_links().items()
    }
    # Of another link, since whoever tries an unknown one has no better.
    foreign = offering.sign(offering.new_offer(), Invitation(token_digest="0" * 64))
    sent = {
        "open a link": ("", None),
        "begin by a link": ("begin/", {"agreed": "on"}),
        "keep a code by a link": ("confirm/", {"offer": foreign, "kept": "on"}),
    }
    return {
        name: {kind: _make(link, path, fields) for kind, link in links.items()}
        for name, (path, fields) in sent.items()
    }


def _make(link: Callable[[], str], path: str, fields: dict[str, str] | None) -> Make:
    return lambda: Request(link() + path, fields)


def _turns(paths: list[str]) -> Callable[[], str]:
    turns = cycle(paths)
    return lambda: next(turns)


def _dead_links() -> dict[str, list[str]]:
    """Links that were used or revoked, or whose round has closed."""
    open_round, over = factories.make_round(), factories.make_round()
    links = {}
    for kind, round in (("used", open_round), ("revoked", open_round), ("expired", over)):
        invited = [
            inviting.invite(round=round, seat="participant", side="PRC", by="test")
            for _ in range(OF_EACH_KIND)
        ]
        links[kind] = [f"/i/{token}/" for _invitation, token in invited]
        if kind != "expired":
            keys = [invitation.pk for invitation, _token in invited]
            Invitation.objects.filter(pk__in=keys).update(state=kind)
    Round.objects.filter(pk=over.pk).update(state="closed", wrapped_private_key=b"")
    return links


def _of_codes() -> Requests:
    round = factories.make_round()
    withdrawn = [factories.begin(round).code for _ in range(OF_EACH_KIND)]
    for code in withdrawn:
        withdrawing.withdraw(code=code)
    turns = cycle(withdrawn)
    kinds = {"unknown": sealing.new_code, "withdrawn": lambda: next(turns)}
    return {
        name: {kind: _with_code(reverse(route), code) for kind, code in kinds.items()}
        for name, route in (("go on with a code", "return"), ("withdraw by a code", "withdraw"))
    }


def _with_code(path: str, code: Callable[[], str]) -> Make:
    return lambda: Request(path, {"code": code()})


def _of_accounts() -> Requests:
    password = make_password(secrets.token_hex())
    names = [f"account-{secrets.token_hex(6)}" for _ in range(OF_EACH_KIND)]
    User.objects.bulk_create(User(username=name, password=password) for name in names)
    left = [f"left-{secrets.token_hex(6)}" for _ in range(OF_EACH_KIND)]
    User.objects.bulk_create(
        User(username=name, password=password, is_active=False) for name in left
    )
    turns, turns_left = cycle(names), cycle(left)
    kinds = {
        "unknown": lambda: f"account-{secrets.token_hex(6)}",
        "known": lambda: next(turns),
        "closed": lambda: next(turns_left),
    }
    return {"sign in": {kind: _signing_in(name) for kind, name in kinds.items()}}


def _signing_in(name: Callable[[], str]) -> Make:
    def make() -> Request:
        account = name()
        # By whichever name the form has for the account.
        fields = {"username": account, "login": account, "password": secrets.token_hex()}
        return Request(reverse("sign_in"), fields)

    return make


# --- The work ------------------------------------------------------------------------------------


# Each has a number of its own.
SAVEPOINT = re.compile(r'"s\d+_x\d+"')


class Work(NamedTuple):
    """What was done for an answer, as far as it takes time."""

    queries: list[str]
    """Each with its database, and without its values."""
    keyed_hashes: int
    password_hashes: int
    status: int
    length: int


def work_of(request: Request) -> Work:
    """Send a request and return what was done for it."""
    environ = request.environ()
    with ExitStack() as stack:
        queries = stack.enter_context(_queries())
        keyed = stack.enter_context(mock.patch("hmac.new", wraps=hmac.new))
        hashes = stack.enter_context(_password_hashes())
        answer = send(environ)
    return Work(queries, keyed.call_count, len(hashes), answer.status, len(answer.content))


@contextmanager
def _queries() -> Iterator[list[str]]:
    made: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        named = SAVEPOINT.sub("a savepoint", sql)
        made.append(f"{context['connection'].alias}: {named}")
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(note))
        yield made


@contextmanager
def _password_hashes() -> Iterator[list[str]]:
    """Yield a list that gets an entry for each time a password is hashed, to save or compare it."""
    hasher, made = type(get_hasher("default")), []
    with ExitStack() as stack:
        for name in ("encode", "verify"):
            original = getattr(hasher, name)

            def counted(
                self: Any, *arguments: Any, original: Any = original, name: str = name
            ) -> Any:
                before = len(made)
                result = original(self, *arguments)
                # Some compare by making another hash, which is noted already.
                if len(made) == before:
                    made.append(name)
                return result

            stack.enter_context(mock.patch.object(hasher, name, counted))
        yield made
