from tests import factories
from tests.html import parse
from tests.surveys.views.staff_pages import SIGN_IN


def test_signing_in_and_out(client, facilitator):
    reply = client.post(SIGN_IN, {"username": "facilitator", "password": factories.PASSWORD})
    assert (reply.status_code, reply["Location"]) == (302, "/staff/")
    assert client.get("/staff/").status_code == 200
    assert client.get("/staff/sign-out/").status_code == 405
    client.post("/staff/sign-out/")
    assert client.get("/staff/").status_code == 302


def test_a_wrong_password_or_name_gets_the_same_answer(client, facilitator):
    texts = set()
    for name in ("facilitator", "nobody"):
        reply = client.post(SIGN_IN, {"username": name, "password": "wrong"})
        assert reply.status_code == 200
        assert "no-store" in reply["Cache-Control"]
        texts.add(parse(reply).one("main").text)
    assert len(texts) == 1


def test_after_signing_in_one_goes_where_one_wanted_to_but_nowhere_else(client, facilitator):
    who = {"username": "facilitator", "password": factories.PASSWORD}
    for wanted, reached in (("/staff/x/", "/staff/x/"), ("https://elsewhere.example/", "/staff/")):
        reply = client.post(SIGN_IN, who | {"next": wanted})
        assert reply["Location"] == reached
        client.logout()
