"""What a page of questions shows of earlier rounds."""

import pytest

from surveys import facilitating, own_concerns
from tests import factories
from tests.factories import short
from tests.html import parse
from tests.surveys import written
from tests.surveys.views import walking

SUMMARY = "As published of the last round"
NAMED = "Concerns that participants of earlier rounds named in their own words"
KEY = "PRC>JPN:military"


def count(group, lens, n):
    return {"group": group, "lens": lens, "n": n, "at_least": [[3, 5], [6, 8], [8, 8]]}


RESULTS = {
    "release": "0" * 32,
    "round": {"title": {"en": "The first"}, "closed_on": "2026-11-20"},
    "counts": {KEY: [count("JPN", "predicted", 9), count("PRC", "perceived", 8)]},
}


@pytest.fixture
def showing(study, monkeypatch):
    """Opens a round that shows what it is said to."""
    monkeypatch.setattr("analytics.jobs.last_results", lambda round: RESULTS)

    def opened(shows, **fields):
        fields = {"document": short(), "modules": ["predicted"], "shows_last_round": shows} | fields
        round = factories.make_round(study, state="draft", **fields)
        facilitating.open_round(round=round, by="f", allow_drafts=True)
        return round

    return opened


def shown(client, number=1):
    """The rows of what can be opened below the questions of a page."""
    page = parse(client.get(f"/answer/{number}/"))
    tables = [one for one in page.all("details") if one.one("summary").text == SUMMARY]
    return [
        [[cell.text for cell in (*row.all("th"), *row.all("td"))] for row in table.all("tr")]
        for table in tables
    ]


HEAD = ["Group", "Asked", "Serious", "Moderate or more", "Low or more"]
OWN = ["participants from the PRC", "8", "3–5", "6–8", "8"]
OTHERS = ["predicted by participants from Japan", "9", "3–5", "6–8", "8"]


@pytest.mark.parametrize(("shows", "rows"), [("own", [OWN]), ("all", [OWN, OTHERS])])
def test_counts_stand_below_their_question(client, showing, shows, rows):
    walking.begin(client, showing(shows))
    assert shown(client) == [[HEAD, *rows]]
    assert shown(client, 2) == []


def test_the_page_says_what_they_are(client, showing):
    walking.begin(client, showing("own"))
    (said,) = [p.text for p in parse(client.get("/answer/1/")).all("p", **{"class": "notice"})]
    assert "“The first”, closed on Nov. 20, 2026" in said
    assert "no hint at what to answer" in said
    page = parse(client.get("/answer/2/"))
    assert not page.all("p", **{"class": "notice"})


def test_where_the_holders_page_was_refused_they_are_shown_as_well(client, showing):
    walking.begin(client, showing("own"))
    reply = client.post("/answer/1/", {walking.field(KEY): "9"})
    assert reply.status_code == 422
    assert SUMMARY in reply.content.decode()


@pytest.mark.parametrize(("seat", "side"), [("assessor", "PRC"), ("participant", "ROK")])
def test_who_has_nothing_to_see_sees_nothing(client, showing, seat, side):
    walking.begin(client, showing("own"), seat, side)
    page = client.get("/answer/1/").content.decode()
    assert SUMMARY not in page
    assert "The first" not in page


def test_a_round_that_shows_nothing_has_nothing_to_open(client, showing):
    walking.begin(client, showing(""))
    assert shown(client) == []


# --- Concerns that participants of earlier rounds named -------------------------------------------


def named(client, number):
    page = parse(client.get(f"/answer/{number}/"))
    lists = [one for one in page.all("details") if one.one("summary").text == NAMED]
    return [[item.text for item in one.all("li")] for one in lists]


@pytest.fixture
def released(study):
    """A closed round of which one text about Japan is released."""
    round = written.closed_round(study)
    concern = round.own_concerns.get(text="about Japan 0")
    own_concerns.release_concern(round=round, concern=concern.pk, by="f", words="<b>bold</b>")
    return round


def test_shared_texts_stand_above_the_questions_of_their_dyad(client, study, released):
    later = factories.make_round(study, document=short(), modules=["predicted"])
    walking.begin(client, later)
    assert named(client, 1) == []
    own_concerns.share_concerns(round=released, by="f", shared=True)
    assert named(client, 1) == [["<b>bold</b>"]]
    assert named(client, 2) == [], "the other sides' concerns are other dyads"


def test_the_side_they_are_about_sees_them_beside_its_predictions(client, study, released):
    own_concerns.share_concerns(round=released, by="f", shared=True)
    later = factories.make_round(study, document=short(), modules=["predicted"])
    walking.begin(client, later, side="JPN")
    assert (named(client, 1), named(client, 2)) == ([], [["<b>bold</b>"]])


def test_assessors_see_none(client, study, released):
    own_concerns.share_concerns(round=released, by="f", shared=True)
    later = factories.make_round(study, document=short())
    client.post("/return/", {"code": factories.begin(later, "assessor").code})
    page = client.get("/answer/1/")
    assert page.status_code == 200
    assert NAMED not in page.content.decode()
