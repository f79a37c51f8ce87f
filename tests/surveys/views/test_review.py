"""Changing one page on the way out, and what the last look shows."""

import pytest

from surveys import responding
from surveys.holder_pages import pages_of
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import field, holder, to

KEY = "PRC>JPN:military"


def test_whoever_changes_a_page_is_led_back_to_the_review(client, code):
    links = parse(client.get("/answer/review/")).one("main").all("a")
    assert [link["href"] for link in links] == [f"/answer/1/?from=review#s{n}" for n in (1, 2, 3)]
    opened = parse(client.get("/answer/1/")).all("section")
    assert [section["aria-labelledby"] for section in opened] == ["s1", "s2", "s3"]
    page = parse(client.get("/answer/1/?from=review"))
    assert page.one("form", id="answers")["action"] == "/answer/1/?from=review"
    assert page.one("button", **{"class": "button primary"}).text == "Save and review"
    reply = client.post("/answer/1/?from=review", {"back": ""})
    assert to(reply) == (302, "/answer/review/"), "back is back to the review"
    reply = client.post("/answer/1/?from=review", {field(KEY): "2"})
    assert (reply.status_code, reply["Location"]) == (302, "/answer/review/")
    assert responding.read_draft(holder(code))[KEY].mark == 2


def test_a_mistake_or_another_language_does_not_forget_where_one_came_from(client, code):
    reply = client.post("/answer/1/?from=review", {field(KEY): "9"})
    assert reply.status_code == 422
    assert parse(reply).one("form", id="answers")["action"] == "/answer/1/?from=review"
    reply = client.post("/answer/1/?from=review", {field(KEY): "1", "language": "ja"})
    assert (reply.status_code, reply["Location"]) == (302, "/answer/1/?from=review")


@pytest.mark.parametrize("query", ["", "?from=", "?from=elsewhere"])
def test_otherwise_the_way_goes_on(client, code, query):
    Round.objects.update(modules=["predicted"])
    reply = client.post(f"/answer/1/{query}", {field(KEY): "2"})
    assert reply["Location"] == "/answer/2/"


def test_an_assessor_sees_what_stands_beside_a_mark(client, open_round):
    code = walking.begin(client, open_round, "assessor", "JPN")
    first = pages_of(holder(code), "en")[0]
    key, other = (question.key for question in first.questions[:2])
    own = {field(key, "_confidence"): "0", field(key, "_basis"): "intent"}
    client.post("/answer/1/", {field(key): "0", field(other): "1"} | own)
    row = parse(client.get("/answer/review/")).all("tr")[1].text
    confidence, basis = (
        {choice.key: choice.label for choice in extra.choices} for extra in first.extras
    )
    assert f"How sure: {next(iter(confidence.values()))}" in row
    assert f"Rests on: {basis['intent']}" in row
    assert basis["capability"] not in row


def test_a_participant_s_sureness_is_not_read_as_the_mark(client, db):
    """Low is a word of both: the second says what it is."""
    asked = factories.make_round(modules=["predicted"])
    code = walking.begin(client, asked)
    page = next(page for page in pages_of(holder(code), "en") if page.lens == "predicted")
    name = f"q{page.questions[0].position}"
    client.post(f"/answer/{page.number}/", {name: "1", f"{name}_confidence": "0"})
    assert len(responding.read_draft(holder(code))) == 1
    shown = parse(client.get("/answer/review/"))
    told = [cell.text for cell in shown.all("td")]
    assert [text for text in told if text != "left open"] == ["Low"]
    assert [p.text for p in shown.all("p", **{"class": "quiet"}) if "sure" in p.text] == [
        "How sure: Low"
    ]


def test_what_is_said_of_every_mark_of_a_dyad_is_shown_once(client, open_round):
    code = walking.begin(client, open_round, "assessor", "JPN")
    keys = [question.key for question in pages_of(holder(code), "en")[0].sections[0].questions]
    sure = {walking.section_field(keys[0], "confidence"): "2"}
    client.post("/answer/1/", {field(key): "1" for key in keys[:3]} | sure)
    assert parse(client.get("/answer/review/")).one("main").text.count("How sure: High") == 1
    client.post("/answer/1/", {field(keys[0]): "1", field(keys[0], "_confidence"): "0"} | sure)
    shown = parse(client.get("/answer/review/")).one("main").text
    assert (shown.count("How sure: High"), shown.count("How sure: Low")) == (2, 1)
