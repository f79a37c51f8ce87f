import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from surveys.access import (
    READS,
    RUNS,
    find_round,
    find_study,
    may_read_questionnaires,
    role_of,
    studies_of,
)
from surveys.models.staff import ApiToken
from tests import factories

ROLES = ("owner", "facilitator", "researcher", "auditor")


def token_of(user, study, days=1) -> ApiToken:
    return ApiToken.objects.create(
        user=user,
        study=study,
        name="t",
        digest=uuid.uuid4().hex,
        scopes=["metadata"],
        expires_on=timezone.localdate() + timedelta(days=days),
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_role_holds_in_its_own_study_only(study, role):
    user = factories.make_staff(study, role)
    assert role_of(user, study.pk) == role
    assert role_of(user, factories.make_study().pk) is None
    assert find_study(user, study.slug, READS) == (study, role)


def test_who_may_run_a_study():
    assert {role.value for role in RUNS} == {"owner", "facilitator"}
    assert {role.value for role in READS} == set(ROLES)


@pytest.mark.parametrize(("role", "may"), [(role, role in RUNS) for role in ROLES])
def test_what_a_role_may_not_do_is_404(study, role, may):
    user = factories.make_staff(study, role)
    round = factories.make_round(study, state="draft")
    if may:
        assert find_study(user, study.slug, RUNS) == (study, role)
        assert find_round(user, round.pk, RUNS) == (round, role)
    else:
        with pytest.raises(Http404):
            find_study(user, study.slug, RUNS)
        with pytest.raises(Http404):
            find_round(user, round.pk, RUNS)


def test_what_is_hidden_is_not_fetched(study, facilitator, django_assert_num_queries):
    """So that a missing study or round takes the same time as one of others."""
    other = factories.make_study()
    hidden = factories.make_round(other, state="draft")
    for slug, round in ((other.slug, hidden.pk), ("missing", uuid.uuid4())):
        with (
            django_assert_num_queries(1, using="identity"),
            django_assert_num_queries(1, using="default") as asked,
            pytest.raises(Http404),
        ):
            find_study(facilitator, slug, READS)
        assert "study" in asked.captured_queries[0]["sql"]
        with (
            django_assert_num_queries(1, using="identity"),
            django_assert_num_queries(1, using="default"),
            pytest.raises(Http404),
        ):
            find_round(facilitator, round, READS)


def test_strangers_and_inactive_users_hold_no_role(study, facilitator):
    assert role_of(None, study.pk) is None
    assert role_of(AnonymousUser(), study.pk) is None
    facilitator.is_active = False
    assert role_of(facilitator, study.pk) is None
    with pytest.raises(Http404):
        find_study(AnonymousUser(), study.slug, READS)


def test_being_a_superuser_opens_no_study(study):
    user = factories.make_staff()
    user.is_superuser = user.is_staff = True
    user.save()
    assert role_of(user, study.pk) is None
    assert studies_of(user) == []


@pytest.mark.parametrize(("days", "held"), [(1, True), (0, True), (-1, False)])
def test_a_token_is_good_until_and_on_its_last_day(study, researcher, days, held):
    token = token_of(researcher, study.pk, days)
    assert (role_of(researcher, study.pk, token) is not None) is held


def test_a_token_opens_its_own_study_only_and_never_more_than_its_owner_may(study, researcher):
    other = factories.make_study()
    researcher.roles.create(study=other.pk, role="owner")
    token = token_of(researcher, study.pk)
    assert role_of(researcher, study.pk, token) == "researcher"
    assert role_of(researcher, other.pk) == "owner"
    assert role_of(researcher, other.pk, token) is None
    with pytest.raises(Http404):
        find_study(researcher, study.slug, RUNS, token)
    assert set(studies_of(researcher)) == {study.pk, other.pk}
    assert studies_of(researcher, token) == [study.pk]
    with pytest.raises(Http404):
        find_study(researcher, other.slug, READS, token)
    stray = token_of(researcher, uuid.uuid4())
    assert studies_of(researcher, stray) == []


def test_taking_a_role_away_shuts_its_tokens_too(study, researcher):
    token = token_of(researcher, study.pk)
    researcher.roles.all().delete()
    assert role_of(researcher, study.pk, token) is None


def test_a_token_is_no_use_to_another_user(study, researcher, facilitator):
    token = token_of(researcher, study.pk)
    assert role_of(facilitator, study.pk, token) is None
    assert studies_of(facilitator, token) == []


@pytest.mark.parametrize(
    ("role", "may"),
    [("owner", True), ("facilitator", True), ("researcher", False), ("auditor", False)],
)
def test_who_runs_any_study_may_read_every_questionnaire(study, role, may):
    assert may_read_questionnaires(factories.make_staff(study, role)) == may


def test_who_may_set_up_studies_reads_questionnaires_and_nobody_inactive_does(study, facilitator):
    operator = factories.make_staff()
    operator.is_staff = True
    assert may_read_questionnaires(operator)
    for user in (operator, facilitator):
        user.is_active = False
        assert not may_read_questionnaires(user)
    assert not may_read_questionnaires(AnonymousUser())
