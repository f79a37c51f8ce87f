"""The stages of a release, and the two pages by which its audience widens."""

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from analytics.models import Release
from analytics.release.audience import AUDIENCES, AudienceError, ConsentError, widen, wider
from analytics.release.citation import metadata
from analytics.web.links import token_of
from surveys.models.audit import AnswerAudit
from tests import factories
from tests.analytics.answered import released
from tests.html import parse

AGREED = ("room", "researchers", "public")


@pytest.fixture
def release(study):
    return released(study)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def path(release, page="") -> str:
    return f"/releases/{release.pk}/audience/{page}"


def widened() -> list[dict]:
    return [entry.detail for entry in AnswerAudit.objects.filter(act="widen").order_by("number")]


def stage_of(release) -> str:
    return Release.objects.get(pk=release.pk).audience


# --- What participants agreed to -----------------------------------------------------------------


@pytest.mark.parametrize("agreed", AGREED)
def test_what_was_agreed_is_part_of_the_release(study, agreed):
    release = released(study, widest_audience=agreed, publishes_records=agreed == "public")
    consent = {"widest_audience": agreed, "records": agreed == "public"}
    assert release.metadata["consent"] == consent
    assert metadata(release.round, release.pk)["consent"] == consent


@pytest.mark.parametrize("agreed", AGREED)
def test_an_audience_widens_as_far_as_was_agreed_and_no_further(study, agreed):
    release = released(study, widest_audience=agreed)
    beyond = AUDIENCES[AUDIENCES.index(agreed) + 1 :]
    assert wider(release) == AUDIENCES[1 : AUDIENCES.index(agreed) + 1]
    for to in beyond:
        with pytest.raises(ConsentError, match=f"agreed to {agreed} and nobody beyond"):
            widen(release=release, to=to, by="owner")
    assert (stage_of(release), widened()) == ("held", [])
    for to in wider(release):
        release = widen(release=release, to=to, by="owner")
    assert stage_of(release) == agreed
    assert wider(release) == []


def test_what_counts_is_what_was_released_not_what_an_instance_says(study):
    release = released(study, widest_audience="room")
    release.metadata = {"consent": {"widest_audience": "public"}}
    with pytest.raises(ConsentError):
        widen(release=release, to="public", by="owner")


def test_narrowing_is_refused_before_consent_is_asked_for(study):
    release = released(study, audience="room", widest_audience="room")
    for to in ("held", "sides", "room"):
        with pytest.raises(AudienceError):
            widen(release=release, to=to, by="owner")


# --- Who sees the page and who may act -----------------------------------------------------------

# Role -> status of the page, of asking to widen, and of widening; whether there are buttons, links.
MAY = {
    "owner": (200, 200, 302, True),
    "facilitator": (200, 200, 302, True),
    "auditor": (200, 404, 404, False),
    "researcher": (404, 404, 404, False),
    "outsider": (404, 404, 404, False),
    "nobody": (302, 302, 302, False),
}


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("audience", ["sides", "researchers"])
def test_who_may_look_and_who_may_widen(client, study, outsider, role, audience):
    release = released(study, audience=audience)
    if role == "outsider":
        client.force_login(outsider)
    elif role != "nobody":
        client.force_login(factories.make_staff(study, role))
    looks, asks, acts, may = MAY[role]
    page = client.get(path(release))
    assert page.status_code == looks
    assert client.post(path(release, "confirm/"), {"to": "public"}).status_code == asks
    before = widened()
    sent = {"to": "public", "understood": "on"}
    assert client.post(path(release, "widen/"), sent).status_code == acts
    assert stage_of(release) == ("public" if may else audience)
    assert len(widened()) - len(before) == may
    if looks == 200:
        assert bool(parse(page).all("button", name="to")) == may
        assert ("/r/" in page.content.decode()) == may


def test_the_page_is_not_kept_and_not_posted_to(staff, release):
    reply = staff.get(path(release))
    assert "no-store" in reply["Cache-Control"]
    assert staff.post(path(release)).status_code == 405
    for page in ("confirm/", "widen/"):
        assert "no-store" in staff.post(path(release, page), {"to": "room"})["Cache-Control"]


def test_the_matrix_leads_to_it_for_those_who_may_look(client, study):
    release = released(study, audience="researchers")
    for role, (looks, *_rest) in MAY.items():
        if role in ("outsider", "nobody"):
            continue
        client.force_login(factories.make_staff(study, role))
        hrefs = [a["href"] for a in parse(client.get(f"/releases/{release.pk}/")).all("a")]
        assert (path(release) in hrefs) == (looks == 200), role


# --- The stages ----------------------------------------------------------------------------------


def stages(client, release) -> list[str]:
    (listed,) = parse(client.get(path(release))).one("main").all("ol")
    return [item.text for item in listed.all("li")]


def buttons(client, release) -> list[str]:
    return [b["value"] for b in parse(client.get(path(release))).all("button", name="to")]


def test_every_stage_is_shown_with_where_it_stands(staff, study):
    release = released(study, audience="sides", widest_audience="researchers")
    texts = stages(staff, release)
    states = ["reached", "here it stands", "not yet", "not yet", "never: participants did not"]
    names = ["Held", "Sides", "Room", "Researchers", "Public"]
    for text, name, state in zip(texts, names, states, strict=True):
        assert text.startswith(f"{name} {state}")
    assert buttons(staff, release) == ["room", "researchers"]
    main = parse(staff.get(path(release))).one("main").text
    assert "participants agreed to when they began: researchers." in main


@pytest.mark.parametrize("agreed", AGREED)
def test_only_steps_that_are_allowed_have_a_button(staff, study, agreed):
    release = released(study, widest_audience=agreed)
    last = AUDIENCES.index(agreed)
    for place, audience in enumerate(AUDIENCES[: last + 1]):
        if place:
            release = widen(release=release, to=audience, by="owner")
        assert buttons(staff, release) == AUDIENCES[place + 1 : last + 1]


def links(client, release) -> list[tuple[str, str]]:
    lists = parse(client.get(path(release))).one("main").all("dl")
    if not lists:
        return []
    names = [dt.text for dt in lists[0].all("dt")]
    return list(zip(names, [a["href"] for a in lists[0].all("a")], strict=True))


def test_links_stand_there_from_the_stage_that_they_open(staff, release, settings):
    settings.BASE_URL = "https://survey.example"
    assert links(staff, release) == []

    def address(side=""):
        return f"https://survey.example/r/{token_of(release.pk, side)}/"

    names = {"PRC": "PRC", "JPN": "Japan", "ROK": "ROK", "USA": "USA"}
    sides = [(name, address(side)) for side, name in names.items()]
    widen(release=release, to="sides", by="owner")
    assert links(staff, release) == sides
    for to in ("room", "researchers", "public"):
        widen(release=release, to=to, by="owner")
        assert links(staff, release) == [*sides, ("The whole room", address())]


# --- Widening ------------------------------------------------------------------------------------


def test_the_confirmation_tells_everybody_newly_reached(staff, release):
    widen(release=release, to="sides", by="owner")
    reply = staff.post(path(release, "confirm/"), {"to": "researchers"})
    main = parse(reply).one("main")
    (listed,) = main.all("ul")
    texts = [item.text for item in listed.all("li")]
    assert [text.split()[0] for text in texts] == ["All", "The"]
    assert "never be taken back" in main.text
    form = main.one("form", action=path(release, "widen/"))
    assert form.one("input", name="to")["value"] == "researchers"
    assert form.one("input", name="understood")["type"] == "checkbox"
    assert form.one("input", name="understood").get("checked") is None
    assert stage_of(release) == "sides"


def test_widening_needs_the_tick(staff, release):
    reply = staff.post(path(release, "widen/"), {"to": "room"})
    assert reply.status_code == 422
    page = parse(reply)
    assert "Please say that you understand" in page.one("main").text
    assert page.one("input", name="to")["value"] == "room"
    assert (stage_of(release), widened()) == ("held", [])


def test_widening_is_done_once_shown_and_audited(staff, release, facilitator):
    reply = staff.post(path(release, "widen/"), {"to": "room", "understood": "on"})
    assert (reply.status_code, reply["Location"]) == (302, path(release))
    assert "The audience is wider now." in staff.get(path(release)).content.decode()
    entry = AnswerAudit.objects.get(act="widen")
    assert entry.actor == facilitator.username
    assert entry.detail == {"before": "held", "after": "room"}
    again = staff.post(path(release, "widen/"), {"to": "room", "understood": "on"})
    assert again.status_code == 302
    assert "nothing was changed" in staff.get(path(release)).content.decode()
    assert len(widened()) == 1


def test_beyond_what_was_agreed_nothing_is_done_and_nothing_audited(staff, study):
    release = released(study, audience="room", widest_audience="room")
    reply = staff.post(path(release, "confirm/"), {"to": "researchers"})
    assert (reply.status_code, reply["Location"]) == (302, path(release))
    staff.post(path(release, "widen/"), {"to": "researchers", "understood": "on"})
    text = parse(staff.get(path(release))).one("main").text
    assert "Participants agreed to this audience and nobody beyond: all participants." in text
    assert stage_of(release) == "room"
    assert widened() == [{"before": "held", "after": "room"}]


@pytest.mark.parametrize("to", ["", "held", "everyone"])
def test_what_is_no_step_is_no_step(staff, release, to):
    assert staff.post(path(release, "confirm/"), {"to": to})["Location"] == path(release)
    sent = {"to": to, "understood": "on"}
    assert staff.post(path(release, "widen/"), sent)["Location"] == path(release)
    assert (stage_of(release), widened()) == ("held", [])


@pytest.mark.parametrize("page", ["confirm/", "widen/"])
def test_a_reload_or_a_forged_form_widens_nothing(release, facilitator, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(facilitator)
    assert strict.post(path(release, page), {"to": "room", "understood": "on"}).status_code == 403
    assert strict.get(path(release, page))["Location"] == path(release)
    assert stage_of(release) == "held"


@pytest.mark.parametrize("language", ["en", "zh-hans", "ja", "ko"])
def test_the_pages_hold_in_four_languages(staff, study, language):
    release = released(study, audience="sides")
    staff.cookies["cs2_language"] = language
    assert parse(staff.get(path(release))).one("html")["lang"].lower() == language
    assert staff.post(path(release, "confirm/"), {"to": "room"}).status_code == 200


def test_queries_do_not_grow_with_the_rounds(staff, study, release):
    def queries():
        with CaptureQueriesContext(connections["default"]) as answers:
            staff.get(path(release))
        return len(answers)

    queries()
    before = queries()
    released(study), released(study)
    assert queries() == before
