"""Changing one page on the way out, and what the last look shows."""

import pytest

from surveys import responding
from surveys.holder_pages import pages_of
from surveys.models.round import Round
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.walking import field, holder

KEY = "PRC>JPN:military"


def test_whoever_changes_a_page_is_led_back_to_the_review(client, code):
    link = parse(client.get("/answer/review/")).all("a", href="/answer/1/?from=review")
    assert len(link) == 3, "one for each side"
    page = parse(client.get("/answer/1/?from=review"))
    assert page.one("form", id="answers")["action"] == "/answer/1/?from=review"
    assert page.one("button", **{"class": "button primary"}).text == "Save and review"
    assert page.all("a", href="/answer/review/"), "back without saving is back to the review"
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
    key = first.questions[0].key
    client.post(
        "/answer/1/",
        {field(key): "0", field(key, "_confidence"): "0", field(key, "_basis"): "intent"},
    )
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
    told = [cell.text for cell in parse(client.get("/answer/review/")).all("td")]
    assert [text for text in told if text != "left open"] == ["Low How sure: Low"]
