"""Until when the round is open, and that saved is not yet sent, on every page of a participant."""

import pytest

from surveys.models.round import Round
from tests.html import parse
from tests.surveys.views import walking

UNSENT = "Saved is not yet sent: only what you submit is counted."
UNTIL = "The round is open until the organisers close it; no day or hour has been set for that."


def told(reply) -> list[str]:
    assert reply.status_code == 200
    text = parse(reply).one("main").text
    return [words for words in (UNSENT, UNTIL) if words in text]


def test_a_round_has_no_day_of_closing_that_the_page_could_tell():
    """When it gets one, the page has to tell that day with its hour and zone."""
    days = {field.name for field in Round._meta.get_fields() if field.name.endswith(("_on", "_at"))}
    assert days == {"opened_on", "closed_on"}


def test_before_beginning(client, open_round):
    assert told(client.get(walking.invite(open_round))) == [UNTIL]


@pytest.mark.parametrize("path", ["/answer/1/", "/answer/1/?from=review", "/answer/review/"])
def test_while_answering(client, code, path):
    assert told(client.get(path)) == [UNSENT, UNTIL]


def test_on_leaving_a_device(client, code):
    assert told(client.post("/leave/")) == [UNSENT, UNTIL]


def test_when_everything_is_sent(client, sent):
    assert told(client.get("/answer/sent/")) == [UNTIL]
