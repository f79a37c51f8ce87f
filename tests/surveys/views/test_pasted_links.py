"""Addresses as they arrive from a message: with the end of its sentence, or broken."""

from urllib.parse import quote

import pytest

from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import to

ENDS = ["。", "）", "」", ".", ")", " ", "），", "。/", "\u3000", "\u200b", ">", "”。"]


@pytest.mark.parametrize("end", ENDS)
def test_an_invitation_pasted_with_the_end_of_its_sentence_leads_to_its_page(
    client, open_round, end
):
    link = walking.invite(open_round)
    for pasted in (link + quote(end), link.rstrip("/") + quote(end)):
        reply = client.get(pasted)
        assert to(reply) == (302, link)
        assert "no-store" in reply["Cache-Control"]
    assert client.get(link).status_code == 200


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("path", ["/return/", "/withdraw/", "/r/AbC_-/", "/r/AbC_-/PRC-JPN/"])
def test_so_do_links_of_readers_and_the_ways_back(client, db, path, end):
    assert to(client.get(path + quote(end))) == (302, path)
    assert to(client.get(path.rstrip("/") + quote(end))) == (302, path)


def test_a_link_of_a_reader_is_passed_on_to_no_other_page_while_it_is_cleaned(client, db):
    assert client.get("/r/AbC_-/%E3%80%82")["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("letter", "-_aZ9")
def test_letters_of_a_token_are_no_end_of_a_sentence(client, db, letter):
    assert client.get(f"/i/AbC{letter}/").status_code == 404


def test_nothing_is_cleaned_elsewhere_nor_when_a_form_is_sent(client, db):
    assert client.get("/staff/.").status_code == 404
    assert client.post("/return/.").status_code == 404


@pytest.mark.parametrize(
    "path", ["/i/", "/i/x/y/", "/i/x/begin/z/", "/i/%E3%80%82/", "/i/a%0Ab/c/", "/i/x/y"]
)
def test_what_no_link_can_be_gets_the_page_of_an_unknown_link(client, db, path):
    unknown, reply = client.get("/i/AAAA/"), client.get(path, follow=True)
    assert reply.status_code == unknown.status_code == 404
    assert parse(reply).one("main").text == parse(unknown).one("main").text
    assert parse(reply).one("h1").text == "This link does not lead anywhere now"
    assert "no-store" in reply["Cache-Control"]


def test_a_link_without_its_last_slash_still_works(client, open_round):
    link = walking.invite(open_round)
    assert client.get(link.rstrip("/"), follow=True).status_code == 200
