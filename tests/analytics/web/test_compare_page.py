"""Rounds and studies side by side: what each release has published, for those who may read both."""

import json

import pytest

from analytics.release.audience import Bearer
from analytics.release.queries import means_of
from analytics.web.access import Reader
from analytics.web.links import token_of
from analytics.web.pages import compare as compare_page
from analytics.web.pages.compare import compare, has_others
from analytics.web.wording import signed
from surveys.access import Role
from surveys.models.round import Round
from tests import factories
from tests.analytics.answered import page, released, rows
from tests.analytics.made import LOW, SERIOUS, make_release
from tests.analytics.web.test_change_page import changed
from tests.analytics.web.test_over_concerns import FIGURES, MORE
from tests.html import parse


def higher(question, lens):
    return SERIOUS if lens == "perceived" else LOW


@pytest.fixture
def first(study):
    return make_release(study, audience="room")


@pytest.fixture
def second(study, first):
    return make_release(study, higher, audience="room")


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def parts(reader):
    return {part["id"]: part["sections"] for part in (compare(reader) or {"parts": []})["parts"]}


def test_a_release_alone_has_no_such_page(staff, first):
    assert compare(Reader(first, Role.OWNER)) is None
    assert not has_others(Reader(first, Role.OWNER))
    assert staff.get(f"/releases/{first.pk}/compare/").status_code == 404


def test_every_figure_is_one_that_its_own_release_has(staff, first, second):
    html = page(staff, "compare", second)
    assert [h.text for h in html.all("h2")][1] == "The rounds of this study"
    head, *found = rows(html.all("table")[0])
    assert len(head) == 3
    for place, release in enumerate((first, second), 1):
        means = [m for m in means_of(release) if m.gap == "threat" and m.perceiver and m.target]
        shown = sorted(row[place].split()[0] for row in found)
        figures = [(m.pooled_estimate[0] if m.pooled else m.mean) for m in means]
        assert shown == sorted(map(signed, figures))


def test_the_chart_has_the_figures_of_the_table(first, second):
    (threat, *_others) = parts(Reader(second, Role.OWNER))["rounds"]
    values = threat["chart"]["data"][0]["x"]
    cells = [cell["value"] for row in threat["rows"] for cell in row["cells"] if cell["published"]]
    assert [signed(value) for value in values] == cells
    assert json.dumps(threat["chart"])


def test_a_round_that_may_not_be_read_is_not_there(study):
    make_release(study, audience="held")
    second = make_release(study, higher, audience="room")
    assert compare(Reader(second, Bearer.ROOM, token_of(second.pk))) is None
    assert "rounds" in parts(Reader(second, Role.FACILITATOR))


def test_a_link_opens_it_and_leads_to_no_page_of_staff(client, first, second):
    html = parse(client.get(f"/r/{token_of(second.pk)}/compare/"))
    links = html.one("main").all("a")
    assert links
    assert all("/r/" in a["href"] or a["href"].startswith("#") for a in links)


def test_rounds_with_other_questions_or_simulated_answers_are_left_out(study, first, second):
    Round.objects.filter(pk=first.round_id).update(simulated=not second.round.simulated)
    assert compare(Reader(second, Role.OWNER)) is None


def test_other_studies_stand_there_for_those_who_may_read_them(study, first):
    elsewhere = factories.make_study()
    hers, mine = make_release(elsewhere, audience="researchers"), Reader(first, Role.OWNER)
    assert hers.round.instrument_id == first.round.instrument_id
    assert compare(mine) is None
    user = factories.make_staff(elsewhere, "researcher")
    both = Reader(first, Role.OWNER, user=user)
    (threat, *_others) = parts(both)["studies"]
    assert [len(row["cells"]) for row in threat["rows"]] == [2] * len(threat["rows"])
    assert has_others(both)
    make_release(elsewhere, higher, audience="public")
    (threat, *_others) = parts(mine)["studies"]
    assert len(threat["columns"]) == 2


def test_only_the_last_round_of_another_study_stands_there(study, first):
    elsewhere = factories.make_study()
    make_release(elsewhere, audience="public")
    last = make_release(elsewhere, higher, audience="public")
    context = compare(Reader(first, None))
    (part,) = context["parts"]
    assert part["id"] == "studies"
    values = [row["cells"][1]["value"] for row in part["sections"][0]["rows"]]
    means = [m for m in means_of(last) if m.gap == "threat" and m.perceiver and m.target]
    assert sorted(values) == sorted(
        signed(m.pooled_estimate[0] if m.pooled else m.mean) for m in means
    )


def test_a_movement_is_told_by_the_release_that_has_it(first, second, monkeypatch):
    moved = [changed("rose", FIGURES | MORE, n_after=12)]
    monkeypatch.setattr(
        compare_page, "visible_changes_of", lambda release, who: moved if release == second else []
    )
    (threat, *_others) = parts(Reader(second, Role.OWNER))["rounds"]
    told = {
        (row["perceiver"], row["target"], place): cell["moved"]
        for row in threat["rows"]
        for place, cell in enumerate(row["cells"])
        if cell["moved"]
    }
    assert told == {("PRC", "Japan", 1): "answers since round 1: rose"}


def test_rounds_without_means_have_nothing_to_lay_beside_each_other(study):
    released(study)
    assert compare(Reader(released(study), Role.OWNER)) is None
