import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from surveys import inviting, responding, return_code_cookie, sealing
from surveys.models.round import Round
from tests import factories


def carrying(cookie: str | None):
    request = RequestFactory().get("/")
    if cookie is not None:
        request.COOKIES[return_code_cookie.cookie_name()] = cookie
    return request


@pytest.fixture
def cookie(open_round) -> str:
    holder = factories.begin(open_round)
    response = return_code_cookie.remember(HttpResponse(), holder)
    return response.cookies["cs2survey"].value


def test_a_browser_is_remembered(open_round, cookie):
    holder = return_code_cookie.holder_from(carrying(cookie))
    assert holder.round == open_round
    assert return_code_cookie.round_from(carrying(cookie)) == open_round


@pytest.mark.parametrize("made_up", [None, "", "made up"])
def test_a_cookie_that_is_none_of_ours_is_nobody(db, made_up):
    assert return_code_cookie.holder_from(carrying(made_up)) is None
    assert return_code_cookie.round_from(carrying(made_up)) is None


def test_a_cookie_of_another_installation_is_nobody(open_round, cookie, settings):
    settings.SECRET_KEY = "another"
    assert return_code_cookie.holder_from(carrying(cookie)) is None


def test_a_closed_round_is_still_known_but_has_no_holder(open_round, cookie):
    Round.objects.update(state="closed", wrapped_private_key=b"")
    assert return_code_cookie.holder_from(carrying(cookie)) is None
    assert return_code_cookie.round_from(carrying(cookie)) == open_round


def test_a_code_of_another_round_is_not_found_by_the_cookie(study, open_round):
    holder = factories.begin(open_round)
    other = factories.make_round(study)
    content = {"round": str(other.pk), "code": holder.code}
    with_other = sealing.lock_cookie(content, secret_key=return_code_cookie.settings.SECRET_KEY)
    assert return_code_cookie.holder_from(carrying(with_other)) is None


def test_the_cookie_recognises_the_link_it_came_by_and_holds_nothing_that_leads_to_it(open_round):
    invitation, token = inviting.invite(round=open_round, seat="participant", side="PRC", by="test")
    holder = responding.begin(invitation=invitation, code=sealing.new_code())
    response = return_code_cookie.remember(HttpResponse(), holder, token=token)
    cookie = response.cookies["cs2survey"].value
    assert return_code_cookie.came_by(carrying(cookie), token)
    assert return_code_cookie.code_from(carrying(cookie)) == holder.code
    for other in (token[:-1], token + "A", inviting.digest(token), ""):
        assert not return_code_cookie.came_by(carrying(cookie), other)
    content = sealing.unlock_cookie(cookie, secret_key=return_code_cookie.settings.SECRET_KEY)
    # What the two databases and the cookie hold together does not make the value.
    assert content["link"] != return_code_cookie._recognition(invitation.token_digest, holder.code)
    assert token not in str(content)
    assert invitation.token_digest not in str(content)


def test_a_cookie_made_after_typing_the_code_recognises_no_link(open_round, cookie):
    for token in ("", "any"):
        assert not return_code_cookie.came_by(carrying(cookie), token)
        assert not return_code_cookie.came_by(carrying(None), token)
    assert return_code_cookie.code_from(carrying(None)) == ""
