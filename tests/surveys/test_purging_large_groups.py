"""A study may keep the answers of groups of a hundred and more; nobody else's."""

import datetime

import pytest
from django.utils import timezone

from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.purging import due, purge
from tests import factories


@pytest.fixture
def round(study):
    """A hundred from one side, 99 from another and a large panel of its own; long closed."""
    round = factories.make_round(study, state="draft")
    closed_on = timezone.localdate() - datetime.timedelta(days=60)
    Round.objects.filter(pk=round.pk).update(state="closed", closed_on=closed_on)
    Job.objects.create(kind="compute", argument=str(round.pk), key="compute", state="done")
    for seat, side, number in (
        ("participant", "PRC", 100),
        ("participant", "JPN", 99),
        ("assessor", "JPN", 99),
        ("assessor", "USA", 101),
    ):
        responses = Response.objects.bulk_create(
            Response(round=round, seat=seat, side=side, withdrawal_tag=f"{seat}{side}{place}")
            for place in range(number)
        )
        question = round.instrument.questions.first()
        group = side if seat == "participant" else f"panel/{side}"
        Rating.objects.bulk_create(
            Rating(
                response=r, round=round, question=question, lens="perceived", group=group, mark=1
            )
            for r in responses
        )
    round.refresh_from_db()
    return round


def left(model, *fields):
    return set(model.objects.values_list(*fields))


def test_everything_goes_unless_the_study_keeps_large_groups(round):
    assert due() == [round]
    assert purge(round=round, by="operator") == 399
    assert not Response.objects.exists()
    assert AnswerAudit.objects.get(act="purge").detail == {"responses": 399}


def test_only_large_groups_are_kept_where_the_study_says_so(round):
    Study.objects.update(keep_large_groups=True)
    assert due() == [round]
    assert purge(round=round, by="operator") == 198
    assert left(Response, "seat", "side") == {("participant", "PRC"), ("assessor", "USA")}
    assert left(Rating, "group") == {("PRC",), ("panel/USA",)}
    assert Rating.objects.count() == Response.objects.count() == 201
    assert AnswerAudit.objects.get(act="purge").detail == {"responses": 198, "kept": 201}
    assert due() == []
    assert purge(round=round, by="operator") == 0


def test_a_group_that_shrinks_below_a_hundred_is_due_again(round):
    """Somebody withdraws after the others were destroyed."""
    Study.objects.update(keep_large_groups=True)
    purge(round=round, by="operator")
    Response.objects.filter(withdrawal_tag="participantPRC7").delete()
    assert due() == [round]
    assert purge(round=round, by="operator") == 99
    assert left(Response, "side") == {("USA",)}


def test_each_level_of_a_side_is_a_group_of_its_own(round):
    """Five of a government would not be kept for the sake of a hundred of the public."""
    Study.objects.update(keep_large_groups=True)
    for level, number in (("government", 40), ("public", 60)):
        rows = Response.objects.filter(seat="participant", side="PRC", level="")[:number]
        Response.objects.filter(pk__in=[row.pk for row in rows]).update(level=level)
    assert purge(round=round, by="operator") == 298
    assert left(Response, "seat", "side") == {("assessor", "USA")}
