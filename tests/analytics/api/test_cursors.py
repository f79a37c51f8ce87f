"""Pages of a table: together they are the table, and they are never of two tables."""

import re
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from rest_framework.exceptions import ValidationError

from analytics.api.cursors import Page, link_to_next, requested_page
from analytics.computing import revise
from analytics.release import method
from analytics.release.method import METHOD
from surveys.models.round import Round
from tests import factories
from tests.analytics.api.complaints import complaints
from tests.analytics.api.conftest import mixed
from tests.analytics.made import make_release


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    return make_release(study, mixed, audience="researchers")


@pytest.fixture
def path(release):
    return f"releases/{release.pk}"


def next_of(response):
    """The address of the next page below the API; None after the last."""
    if "Link" not in response:
        return None
    address, relation = response["Link"].split("; ")
    assert relation == 'rel="next"'
    return re.fullmatch(r"<http://testserver/api/v1/(.*)>", address)[1]


def pages(ask, address):
    while address:
        response = ask(address)
        assert response.status_code == 200
        yield response
        address = next_of(response)


def cursor_of(address):
    return QueryDict(address.partition("?")[2])["cursor"]


# --- Whole tables --------------------------------------------------------------------------------


def test_all_rows_are_sent_unless_a_limit_is_given(ask, path):
    response = ask(f"{path}/blocks/")
    assert (len(response.json()), "Link" in response) == (182, False)


@pytest.mark.parametrize("limit", [1, 45, 91, 92])
def test_pages_are_the_table(ask, path, limit):
    whole = ask(f"{path}/cells/", gap="threat").json()
    found = [page.json() for page in pages(ask, f"{path}/cells/?gap=threat&limit={limit}")]
    assert [row for page in found for row in page] == whole
    assert {len(page) for page in found[:-1]} <= {limit}
    assert 0 < len(found[-1]) <= limit


def test_pages_of_other_formats_are_of_the_same_rows(ask, path):
    lines = [
        page.content.decode().splitlines()
        for page in pages(ask, f"{path}/means/?limit=7&format=csv&fields=target,mean")
    ]
    whole = ask(f"{path}/means/?format=csv&fields=target,mean").content.decode().splitlines()
    assert {page[0] for page in lines} == {"target,mean"}
    assert [line for page in lines for line in page[1:]] == whole[1:]


def test_a_page_may_go_on_longer_and_in_another_format(ask, path):
    second = next_of(ask(f"{path}/cells/?limit=10"))
    rows = ask(f"{path}/cells/").json()
    assert ask(second).json() == rows[10:20]
    cursor = cursor_of(second)
    assert ask(f"{path}/cells/", cursor=cursor).json() == rows[10:20]
    assert ask(f"{path}/cells/", cursor=cursor, limit=3).json() == rows[10:13]
    line = ask(f"{path}/cells/", cursor=cursor, limit=1, format="csv").content.splitlines()[1]
    assert line.decode().split(",")[0] == rows[10]["question"]


def test_lists_have_pages_too(ask, study, release):
    make_release(study, audience="researchers")
    whole = ask("studies/forum/rounds/").json()
    found = list(pages(ask, "studies/forum/rounds/?limit=1"))
    assert len(found) == len(whole) > 1
    assert [page.json()[0] for page in found] == whole


@pytest.mark.parametrize("limit", ["0", "-1", "10001", "1.0", "", "x", "²", "9" * 5000])
def test_a_limit_that_is_none_is_refused(ask, path, limit):
    (message,) = complaints(ask(f"{path}/cells/", limit=limit))["limit"]
    assert message.endswith(" is not a whole number from 1 to 10000.")


# --- Cursors of something else -------------------------------------------------------------------


@pytest.fixture
def cursor(ask, path):
    return cursor_of(next_of(ask(f"{path}/cells/?gap=threat&limit=5")))


def kind_of(response):
    return response.json()["type"].partition("#")[2], complaints(response)["cursor"][0]


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: "x" + c, lambda c: "", str.upper])
def test_a_damaged_cursor_is_refused(ask, path, cursor, damage):
    answer = kind_of(ask(f"{path}/cells/", gap="threat", cursor=damage(cursor)))
    message = "This is not a cursor that was given out here, or not the whole of it."
    assert answer == ("invalid-cursor", message)


@pytest.mark.parametrize(
    "query", [{}, {"gap": "image"}, {"gap": "threat", "fields": "gap"}, {"perceiver": "PRC"}]
)
def test_a_cursor_of_other_filters_or_fields_is_refused(ask, path, cursor, query):
    answer = kind_of(ask(f"{path}/cells/", cursor=cursor, **query))
    assert answer == ("invalid-cursor", "This cursor was given out with other filters or fields.")


def test_a_cursor_of_another_table_or_release_is_refused(ask, path, study, cursor):
    other = make_release(study, mixed, audience="researchers")
    for address in (f"{path}/means/", f"releases/{other.pk}/cells/"):
        answer = kind_of(ask(address, gap="threat", cursor=cursor))
        assert answer == ("invalid-cursor", "This cursor is of another table.")


OUTDATED = ("outdated-cursor", "The table has changed since this cursor was given out.")


def test_a_new_revision_in_between_is_a_problem_and_no_mixture(ask, path, release, monkeypatch):
    first = ask(f"{path}/cells/?limit=5")
    fixed = ask(f"{path}/cells/?limit=5&revision=1")
    blocks = next_of(ask(f"{path}/blocks/?limit=5"))
    monkeypatch.setattr(method, "METHOD", METHOD | {"edition": METHOD["edition"] + 1})
    revise.revise_release(release=release, by="ada")
    assert kind_of(ask(next_of(first))) == OUTDATED
    # What an earlier revision has, and what is not computed, stay as they were.
    assert ask(next_of(fixed)).json() == ask(f"{path}/cells/?revision=1").json()[5:10]
    assert ask(blocks).json() == ask(f"{path}/blocks/").json()[5:10]


def test_a_row_that_comes_into_a_list_in_between_is_a_problem(ask, study, release):
    make_release(study, audience="researchers")
    second = next_of(ask("studies/forum/rounds/?limit=1"))
    assert ask(second).status_code == 200
    Round.objects.create(
        study=study, instrument=release.round.instrument, number=99, title={"en": "Next"}
    )
    assert kind_of(ask(second)) == OUTDATED


# --- Any page of any table -----------------------------------------------------------------------


def request(**query):
    made = RequestFactory().get("/api/v1/x/", query)
    return SimpleNamespace(
        path=made.path,
        query_params=made.GET,
        build_absolute_uri=made.build_absolute_uri,
    )


@given(total=st.integers(0, 60), limit=st.integers(1, 70), state=st.text(max_size=3))
def test_any_table_is_its_pages(total, limit, state):
    rows = list(range(total))
    found, query = [], {"limit": str(limit), "kind": "ü&="}
    while True:
        asked = request(**query)
        page = requested_page(asked, state)
        found.append(rows[page.rows])
        if not page.has_next(total):
            break
        query = QueryDict(link_to_next(asked, page, state).partition("?")[2].partition(">")[0])
        query = query.dict()
        with pytest.raises(ValidationError):
            requested_page(request(**query), f"{state}x")
    assert [row for page in found for row in page] == rows
    assert all(found[:1]) or total == 0


def test_a_page_without_a_limit_is_the_rest():
    assert (Page(2, None).rows, Page(2, None).has_next(9)) == (slice(2, None), False)
