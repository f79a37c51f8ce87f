"""What somebody sends to learn of what kind a link, a return code, an account or a token is.

Every kind of one request gets the same answer. So what might still differ is the time, and the
work that takes it (`benchmarks.inside.timed_work`).
"""

import secrets
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from django.urls import reverse
from django.utils.crypto import get_random_string

from analytics.models import Release
from analytics.web.links import ID_BYTES, MAC_BYTES, token_of
from surveys import api_tokens, inviting, offering, sealing, withdrawing
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.staff import User
from tests import factories

# Links, codes and accounts of each kind; they take turns.
OF_EACH_KIND = 10
SIDE = "PRC"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A request of a browser that has the cookie of the forms of this site."""

    path: str
    fields: dict[str, str] | None = None
    token: str = ""
    """The token of a program, which sends no form."""

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
            headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
            return browser.get(self.path, headers=headers).environ
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
    """Make links, codes, accounts and tokens of every kind, and return what is sent to each."""
    return {
        **_of_links(),
        **_of_codes(),
        **_of_accounts(),
        **_of_links_to_results(),
        **_of_tokens(),
    }


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

    def account(is_active: bool) -> str:
        # A new one for each try: of one that is tried again and again attempts are counted.
        name = _unknown_name()
        User.objects.bulk_create([User(username=name, password=password, is_active=is_active)])
        return name

    kinds = {
        "unknown": _unknown_name,
        "known": lambda: account(True),
        "closed": lambda: account(False),
    }
    return {"sign in": {kind: _signing_in(name) for kind, name in kinds.items()}}


def _unknown_name() -> str:
    return f"account-{secrets.token_hex(6)}"


def _signing_in(name: Callable[[], str]) -> Make:
    def make() -> Request:
        account = name()
        # By whichever name the form has for the account.
        fields = {"username": account, "login": account, "password": secrets.token_hex()}
        return Request(reverse("sign_in"), fields)

    return make


def _of_links_to_results() -> Requests:
    """Return links before their stage and to what is gone, beside those that nobody wrote."""
    held = [_held_release().pk for _ in range(OF_EACH_KIND)]
    kinds = {
        "unknown": lambda: urlsafe_b64encode(secrets.token_bytes(MAC_BYTES + ID_BYTES)).decode(),
        "waiting": _turns([token_of(release) for release in held]),
        "gone": lambda: token_of(uuid.uuid4()),
    }
    sides = {
        "unknown": lambda: urlsafe_b64encode(
            secrets.token_bytes(MAC_BYTES + ID_BYTES) + SIDE.encode()
        ).decode(),
        "waiting": _turns([token_of(release, SIDE) for release in held]),
    }
    return {
        "open a link to results": {kind: _shown(link, "matrix/") for kind, link in kinds.items()},
        "open a link of a side": {kind: _shown(link, "") for kind, link in sides.items()},
    }


def _shown(link: Callable[[], str], page: str) -> Make:
    return lambda: Request(f"/r/{link().rstrip('=')}/{page}")


def _held_release() -> Release:
    """Return a release that nobody may see yet; none of its figures is looked at."""
    # As long as a study that is made up below: an error repeats the address.
    study = factories.make_study(slug=f"study-{secrets.token_hex(2)}")
    round = factories.make_round(study, state="draft", document=factories.short())
    Round.objects.filter(pk=round.pk).update(state="closed", closed_on="2026-11-20")
    return Release.objects.create(
        round=round, checksum=secrets.token_hex(32), metadata={"consent": {}}
    )


def _of_tokens() -> Requests:
    """Return tokens that are not good any more, and what a good one asks of another's study."""
    tokens: dict[str, list[str]] = {"revoked": [], "closed": []}
    for kind, made in tokens.items():
        for _ in range(OF_EACH_KIND):
            study = factories.make_study()
            user = factories.make_staff(study, "researcher")
            made.append(api_tokens.issue_api_token(user=user, study=study.pk, name="", by="test"))
            if kind == "revoked":
                api_tokens.revoke_api_token(token=user.api_tokens.get(), by="test")
            else:
                User.objects.filter(pk=user.pk).update(is_active=False)
    unknown = {"unknown": lambda: f"cs2_{secrets.token_urlsafe(32)}"}
    sent = unknown | {kind: _turns(made) for kind, made in tokens.items()}
    own = factories.make_study()
    good = api_tokens.issue_api_token(
        user=factories.make_staff(own, "researcher"), study=own.pk, name="", by="test"
    )
    others = [_held_release() for _ in range(OF_EACH_KIND)]
    of_others = {
        "a study": [f"studies/{release.round.study.slug}/" for release in others],
        "a release": [f"releases/{release.pk}/" for release in others],
    }
    missing = {
        "a study": lambda: f"studies/study-{secrets.token_hex(2)}/",
        "a release": lambda: f"releases/{uuid.uuid4()}/",
    }
    return {
        "come with a token": {
            kind: _asking(lambda: "studies/", token) for kind, token in sent.items()
        },
    } | {
        f"ask for {what} with a good token": {
            "unknown": _asking(missing[what], lambda: good),
            "another’s": _asking(_turns(paths), lambda: good),
        }
        for what, paths in of_others.items()
    }


def _asking(path: Callable[[], str], token: Callable[[], str]) -> Make:
    return lambda: Request(f"/api/v1/{path()}", token=token())
