"""What is drawn once for many is what each would have been shown alone."""

import re

import pytest
from django.contrib.messages.storage import default_storage
from django.test import Client
from django.utils.translation import override

from surveys.envelope_contents import Answer
from surveys.holder_pages import pages_of
from surveys.languages import current_tag
from surveys.models.round import Round
from surveys.page_form import PageForm
from surveys.views import drawing
from tests import factories
from tests.surveys.views.walking import CSRF, LANGUAGES, begin

BASE = re.compile(rb'name="base" value="[^"]+"')


@pytest.fixture
def round(study):
    return factories.make_round(study, modules=list(factories.FIRST_ROUND))


@pytest.fixture
def holder(round):
    return factories.begin(round)


@pytest.fixture
def request_of(rf):
    """A request as the middleware hands it to a view."""
    request = rf.get("/answer/1/")
    request._messages = default_storage(request)
    return request


def plain(response) -> str:
    """The page without what is another each time: the token of its forms, and what it carries."""
    return BASE.sub(b"", CSRF.sub(b"", response.content)).decode()


def alone(request, holder, page, answers) -> str:
    form = PageForm(page, answers)
    return plain(drawing.form_response(request, holder, form, answers))


def once(request, holder, page, answers) -> str:
    drawing._unanswered.cache_clear()
    shown = plain(drawing.page_response(request, holder, page, answers))
    assert drawing._unanswered.cache_info().currsize == 1
    return shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answered_page_is_the_one_drawn_with_these_answers(holder, request_of, language):
    """Every page without questions beside marks, and every answer there is to choose."""
    drawn = 0
    with override(language):
        for page in pages_of(holder, current_tag()):
            if page.extras:
                continue
            most = max(len(page.choices(question)) for question in page.questions)
            for place in range(most + 1):
                answers = {
                    question.name: Answer(page.choices(question)[place].value)
                    for question in page.questions[place:]
                    if place < len(page.choices(question))
                }
                html = once(request_of, holder, page, answers)
                assert html == alone(request_of, holder, page, answers)
                assert html.count(" checked") == len(answers)
                drawn += 1
    assert drawn > 10


def test_what_each_page_has_of_its_own_is_put_in(holder, request_of):
    page = pages_of(holder, current_tag())[0]
    replies = [drawing.page_response(request_of, holder, page, {}).content for _ in range(2)]
    for place in (drawing.TOKEN, drawing.QUESTIONNAIRE, drawing.BASE):
        assert not [reply for reply in replies if place.encode() in reply]
    carried = [BASE.findall(reply) for reply in replies]
    assert [len(each) for each in carried] == [1, 1]
    assert carried[0] != carried[1]
    assert all(len(set(CSRF.findall(reply))) == 1 for reply in replies)


def test_what_is_remembered_is_without_answers(holder, request_of):
    page = pages_of(holder, current_tag())[1]
    drawing._unanswered.cache_clear()
    answers = {question.name: Answer(3) for question in page.questions}
    assert " checked" in plain(drawing.page_response(request_of, holder, page, answers))
    assert " checked" not in plain(drawing.page_response(request_of, holder, page, {}))
    remembered = drawing._unanswered.cache_info()
    assert (remembered.hits, remembered.misses, remembered.currsize) == (1, 1, 1)


def test_two_people_of_a_side_never_see_each_others_answers(round, request_of):
    first, second = factories.begin(round), factories.begin(round)
    page = pages_of(first, current_tag())[0]
    answers = {page.questions[0].name: Answer(1)}
    drawing.page_response(request_of, first, page, answers)
    assert " checked" not in plain(drawing.page_response(request_of, second, page, {}))


@pytest.mark.parametrize("seat", ["participant", "assessor"])
def test_what_stands_beside_a_mark_is_drawn_alone(round, request_of, seat):
    holder = factories.begin(round, seat=seat)
    (page, *_others) = [each for each in pages_of(holder, current_tag()) if each.extras]
    beside = {"confidence": 1} | ({"basis": "intent"} if seat == "assessor" else {})
    answers = {page.questions[0].name: Answer(2, **beside)}
    shown = plain(drawing.page_response(request_of, holder, page, answers))
    assert shown == alone(request_of, holder, page, answers)
    assert set(map(str, beside.values())) <= set(
        re.findall(r'<option value="(\w*)" selected>', shown)
    )


def test_rounds_that_say_something_else_have_other_pages(study, request_of):
    shown = []
    for fields in ({}, {"languages": ["en", "ko"]}, {"simulated": True}):
        round = factories.make_round(study)
        Round.objects.filter(pk=round.pk).update(**fields)
        round.refresh_from_db()
        holder = factories.begin(round)
        page = pages_of(holder, current_tag())[0]
        shown.append(plain(drawing.page_response(request_of, holder, page, {})))
    assert len({re.sub(r'name="questionnaire" value="\w+"', "", each) for each in shown}) == 3


def test_a_message_is_shown_once(round):
    client = Client()
    begin(client, round)
    client.get("/answer/99/")
    assert "There is no such page" in client.get("/answer/1/").content.decode()
    assert "There is no such page" not in client.get("/answer/1/").content.decode()


def test_whoever_reads_traditional_chinese_is_told_and_nobody_else(round):
    client = Client()
    begin(client, round)
    for accepted, expected in (("zh-TW", True), ("zh-CN", False), ("zh-TW", True)):
        reply = client.get("/answer/1/", headers={"accept-language": accepted})
        assert ("zh-Hant" in reply.content.decode()) is expected
