"""The page of concerns in one's own words."""

import pytest
from django.test import Client

from surveys import responding, sealing
from surveys.holder_pages import party_order_of
from surveys.questionnaire import pages
from surveys.unsealing import EnvelopeOpener
from tests import factories
from tests.factories import short
from tests.html import parse
from tests.surveys import written
from tests.surveys.views import walking
from tests.surveys.views.test_carrying import HERE, carried
from tests.surveys.views.walking import LANGUAGES, assert_kept_private, holder, put_in, to

PAGE = "/answer/own-words/"
MODULES = ["impression", "own_concerns"]


@pytest.fixture
def round(study):
    return factories.make_round(study, document=short(), modules=MODULES)


@pytest.fixture
def code(client, round):
    return walking.begin(client, round)


def texts(code):
    return responding.read_texts(holder(code))


def every_mark(number):
    page = pages(short(), "participant", "PRC", "en", modules=MODULES)[number - 1]
    return {f"q{question.position}": "1" for question in page.questions}


# --- Where it stands ------------------------------------------------------------------------------


def test_it_stands_after_the_first_impression_and_before_the_concerns(client, code):
    assert to(client.get("/answer/")) == (302, "/answer/1/")
    assert to(client.post("/answer/1/", every_mark(1))) == (302, PAGE)
    assert to(client.get("/answer/")) == (302, PAGE)
    assert to(client.post(PAGE, {"back": ""})) == (302, "/answer/1/")
    assert to(client.post("/answer/2/", {"back": ""})) == (302, PAGE)
    assert to(client.post(PAGE, {})) == (302, "/answer/2/")
    assert texts(code) == {}
    assert to(client.get("/answer/")) == (302, "/answer/2/")


def test_without_a_first_impression_it_is_the_first(client, study):
    walking.begin(client, written.asking_round(study))
    assert to(client.get("/answer/")) == (302, PAGE)
    assert not parse(client.get(PAGE)).all("button", name="back")
    assert to(client.post(PAGE, {})) == (302, "/answer/1/")


def test_who_leaves_it_out_is_led_to_it_before_the_review(client, code):
    for number in range(1, 4):
        client.post(f"/answer/{number}/", every_mark(number))
    assert to(client.get("/answer/")) == (302, PAGE)
    client.post(PAGE, {"tJPN1": "words"})
    assert to(client.get("/answer/")) == (302, "/answer/review/")


@pytest.mark.parametrize(("seat", "modules"), [("assessor", MODULES), ("participant", [])])
def test_who_is_not_asked_has_no_such_page(client, study, seat, modules):
    round = factories.make_round(study, document=short(), modules=modules)
    walking.begin(client, round, seat)
    assert to(client.get(PAGE)) == (302, "/answer/")
    assert to(client.get("/answer/")) == (302, "/answer/1/")
    assert PAGE not in client.get("/answer/review/").content.decode()


# --- What it asks ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_asks_about_each_other_side_and_warns_of_ones_style(client, code, language):
    page = client.get(PAGE)
    assert_kept_private(page)
    main = parse(walking.speak(client, language).get(PAGE)).one("main")
    questions = [legend.text for legend in main.all("legend")]
    assert len(set(questions)) == 3
    assert len(main.all("textarea")) == 9
    names = [box["name"] for box in main.all("textarea")]
    assert sorted(names) == [f"t{slot.replace('/', '')}" for slot in written.SLOTS]
    assert all(box["maxlength"] == "300" for box in main.all("textarea"))
    (warning,) = main.all("section")
    assert len(warning.all("li")) == 3


def test_the_order_of_sides_is_the_holders_own(client, code):
    order = [party for party in party_order_of(holder(code)) if party != "PRC"]
    boxes = parse(client.get(PAGE)).all("textarea")
    assert [box["name"][1:] for box in boxes] == [
        f"{party}{n}" for party in order for n in (1, 2, 3)
    ]


# --- What is saved --------------------------------------------------------------------------------


def test_what_is_written_is_shown_again_reviewed_and_sealed(client, code, round):
    client.post(PAGE, {"tJPN1": " exercises\r\nat sea ", "tUSA3": "“tariffs” & <b>"})
    boxes = {box["name"]: box.text for box in parse(client.get(PAGE)).all("textarea")}
    assert (boxes["tJPN1"], boxes["tUSA3"], boxes["tROK1"]) == (
        "exercises at sea",
        "“tariffs” & <b>",
        "",
    )
    review = parse(client.get("/answer/review/")).one("main")
    assert {p.text for p in review.all("p") if p.get("dir") == "auto"} == {
        "exercises at sea",
        "“tariffs” & <b>",
    }
    client.post("/answer/review/")
    content = EnvelopeOpener(round).read(walking.envelope(code))
    assert content is not None
    assert [(text["target"], text["text"]) for text in content["texts"]] == [
        ("JPN", "exercises at sea"),
        ("USA", "“tariffs” & <b>"),
    ]
    assert to(client.get(PAGE)) == (302, "/answer/sent/")


def test_from_the_review_it_leads_back_there(client, code):
    assert to(client.post(PAGE + "?from=review", {"tJPN1": "x"})) == (302, "/answer/review/")


def test_a_change_of_language_saves_first(client, code):
    reply = client.post(PAGE + "?from=review", {"tJPN1": "x", "language": "ko"})
    assert to(reply) == (302, PAGE + "?from=review")
    assert reply.cookies["cs2_language"].value == "ko"
    assert texts(code) == {"JPN/1": "x"}


def test_a_text_that_is_too_long_is_shown_again_and_the_others_are_saved(client, code):
    client.post(PAGE, {"tJPN1": "saved before"})
    reply = client.post(PAGE, {"tJPN1": "x" * 301, "tJPN2": "fits"})
    assert reply.status_code == 422
    page = parse(reply)
    assert "301 characters; at most 300" in page.one("div", role="alert").text
    assert page.one("textarea", name="tJPN1").text == "x" * 301
    assert texts(code) == {"JPN/1": "saved before", "JPN/2": "fits"}


def test_characters_that_cannot_be_seen_are_taken_out_with_a_word(client, code):
    client.post(PAGE, {"tJPN1": "to\u202ewards"})
    assert texts(code) == {"JPN/1": "towards"}
    page = parse(client.get("/answer/2/"))
    assert [p.text for p in page.all("p", role="status") if p.text] == [
        "Characters that cannot be seen were taken out."
    ]


def test_fields_of_nobody_are_not_saved(client, code):
    client.post(PAGE, {"tPRC1": "x", "tJPN4": "x", "tXYZ1": "x", "tJPN3": "y"})
    assert texts(code) == {"JPN/3": "y"}


def test_nothing_is_saved_once_the_round_takes_no_answers(client, code):
    put_in("closing")
    assert client.post(PAGE, {"tJPN1": "late"}).status_code == 409
    put_in("open")
    assert texts(code) is None


# --- Saved as it is written -----------------------------------------------------------------------


def by_script(client, fields):
    return client.post(PAGE, fields, headers={"Accept": "application/json"})


def test_the_script_is_answered_what_it_needs_to_go_on(client, code):
    fields = sent_page(client, tJPN1="words")
    reply = by_script(client, fields)
    assert (reply.status_code, reply.json()["next"]) == (200, "/answer/2/")
    assert texts(code)["JPN/1"] == "words"
    again = by_script(client, fields | {"tJPN1": "other words", "base": reply.json()["base"]})
    assert again.json()["again"] == 0
    assert texts(code)["JPN/1"] == "other words"
    assert len(again.content) == len(reply.content), "the length says nothing of the text"


def test_a_window_that_is_behind_reverts_nothing(client, code):
    stale = sent_page(client, tJPN1="", tUSA1="there")
    by_script(client, sent_page(client, tJPN1="here"))
    assert by_script(client, stale).status_code == 200
    assert {slot: text for slot, text in texts(code).items() if text} == {
        "JPN/1": "here",
        "USA/1": "there",
    }


def test_where_two_windows_differ_the_person_chooses(client, code):
    stale = sent_page(client, tJPN1="there")
    client.post(PAGE, sent_page(client, tJPN1="here"))
    assert by_script(client, stale).status_code == 409
    reply = client.post(PAGE, stale)
    assert reply.status_code == 409
    page = parse(reply)
    assert "another window: “here”" in page.one("div", role="alert").text
    assert page.one("textarea", name="tJPN1").text == "there"
    assert texts(code)["JPN/1"] == "here"
    base = page.one("input", name="base")["value"]
    assert to(client.post(PAGE, stale | {"base": base})) == (302, "/answer/2/")
    assert texts(code)["JPN/1"] == "there"


def test_a_base_of_somebody_else_is_none(client, code, round):
    stranger = Client()
    walking.begin(stranger, round)
    base = sent_page(stranger)["base"]
    client.post(PAGE, {"tJPN1": "before"})
    assert to(client.post(PAGE, {"tJPN1": "after", "base": base})) == (302, "/answer/2/")
    assert texts(code)["JPN/1"] == "after"


# --- When the browser has lost what it needs ------------------------------------------------------


def sent_page(client, **fields):
    form = parse(client.get(PAGE)).one("form", id="answers")
    hidden = {field["name"]: field["value"] for field in form.all("input", type="hidden")}
    return hidden | fields


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_the_cookie_of_the_code_the_texts_are_saved_after_it(client, code, language):
    sent = sent_page(client, tJPN1="words", tROK2="")
    reply = walking.speak(Client(), language).post(PAGE, sent)
    fields = carried(reply)
    assert (fields["page"], fields["tJPN1"]) == ("0", "words")
    assert texts(code) is None, "nothing is stored before the code is known"
    reply = Client().post("/return/", fields | {"code": sealing.grouped(code)})
    assert to(reply) == (302, "/answer/2/")
    assert {slot: text for slot, text in texts(code).items() if text} == {"JPN/1": "words"}


def test_without_the_cookie_of_the_form_too(client, code):
    strict = Client(enforce_csrf_checks=True)
    sent = sent_page(client, tJPN1="words")
    fields = carried(strict.post(PAGE, sent, headers=HERE))
    assert fields["tJPN1"] == "words"


def test_a_carried_text_that_is_too_long_is_shown_again(client, code):
    fields = carried(Client().post(PAGE, sent_page(client, tJPN1="x" * 301)))
    reply = Client().post("/return/", fields | {"code": code})
    assert reply.status_code == 422
    assert parse(reply).one("textarea", name="tJPN1").text == "x" * 301


def test_texts_for_another_round_are_not_saved(client, code, study):
    elsewhere = Client()
    other = walking.begin(elsewhere, factories.make_round(study, document=short()))
    fields = carried(Client().post(PAGE, sent_page(client, tJPN1="words")))
    reply = Client().post("/return/", fields | {"code": other})
    assert to(reply) == (302, "/answer/")
    assert texts(other) is None
