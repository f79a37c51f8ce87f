"""A page is drawn once for all who read it alike, and anew for everybody else."""

import re
from unittest import mock

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.urls import reverse

from analytics.models import Release
from analytics.release.audience import widen
from analytics.web import drawing
from analytics.web.links import token_of
from tests import factories
from tests.analytics.made import make_release

FORM_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="(\w+)"')


@pytest.fixture
def release(study):
    caches["pages"].clear()
    return make_release(study)


@pytest.fixture
def page(release):
    return reverse("dyad", args=[release.pk, "PRC", "JPN"])


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def drawn():
    """How many pages were drawn."""
    render = drawing.render_to_string
    with mock.patch.object(drawing, "render_to_string", side_effect=render) as rendering:
        yield lambda: rendering.call_count


def test_a_page_is_drawn_once(staff, page, drawn):
    first, second = staff.get(page), staff.get(page)
    assert drawn() == 1
    assert FORM_TOKEN.sub(b"", first.content) == FORM_TOKEN.sub(b"", second.content)


def test_every_reader_has_a_token_of_their_own_that_works(page, study, facilitator, drawn):
    other = factories.make_staff(study, "facilitator", "other")
    tokens = []
    for user in (facilitator, other):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user)
        (token, *_more) = FORM_TOKEN.findall(client.get(page).content)
        assert token.decode() != drawing.TOKEN
        out = client.post(reverse("sign_out"), {"csrfmiddlewaretoken": token.decode()})
        assert out.status_code == 302
        tokens.append(token)
    assert drawn() == 1
    assert tokens[0] != tokens[1]


def test_it_is_drawn_anew_in_another_language_and_for_another_role(page, staff, study, drawn):
    english = staff.get(page).content
    staff.cookies["cs2_language"] = "ja"
    assert staff.get(page).content != english
    auditor = Client()
    auditor.force_login(factories.make_staff(study, "auditor", "auditor"))
    auditor.get(page)
    assert drawn() == 3


def test_it_is_drawn_anew_for_a_link_and_has_nothing_of_staff(page, staff, release, drawn):
    widen(release=release, to=Release.Audience.ROOM, by="facilitator")
    assert b"site-nav" in staff.get(page).content
    link = reverse("link_dyad", args=[token_of(release.pk), "PRC", "JPN"])
    assert b"site-nav" not in Client().get(link).content
    assert drawn() == 2


def test_it_says_at_once_who_may_read_it_now(page, staff, release):
    before = staff.get(page).content.decode()
    widen(release=release, to=Release.Audience.SIDES, by="facilitator")
    after = staff.get(page).content.decode()
    assert before != after


def test_what_nobody_may_read_is_not_remembered_for_them(page, staff):
    staff.get(page)
    outsider = Client()
    outsider.force_login(factories.make_staff(factories.make_study(), "facilitator", "outsider"))
    assert outsider.get(page).status_code == 404
    assert Client().get(page).status_code == 302


def test_a_page_with_a_message_is_for_its_reader_alone(release, page, facilitator, drawn):
    request = RequestFactory().get(page)
    request.user = facilitator
    with mock.patch.object(drawing, "get_messages", return_value=["Saved."]):
        reader = mock.Mock(release=release)
        drawing.page_response(request, reader, "404.html", dict)
        drawing.page_response(request, reader, "404.html", dict)
    assert drawn() == 2


@pytest.mark.parametrize(
    ("name", "ends", "queries"), [("dyad", ["PRC", "JPN"], 2), ("heatmap", [], 3)]
)
def test_it_needs_few_queries_once_drawn(
    staff, study, release, name, ends, queries, django_assert_num_queries
):
    make_release(study)
    page = reverse(name, args=[release.pk, *ends])
    staff.get(page)
    with django_assert_num_queries(3, using="identity"), django_assert_num_queries(queries):
        staff.get(page)


def test_the_matrix_is_drawn_anew_when_another_study_can_be_compared(staff, release, drawn):
    matrix = reverse("heatmap", args=[release.pk])
    beside = reverse("compare", args=[release.pk])
    assert beside not in staff.get(matrix).content.decode()
    other = make_release(factories.make_study())
    assert beside not in staff.get(matrix).content.decode()
    assert drawn() == 1
    for audience in Release.Audience.values[1:]:
        widen(release=other, to=audience, by="test")
    assert beside in staff.get(matrix).content.decode()
    assert drawn() == 2
