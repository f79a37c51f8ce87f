"""What no role and no link may do. What each route answers whom: tests/route_table.py."""

import uuid

import pytest

from surveys.models.audit import AnswerAudit
from surveys.models.job import Job
from surveys.models.round import Round
from tests import factories
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import of


@pytest.mark.parametrize("role", ["anonymous", "outsider", "auditor", "researcher"])
def test_who_may_not_act_changes_nothing(as_role, study, role):
    draft, round = factories.make_round(study, state="draft"), factories.make_round(study)
    client, before = as_role(role), AnswerAudit.objects.count()
    client.post(of(draft, "open/"))
    client.post(of(round, "close/"), {"sure": "on"})
    client.post(of(round, "set-aside/"))
    client.post(of(round, "try-again/"))
    assert set(Round.objects.values_list("number", "state")) == {(1, "draft"), (2, "open")}
    assert AnswerAudit.objects.count() == before
    assert not Job.objects.exists()


def test_what_one_may_not_know_looks_like_what_does_not_exist(as_role, open_round):
    client = as_role("outsider")
    for there, nowhere in (
        (of(open_round), f"/staff/rounds/{uuid.uuid4()}/"),
        ("/staff/studies/forum/", "/staff/studies/nothing/"),
    ):
        replies = [client.get(path) for path in (there, nowhere)]
        assert {reply.status_code for reply in replies} == {404}
        first, second = (
            walking.plain(reply.content).replace(path.encode(), b"")
            for reply, path in zip(replies, (there, nowhere), strict=True)
        )
        assert first == second


@pytest.mark.parametrize("act", ["open/", "close/", "set-aside/", "try-again/"])
def test_nothing_is_done_by_a_link(staff, open_round, act):
    assert staff.get(of(open_round, act)).status_code == 405
