import pytest
from django.http import Http404

from analytics.models import Release
from analytics.release.queries import blocks_of, cells_of, find_release, releases_of
from analytics.release.rows import BlockRow, CellRow
from surveys.access import Role
from tests.analytics.made import blocks_for, feared, make_release


@pytest.fixture
def release(study):
    return make_release(study)


def test_rows_come_back_as_they_went_in(release):
    written = blocks_for(release.round, feared)
    key = lambda row: (row.position, row.lens)  # noqa: E731
    assert blocks_of(release) == sorted(written, key=key)
    assert all(isinstance(row, BlockRow) for row in blocks_of(release))
    cells = cells_of(release)
    assert all(isinstance(row, CellRow) for row in cells)
    assert [cell.position for cell in cells] == sorted({cell.position for cell in cells})
    assert cells[0].key == "PRC>JPN:military"


def test_rows_are_of_one_release(release, study):
    make_release(study)
    assert (len(blocks_of(release)), len(cells_of(release))) == (182, 91)


def test_reading_rows_is_one_query_each(release, django_assert_num_queries):
    with django_assert_num_queries(2):
        blocks_of(release), cells_of(release)


def test_a_release_is_found_by_its_id_or_its_round(release, facilitator):
    assert find_release(facilitator, pk=release.pk)[0] == release
    assert find_release(facilitator, round=release.round_id)[0] == release


def test_what_is_not_there_and_what_may_not_be_seen_are_alike(release, outsider, researcher):
    faults = []
    for user, pk in (
        (outsider, release.pk),
        (researcher, release.pk),
        (outsider, release.round_id),
    ):
        with pytest.raises(Http404) as fault:
            find_release(user, pk=pk)
        faults.append(str(fault.value))
    assert len(set(faults)) == 1


def test_the_questionnaire_text_is_not_fetched_with_a_release(release, facilitator):
    found, _role = find_release(facilitator, pk=release.pk)
    assert "content" in found.round.instrument.get_deferred_fields()
    assert "wrapped_private_key" in found.round.get_deferred_fields()


def test_releases_of_a_study_are_those_the_role_may_read(study):
    make_release(study)
    public = make_release(study, audience="public")
    researchers = make_release(study, audience="researchers")
    make_release(study, audience="room")
    assert releases_of(study.pk, Role.RESEARCHER) == [public, researchers]
    assert len(releases_of(study.pk, Role.AUDITOR)) == Release.objects.count() == 4
