"""What is drawn once for many is what each would have been shown alone."""

import re

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from surveys.holder_pages import pages_of
from surveys.languages import current_tag
from surveys.page_form import PageForm
from surveys.responding import Answer
from surveys.views import asking
from tests import factories
from tests.surveys.views.walking import CSRF, LANGUAGES, begin, speak

CONTEXT = {"pages": 3, "heading": "A page", "page_languages": ("en", "ko"), "from_review": False}


@pytest.fixture
def holder(study):
    return factories.begin(factories.make_round(study, modules=list(factories.FIRST_ROUND)))


def drawn(request, holder, page, answers) -> str:
    """The page as it is drawn for one alone."""
    return plain(asking.drawn_alone(request, holder, PageForm(page, answers), CONTEXT))


def shown(request, holder, page, answers) -> str:
    return plain(asking.page_html(request, holder, page, answers, CONTEXT))


def plain(html: str) -> str:
    return CSRF.sub(b"", html.encode()).decode()


@pytest.fixture
def request_of(rf):
    """A request as the middleware hands it to a view."""
    from django.contrib.messages.storage import default_storage

    request = rf.get("/answer/1/")
    request._messages = default_storage(request)
    return request


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answered_page_is_the_one_drawn_with_these_answers(holder, request_of, language):
    """Every page and every answer there is to choose, with some questions left open."""
    with override(language):
        for page in pages_of(holder, current_tag()):
            most = max(len(page.choices(question)) for question in page.questions)
            for place in range(most + 1):
                answers = {
                    question.name: Answer(page.choices(question)[place].value)
                    for question in page.questions[place:]
                    if place < len(page.choices(question))
                }
                html = shown(request_of, holder, page, answers)
                assert html == drawn(request_of, holder, page, answers)
                assert html.count(" checked") == len(answers)


def test_every_form_has_a_token_of_its_own_answer(holder, request_of):
    page = pages_of(holder, current_tag())[0]
    tokens = [
        set(CSRF.findall(asking.page_html(request_of, holder, page, {}, CONTEXT).encode()))
        for _ in range(2)
    ]
    assert [len(found) for found in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
    assert asking.TOKEN.encode() not in b"".join(tokens[0] | tokens[1])


def test_what_is_remembered_is_without_answers(holder, request_of):
    page = pages_of(holder, current_tag())[1]
    asking._unanswered.cache_clear()
    answers = {question.name: Answer(3) for question in page.questions}
    assert " checked" in shown(request_of, holder, page, answers)
    assert " checked" not in shown(request_of, holder, page, {})
    remembered = asking._unanswered.cache_info()
    assert (remembered.hits, remembered.misses, remembered.currsize) == (1, 1, 1)


def test_a_page_of_another_round_or_with_another_context_is_another(holder, request_of):
    """Rounds may differ in languages, in being simulated and in the round before."""
    page = pages_of(holder, current_tag())[0]
    for name, value in (("simulated", True), ("pages", 9)):
        html = asking.page_html(request_of, holder, page, {}, {**CONTEXT, name: value})
        assert plain(html) != shown(request_of, holder, page, {})


def test_a_message_is_shown_once(study):
    client = Client()
    begin(client, factories.make_round(study))
    client.get("/answer/99/")
    assert "There is no such page" in client.get("/answer/1/").content.decode()
    assert "There is no such page" not in client.get("/answer/1/").content.decode()


def test_whoever_reads_traditional_chinese_is_told_and_nobody_else(study):
    client = Client()
    begin(client, factories.make_round(study))
    for accepted, expected in (("zh-TW", True), ("zh-CN", False), ("zh-TW", True)):
        reply = client.get("/answer/1/", headers={"accept-language": accepted})
        assert ("zh-Hant" in reply.content.decode()) is expected


def test_assessors_are_shown_what_they_said_beside_a_mark(study, request_of):
    holder = factories.begin(factories.make_round(study), seat="assessor")
    page = pages_of(holder, current_tag())[0]
    answers = {page.questions[0].name: Answer(2, confidence=1, basis="intent")}
    html = shown(request_of, holder, page, answers)
    assert html == drawn(request_of, holder, page, answers)
    chosen = re.findall(r'<option value="(\w*)" selected>', html)
    assert {"1", "intent"} <= set(chosen)


def test_two_people_of_a_side_never_see_each_others_answers(study):
    round = factories.make_round(study)
    clients = [speak(Client(), "ja") for _ in range(2)]
    for client in clients:
        begin(client, round)
    names = set(re.findall(r'name="(q\d+)"', clients[0].get("/answer/1/").text))
    clients[0].post("/answer/1/", dict.fromkeys(names, "3"))
    assert clients[0].get("/answer/1/").text.count(" checked") == len(names) > 0
    assert clients[1].get("/answer/1/").text.count(" checked") == 0


def test_a_page_is_one_query_and_saving_it_four(study):
    """The envelope with its round; to save, also the state, the envelope locked, and the draft."""
    client = Client()
    begin(client, factories.make_round(study))
    names = set(re.findall(r'name="(q\d+)"', client.get("/answer/1/").text))
    assert len(queries_of(lambda: client.get("/answer/1/"))) == 1
    save = queries_of(lambda: client.post("/answer/1/", dict.fromkeys(names, "2")))
    assert [sql.split()[0] for sql in save] == ["SELECT", "SELECT", "SELECT", "UPDATE"]


def queries_of(work) -> list[str]:
    """The statements sent to both databases, but for savepoints."""
    with (
        CaptureQueriesContext(connections["default"]) as answers,
        CaptureQueriesContext(connections["identity"]) as identity,
    ):
        work()
    sent = [query["sql"] for query in [*answers.captured_queries, *identity.captured_queries]]
    return [sql for sql in sent if "SAVEPOINT" not in sql]
