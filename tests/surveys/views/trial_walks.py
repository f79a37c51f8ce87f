"""Somebody of the staff who tries a questionnaire, page by page."""

from django.test import Client

from surveys.models.round import Round
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import of

TEST = "/staff/test/answer/"
LANDING = "/staff/test/begin/test/"


def begin(client: Client, round: Round, seat: str = "participant", side: str = "PRC"):
    reply = client.post(of(round, "test/"), {"seat": f"{seat}-{side}", "language": "en"})
    assert walking.to(reply) == (302, LANDING)
    return reply


def walk(client: Client) -> list:
    """Answer every page as it comes, review and submit; returns every reply that is a page."""
    replies, place = [], TEST
    for _step in range(40):
        reply = client.get(place)
        if reply.status_code == 302:
            place = reply["Location"]
            continue
        replies.append(reply)
        if place.endswith("/sent/"):
            return replies
        page = parse(reply)
        posted = {"sure": "on"} if place.endswith("/review/") else answers_to(page)
        saved = client.post(place, posted)
        assert saved.status_code == 302, (place, saved.content.decode()[:3000])
        place = saved["Location"]
    raise AssertionError("the walk did not end")


def answers_to(page) -> dict[str, str]:
    """The first answer to every question of a page, and a text in every place."""
    radios = {
        radio["name"]: radio["value"]
        for radio in reversed(page.all("input", type="radio"))
        if radio["value"]
    }
    texts = {area["name"]: "Something of my own" for area in page.all("textarea")}
    return walking.fields(page) | radios | texts
