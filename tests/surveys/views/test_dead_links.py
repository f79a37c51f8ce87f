"""Links that lead nowhere get the same bytes for the same work, whatever they were."""

import pytest
from django.test import Client

from surveys import inviting
from surveys.models.invitation import Invitation
from surveys.models.response import Envelope
from surveys.models.round import Round
from tests import factories
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, assert_kept_private, plain


def dead_links(round: Round, study) -> dict[str, str]:
    dead = {"unknown": "/i/AAAAAAAAAAAAAAAAAAAAAA/", "short": "/i/x/", "odd": "/i/%F0%9F%94%91/"}
    fields = {"seat": "participant", "side": "PRC", "by": "test"}
    for kind in ("used", "revoked", "draft", "closed"):
        held_by = round if kind in ("used", "revoked") else factories.make_round(study)
        invitation, token = inviting.invite(round=held_by, **fields)
        dead[kind] = f"/i/{token}/"
        if kind in ("used", "revoked"):
            Invitation.objects.filter(pk=invitation.pk).update(state=kind)
        if kind in ("draft", "closed"):
            Round.objects.filter(pk=held_by.pk).update(state=kind, wrapped_private_key=b"")
    return dead


@pytest.mark.parametrize(
    ("method", "path"), [("get", ""), ("post", "begin/"), ("post", "confirm/")]
)
def test_all_dead_links_get_the_same_bytes(open_round, study, method, path):
    dead = dead_links(open_round, study)
    for language in LANGUAGES:
        answers = {kind: answer_to(link, path, method, language) for kind, link in dead.items()}
        assert all(answer == answers["unknown"] for answer in answers.values())
        assert b"/return/" in answers["unknown"][0]
    assert not Envelope.objects.exists()


def answer_to(link: str, path: str, method: str, language: str) -> tuple[bytes, dict, list[str]]:
    """All of an answer that could tell one dead link from another."""
    client = walking.speak(Client(), language)
    data = {"offer": "AAAA:BBBB", "kept": "on"} if path == "confirm/" else {}
    reply = getattr(client, method)(link + path, data)
    assert reply.status_code == 404
    assert_kept_private(reply)
    skip = ("Expires", "Content-Length")
    headers = {name: value for name, value in reply.headers.items() if name not in skip}
    return plain(reply.content, link), headers, sorted(reply.cookies)
