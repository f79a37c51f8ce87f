import pytest
from django.test import Client

from surveys.models.study import Study
from surveys.views import accessibility
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import LANGUAGES, assert_kept_private


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_says_what_was_tested_and_what_was_not(client, db, language):
    reply = walking.speak(client, language).get("/accessibility/")
    assert reply.status_code == 200
    assert_kept_private(reply)
    page = parse(reply)
    assert page.one("html")["lang"].lower() == language
    lists = [[line.text for line in found.all("li")] for found in page.one("main").all("ul")]
    assert [len(lines) for lines in lists] == [6, 5]
    if language == "en":
        assert lists == [accessibility.tested(), accessibility.not_tested()]
        assert "It conforms to them partially" in page.one("main").text
        assert "Last checked on Nov. 29, 2026 (UTC)." in page.one("main").text


def test_every_page_leads_to_it(client, open_round):
    link = walking.invite(open_round)
    for path in ("/", link, "/i/no-such-link/", "/return/", "/no/such/page/"):
        footer = parse(client.get(path)).one("footer")
        assert footer.all("a", href="/accessibility/"), path


def test_whoever_answers_here_reads_who_stands_behind_their_study(client, code):
    Study.objects.update(host="The Forum, Geneva")
    assert "The Forum, Geneva" in parse(client.get("/accessibility/")).one("main").text
    assert "The Forum" not in parse(Client().get("/accessibility/")).one("main").text


def test_it_is_only_read(client, db):
    assert client.head("/accessibility/").status_code == 200
    assert client.post("/accessibility/").status_code == 405
