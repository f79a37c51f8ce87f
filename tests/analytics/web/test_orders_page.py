import pytest
from django.urls import reverse
from django.utils import translation

from analytics.web.access import Reader
from analytics.web.links import token_of
from analytics.web.pages.orders import orders
from tests.analytics.answered import page, released, rows, status
from tests.analytics.made import SERIOUS, block_row
from tests.analytics.sides_and_orders import DENY, FEW, SAY, SPLIT, order, order_blocks
from tests.html import parse

SIDES = ("PRC", "JPN")
LOOSE = (
    "All states, large and small, lead together by consensus, and are only loosely bound together, "
    "each keeping its own ways"
)


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def release(study):
    return released(study, order_blocks(SIDES))


def test_the_order_that_most_sides_accept_comes_first(staff, release):
    html = page(staff, "orders", release)
    assert "It is certain that no other order is acceptable to more sides than this:" in html.text
    assert f"{LOOSE} Certainly acceptable to: PRC, Japan." in html.text


def test_orders_stand_under_their_headings_with_each_side(staff, release):
    html = page(staff, "orders", release)
    headings = [h.text for h in html.all("h2")]
    assert [h for h in headings if h.startswith("Led")] == [
        "Led by great powers alone",
        "Led by all together",
    ]
    head, prc, japan = rows(html.all("table")[1])
    assert head[0] == "Side"
    assert prc == ["PRC", "10–12 of 12", "certainly", "0–2 of 12"]
    assert japan == ["Japan", "10–12 of 12", "certainly", "0–2 of 12"]
    assert "Acceptable to 2 of 2 sides" in html.text


def test_what_is_open_has_its_probability_and_is_not_called_certain(staff, study):
    html = page(staff, "orders", released(study, [order("PRC", SPLIT), order("JPN", DENY)]))
    _head, prc, japan = rows(html.all("table")[0])
    assert prc[2] == "likely (67 %)"
    assert japan[2] == "certainly not"
    assert "Acceptable to 0–1 of 2 sides" in html.text
    assert "By what is certain or likely of each side, most sides accept this:" in html.text


def test_where_no_order_is_likely_to_be_accepted_none_is_named(staff, study):
    html = page(staff, "orders", released(study, [order(side, DENY) for side in SIDES]))
    assert "No order is likely to be acceptable to any side." in html.text


def test_what_a_side_did_not_expect_is_said(staff, release):
    text = page(staff, "orders", release).text
    said = "{} find this more acceptable than {} expected."
    assert said.format("Participants from the PRC", "participants from Japan") in text
    assert said.format("Participants from Japan", "participants from the PRC") in text
    assert "find this less acceptable" not in text


def test_a_small_group_shows_its_size_alone(staff, study):
    html = page(staff, "orders", released(study, [order("PRC", SAY), order("JPN", FEW)]))
    _head, _prc, japan = rows(html.all("table")[0])
    assert japan[:3] == ["Japan", "– of 4", "cannot be told"]


def test_the_chart_has_the_shares_that_are_possible(release):
    with translation.override("en"):
        chart = orders(Reader(release, None))["chart"]
    faint = chart["data"][0]
    assert (faint["base"][0], round(faint["x"][0], 3)) == (0.0, 0.2)
    assert chart["layout"]["xaxis"]["tickvals"] == [0, 0.25, 0.5, 0.75, 1]


def test_without_a_single_count_there_is_no_chart(staff, study):
    html = page(staff, "orders", released(study, [order("PRC", FEW)]))
    assert html.all("script") == []


def test_the_names_of_the_orders_stand_once_as_their_authors(staff, release):
    html = page(staff, "orders", release)
    assert html.text.count("consociation") == 1


def test_a_round_that_did_not_ask_has_no_such_page(staff, study):
    release = released(study, [block_row(SERIOUS)])
    assert status(staff, "orders", release) == 404
    assert "Orders of the region" not in page(staff, "heatmap", release).text


def test_the_matrix_leads_to_it_by_role_and_by_link(staff, client, study):
    release = released(study, order_blocks(SIDES), audience="room")
    links = [a.attributes.get("href") for a in page(staff, "heatmap", release).all("a")]
    assert reverse("orders", args=[release.pk]) in links
    token = token_of(release.pk)
    path = reverse("link_orders", args=[token])
    matrix = parse(client.get(reverse("link_heatmap", args=[token])))
    assert path in [a.attributes.get("href") for a in matrix.all("a")]
    assert client.get(path).status_code == 200
