"""A dyad on the wall: nothing before its turn, and nothing that tells a passer-by."""

import pytest
from django.urls import reverse

from analytics.models import Release
from analytics.release.audience import widen
from analytics.web.pages.presentation import LENSES
from tests.analytics.made import make_release
from tests.html import parse

NOT_READ = "The sides have not been able to read their own answers yet."


@pytest.fixture
def release(study):
    return make_release(study, lenses=("perceived", "assessed", "predicted", "avowed"))


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def page(staff):
    def get(release, *ends):
        response = staff.get(reverse("presentation", args=[release.pk, *(ends or ("PRC", "JPN"))]))
        assert response.status_code == 200
        return parse(response)

    return get


def _slides(document):
    return [s for s in document.all("section") if "slide" in (s.get("class") or "").split()]


def test_each_gap_has_a_slide_for_either_kind_of_question(page, release):
    slides = _slides(page(release))
    assert [slide.get("data-gap") for slide in slides] == [gap for gap in LENSES for _kind in "ab"]
    assert all(len(slide.all("table")) == 2 for slide in slides)


def test_both_directions_have_their_questions_in_one_order(page, release):
    first = _slides(page(release))[0]
    there, back = (
        [row.one("th").text for row in table.all("tr")[1:]] for table in first.all("table")
    )
    assert there == back
    assert there[0] == "Military"
    assert len(there) == 6


def test_a_slide_draws_the_two_lenses_of_its_gap_and_no_other(page, release):
    for slide in _slides(page(release)):
        drawn = {group.get("class") for svg in slide.all("svg") for group in svg.all("g")}
        assert drawn == set(LENSES[slide.get("data-gap")])


def test_the_title_of_the_tab_tells_nothing(page, release):
    assert page(release).one("title").text == "Presentation"


def test_it_warns_until_the_sides_may_read_their_own_answers(page, release, facilitator):
    assert NOT_READ in page(release).text
    widen(release=release, to=Release.Audience.SIDES, by=str(facilitator))
    assert NOT_READ not in page(release).text


def test_there_is_none_of_a_side_and_itself(staff, release):
    assert staff.get(reverse("presentation", args=[release.pk, "PRC", "PRC"])).status_code == 404


def test_a_dyad_leads_to_it(staff, release):
    dyad = staff.get(reverse("dyad", args=[release.pk, "PRC", "JPN"]))
    address = reverse("presentation", args=[release.pk, "PRC", "JPN"])
    assert address in [a.get("href") for a in parse(dyad).all("a")]
