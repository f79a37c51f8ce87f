"""A change is of two releases: whoever may not read both does not see it, nor a link to it."""

import pytest

from analytics.models import Release
from analytics.release.audience import widen
from analytics.release.queries import blocks_of, visible_changes_of
from analytics.web.access import Reader
from analytics.web.pages.heatmap import related_pages
from surveys.access import Role
from tests import factories
from tests.analytics.answered import released, status
from tests.analytics.made import SERIOUS, block_row
from tests.analytics.web.changed import DOWN, FELL, FEW, ROSE, SITUATION, STEADY, changed


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture
def first(study):
    return released(study)


@pytest.fixture
def release(study, first):
    return released(study, changes=[SITUATION, STEADY, FEW, FELL, ROSE])


def test_a_change_is_shown_to_those_who_may_read_both_releases(client, study, researcher, release):
    wide = widen(release=release, to="researchers", by="test")
    client.force_login(researcher)
    assert status(client, "heatmap", wide) == 200
    assert status(client, "change", wide) == 404
    assert visible_changes_of(wide, Role.RESEARCHER) == []
    earlier = Release.objects.get(round__study=study, round__number=1)
    widen(release=earlier, to="room", by="test")
    assert visible_changes_of(wide, Role.RESEARCHER) == []
    widen(release=Release.objects.get(pk=earlier.pk), to="researchers", by="test")
    assert len(visible_changes_of(wide, Role.RESEARCHER)) == 5
    assert status(client, "change", wide) == 200


@pytest.mark.parametrize(
    ("role", "seen"), [(Role.OWNER, 5), (Role.FACILITATOR, 5), (Role.AUDITOR, 5), (None, 0)]
)
def test_staff_see_the_changes_of_what_is_held(release, role, seen):
    assert len(visible_changes_of(release, role)) == seen


def test_another_studys_round_of_the_same_number_opens_nothing(release, study, first):
    other = factories.make_study()
    released(other, audience="public")
    assert visible_changes_of(release, Role.RESEARCHER) == []


def test_only_the_changes_since_a_readable_round_are_shown(study, first):
    released(study, audience="public")
    third = released(
        study, changes=[ROSE, changed("fell", DOWN, round_before=2, item="political", position=3)]
    )
    assert [row.round_before for row in visible_changes_of(third, Role.RESEARCHER)] == [2]
    assert [row.round_before for row in visible_changes_of(third, Role.OWNER)] == [1, 2]


def test_changes_are_two_queries(release, django_assert_num_queries):
    with django_assert_num_queries(2):
        visible_changes_of(release, Role.OWNER)


@pytest.mark.parametrize(
    ("role", "seen"), [("facilitator", 200), ("auditor", 200), ("researcher", 404)]
)
def test_who_sees_what_is_held(client, study, release, role, seen):
    client.force_login(factories.make_staff(study, role))
    assert status(client, "change", release) == seen


def test_outsiders_do_not_see_it(client, outsider, release):
    assert status(client, "change", release) == 302
    client.force_login(outsider)
    assert status(client, "change", release) == 404


# --- Links to it ---------------------------------------------------------------------------------


def links(release, role=Role.OWNER):
    """All but the pages of briefs, of files and of the catalogue, which every release has."""
    *pages, briefs, files, entry = [
        link["url"].split("/")[-2]
        for link in related_pages(Reader(release, role), blocks_of(release))
    ]
    assert (briefs, files, entry) == ("briefs", "files", str(release.pk))
    return pages


def test_only_pages_that_are_there_are_linked_to(study, first, release):
    situation = {"perceiver": "", "target": "", "item_kind": "vignette", "lens": "anchored"}
    impression = {"item_kind": "impression", "lens": "first", "position": 2}
    assert links(first) == []
    assert links(release) == ["change"]
    assert links(released(study, [block_row(SERIOUS)])) == []
    both = [block_row(SERIOUS, **situation), block_row(SERIOUS, **impression)]
    assert links(released(study, both, [ROSE])) == ["impressions", "vignettes", "change"]


def test_no_link_leads_to_what_may_not_be_read(release):
    assert links(release, Role.RESEARCHER) == []


def test_every_link_leads_somewhere(staff, release):
    for link in related_pages(Reader(release, Role.FACILITATOR), blocks_of(release)):
        assert staff.get(link["url"]).status_code == 200
