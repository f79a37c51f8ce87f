import re

import pytest
from django.core.cache import caches
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests import factories
from tests.analytics.made import make_release

LANGUAGES = ["en", "zh-hans", "ja", "ko"]


@pytest.fixture
def release(study):
    return make_release(study)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def page(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_a_rounds_result_is_its_heatmap(staff, release):
    response = staff.get(reverse("round_result", args=[release.round_id]))
    assert response.status_code == 302
    assert response.url == reverse("heatmap", args=[release.pk])


def test_an_open_round_has_no_result(staff, open_round):
    assert staff.get(reverse("round_result", args=[open_round.pk])).status_code == 404


# --- Every page ----------------------------------------------------------------------------------


def pages_of(release):
    return [
        reverse("heatmap", args=[release.pk]),
        reverse("dyad", args=[release.pk, "PRC", "JPN"]),
    ]


def test_the_panel_is_a_view_and_never_the_truth_or_reality(staff, release):
    for url in pages_of(release):
        html = staff.get(url).content.decode()
        assert "The panel is a view, not the truth" in html
        assert "steps of three" in html
        assert "fewer than 5" in html
        assert not re.search(r"real(ity)? threat|exaggerat|correct answer", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_in_the_language_chosen(staff, release, language):
    staff.cookies["cs2_language"] = language
    names = {"en": "Japan", "zh-hans": "日本", "ja": "日本", "ko": "일본"}
    for url in pages_of(release):
        html = staff.get(url).content.decode()
        assert names[language] in html
        with translation.override(language):
            assert str(translation.gettext("How to read the numbers")) in html


def test_simulated_answers_are_said_to_be(staff, study):
    for url in pages_of(make_release(study, simulated=True)):
        assert "Simulated data" in staff.get(url).content.decode()


def test_nothing_is_said_to_be_simulated_that_is_not(staff, release):
    for url in pages_of(release):
        assert "Simulated data" not in staff.get(url).content.decode()


def test_no_inline_script_or_style(staff, release):
    for url in pages_of(release):
        html = staff.get(url).content.decode()
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", html)
        kinds = re.findall(r"<script([^>]*)>", html)
        assert kinds
        assert all("application/json" in kind or "src=" in kind for kind in kinds)


def test_pages_are_not_kept_and_cannot_be_posted_to(staff, release):
    for url in [*pages_of(release), reverse("round_result", args=[release.round_id])]:
        assert "no-store" in staff.get(url)["Cache-Control"]
        assert staff.post(url).status_code == 405


ROUTES = ["round_result", "heatmap", "dyad", "presentation", "chart_svg", "chart_png"]
# Pages that are not there for every release; who sees them is in test_links.py or in
# test_<name>_page.py.
WITH_THEIR_OWN_TESTS = [
    "make_files",
    "impressions",
    "self_image",
    "orders",
    "levels",
    "vignettes",
    "grounds",
    "change",
    "reassurance",
    "compare",
    "files",
    "catalogue_entry",
    "catalogue_record",
    "release_doi",
]
WIDENING = ["audience", "confirm_audience", "widen_audience"]
# Pages that are not of a release; who sees them is in test_planner.py, test_catalogue.py and
# test_references.py.
OF_NO_RELEASE = ["planner", "catalogue", "references", "references_file", "remove_reference"]
# Role → status of the page for a release that is held, and for one open to researchers.
SEEN = {
    "owner": (200, 200),
    "facilitator": (200, 200),
    "auditor": (200, 200),
    "researcher": (404, 200),
    "outsider": (404, 404),
    "nobody": (302, 302),
}


@pytest.mark.parametrize("role", SEEN)
@pytest.mark.parametrize("route", ROUTES)
def test_who_sees_which_page(client, study, outsider, role, route):
    if role == "outsider":
        client.force_login(outsider)
    elif role != "nobody":
        client.force_login(factories.make_staff(study, role))
    for audience, expected in zip(("held", "researchers"), SEEN[role], strict=True):
        release = make_release(study, audience=audience)
        args = {
            "round_result": [release.round_id],
            "heatmap": [release.pk],
            "dyad": [release.pk, "PRC", "JPN"],
            "presentation": [release.pk, "PRC", "JPN"],
            "chart_svg": [release.pk, "threat"],
            "chart_png": [release.pk, "PRC-JPN"],
        }[route]
        response = client.get(reverse(route, args=args), follow=expected != 302)
        assert response.status_code == expected
        if expected == 302:
            assert response.url.startswith(reverse("sign_in"))


def test_every_page_of_analytics_is_in_the_table():
    from analytics.web.urls import urlpatterns

    of_a_release = {*ROUTES, *WITH_THEIR_OWN_TESTS, *WIDENING}
    assert {pattern.name for pattern in urlpatterns} == {*of_a_release, *OF_NO_RELEASE}


@pytest.mark.parametrize("which", [0, 1])
def test_queries_do_not_grow_with_the_rounds(staff, study, release, which):
    def queries():
        caches["pages"].clear()
        with (
            CaptureQueriesContext(connections["default"]) as answers,
            CaptureQueriesContext(connections["identity"]) as identity,
        ):
            staff.get(pages_of(release)[which])
        return len(answers), len(identity)

    make_release(study)
    queries()
    one = queries()
    make_release(study), make_release(study)
    assert queries() == one == ((7, 3) if which else (12, 3))
