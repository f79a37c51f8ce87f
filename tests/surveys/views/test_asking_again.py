"""Required questions, and those that follow from an answer: a page comes back once, never twice."""

import pytest

from surveys.envelope_contents import Answer
from surveys.instruments.document import all_questions
from surveys.models.response import Rating
from tests import factories
from tests.html import parse
from tests.surveys.instruments.conditional import with_fields
from tests.surveys.views import walking
from tests.surveys.views.walking import draft, page_with, to

KEY, THREAT = "PRC>JPN:military", "PRC>JPN:east-china-sea-islands"
FOLLOWS = {"answer": {"question": "education", "options": ["first-degree", "further-degree"]}}
LOWER, FIRST, FURTHER = "0", "2", "3"


@pytest.fixture
def document():
    """One threat is required; gender, put last, is asked of those who have a degree."""
    *others, gender, education = factories.short().content["about"]["questions"]
    return with_fields(
        {
            ("threats", 0): {"required": True},
            ("about",): {"questions": [*others, education, gender | {"show_if": FOLLOWS}]},
        }
    )


@pytest.fixture
def round(study, document):
    return factories.make_round(study, document=document, modules=["about"], publishes_records=True)


@pytest.fixture
def code(client, round):
    return walking.begin(client, round)


@pytest.fixture
def fields(document):
    """The names of form fields by the keys of questions."""
    return {question.key: f"q{question.position}" for question in all_questions(document)}


def left_open(reply):
    """The labels of the questions that the page asks for once more."""
    notices = parse(reply).all("div", role="status")
    return [link.text for notice in notices for link in notice.all("a")]


def fieldset(reply, name):
    return parse(reply).one("fieldset", id=f"id_{name}")


# --- Required ------------------------------------------------------------------------------------


def test_a_required_question_left_open_is_asked_for_once_and_all_else_is_saved(
    client, code, fields
):
    address = page_with(code, KEY)
    reply = client.post(address, {fields[KEY]: "2"})
    assert reply.status_code == 200
    assert len(left_open(reply)) == 1
    assert "Your answers are saved." in reply.content.decode()
    assert draft(code) == {KEY: Answer(2)}
    again = {fields[KEY]: "1", "asked_again": fields[THREAT]}
    assert client.post(address, again).status_code == 302
    assert draft(code) == {KEY: Answer(1)}


def test_the_page_itself_carries_what_it_has_asked_for(client, code, fields):
    reply = client.post(page_with(code, KEY), {})
    hidden = parse(reply).one("input", name="asked_again")
    assert hidden["value"].split() == [fields[THREAT]]


def test_who_answers_it_or_prefers_not_to_say_goes_on(client, code, fields):
    for mark in ("3", "-2"):
        assert client.post(page_with(code, KEY), {fields[THREAT]: mark}).status_code == 302


def test_what_was_answered_before_is_not_asked_for(client, code, fields):
    client.post(page_with(code, KEY), {fields[THREAT]: "3"})
    assert client.post(page_with(code, KEY), {fields[KEY]: "3"}).status_code == 302


def test_a_page_without_a_required_question_goes_on_at_once(client, code):
    assert client.post(page_with(code, "about/education"), {}).status_code == 302


def test_everything_may_be_submitted_with_a_required_question_open(client, code, round):
    assert to(client.post("/answer/review/", {"sure": "on"})) == (302, "/answer/sent/")


def test_another_language_is_never_held_back(client, code):
    reply = client.post(page_with(code, KEY), {"language": "ko"})
    assert to(reply) == (302, page_with(code, KEY))


# --- After an answer -----------------------------------------------------------------------------


def test_what_follows_is_hidden_until_the_answer_is_saved_and_then_asked_for_once(
    client, code, fields
):
    address = page_with(code, "about/education")
    assert "hidden" in fieldset(client.get(address), fields["gender"]).attributes
    reply = client.post(address, {fields["education"]: FIRST})
    assert "hidden" not in fieldset(reply, fields["gender"]).attributes
    assert len(left_open(reply)) == 1
    assert draft(code) == {"about/education": Answer(2)}
    assert "hidden" not in fieldset(client.get(address), fields["gender"]).attributes
    again = {fields["education"]: FURTHER, "asked_again": fields["gender"]}
    assert client.post(address, again).status_code == 302


def test_the_page_says_to_the_script_what_the_server_goes_by(client, code, fields):
    reply = client.get(page_with(code, "about/education"))
    question = fieldset(reply, fields["gender"])
    assert question["data-follows"] == fields["education"]
    assert question["data-values"] == f"{FIRST} {FURTHER}"
    assert "js/showing.js" in reply.content.decode()
    assert "js/showing.js" not in client.get(page_with(code, KEY)).content.decode()


def test_an_answer_to_a_hidden_question_is_not_taken(client, code, fields):
    given = {fields["education"]: LOWER, fields["gender"]: "1"}
    assert client.post(page_with(code, "about/education"), given).status_code == 302
    assert draft(code) == {"about/education": Answer(0)}


def test_what_was_said_comes_back_with_its_question_and_is_sent_only_with_it(
    client, code, fields, round
):
    address = page_with(code, "about/education")
    client.post(address, {fields["education"]: FIRST, fields["gender"]: "1"})
    client.post(address, {fields["education"]: LOWER})
    assert draft(code) == {"about/education": Answer(0), "about/gender": Answer(1)}
    client.post("/answer/review/")
    factories.close(round)
    sent = Rating.objects.filter(lens="about").values_list("question__key", "mark")
    assert dict(sent) == {"age": -3, "education": 0, "gender": -3}


def test_what_is_shown_is_sent(client, code, fields, round):
    address = page_with(code, "about/education")
    client.post(address, {fields["education"]: FIRST, fields["gender"]: "1"})
    client.post("/answer/review/")
    factories.close(round)
    sent = Rating.objects.filter(lens="about").values_list("question__key", "mark")
    assert dict(sent) == {"age": -3, "education": 2, "gender": 1}


def test_the_review_shows_what_is_shown_and_counts_it_as_open(client, code, fields, document):
    of_page = {q.key: q.question.read("en") for q in document.about_questions}
    before = client.get("/answer/review/")
    assert of_page["gender"] not in before.content.decode()
    given = {fields["education"]: FIRST, fields["age"]: "1"}
    client.post(page_with(code, "about/education"), given)
    after = client.get("/answer/review/")
    assert of_page["gender"] in after.content.decode()
    assert after.context["open_count"] == before.context["open_count"] - 2 + 1
