"""Roles and passwords are given on their pages, and secrets are shown once."""

import re

import pytest

from surveys.access import role_of
from surveys.models.staff import StudyRole, User
from tests import factories
from tests.html import parse

PASSWORD = "seven quiet words that nobody else says"


@pytest.fixture
def owner(client, study):
    client.force_login(factories.make_staff(study, "owner", "owner"))
    return client


def people(study):
    return f"/staff/studies/{study.slug}/people/"


def link_on(reply) -> str:
    (code,) = parse(reply).all("code")
    return code.text


def test_a_new_colleague_chooses_a_password_by_an_address_shown_once(owner, study, client):
    reply = owner.post(people(study), {"username": "kim", "role": "researcher"})
    address = re.sub(r"^https?://[^/]+", "", link_on(reply))
    assert not parse(owner.get(people(study))).all("code")
    owner.logout()
    form = client.get(address, follow=True).redirect_chain[-1][0]
    client.post(form, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    kim = User.objects.get(username="kim")
    assert kim.check_password(PASSWORD)
    assert role_of(kim, study.pk) == "researcher"
    assert "has been used" in client.get(address, follow=True).content.decode()


def test_a_weak_password_is_refused_with_the_reason(client, study):
    user = factories.make_staff(study)
    client.force_login(user)
    values = {"old_password": factories.PASSWORD, "new_password1": "a", "new_password2": "a"}
    reply = client.post("/staff/password/", values)
    assert "at least 12 characters" in str(reply.context["form"].errors)
    values |= {"new_password1": PASSWORD, "new_password2": PASSWORD}
    client.post("/staff/password/", values)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_an_account_that_is_there_gets_no_address_for_a_password(owner, study):
    someone = factories.make_staff()
    reply = owner.post(people(study), {"username": someone.username, "role": "auditor"})
    assert not parse(reply).all("code")
    assert role_of(someone, study.pk) == "auditor"


@pytest.mark.parametrize("username", ["", "two words", "a" * 151])
def test_a_name_that_no_account_can_have_is_refused(owner, study, username):
    reply = owner.post(people(study), {"username": username, "role": "auditor"})
    assert reply.status_code == 422
    assert StudyRole.objects.count() == 1


def test_a_role_is_removed_but_never_the_last_owner_s(owner, study):
    auditor = factories.make_staff(study, "auditor")
    for role in StudyRole.objects.filter(study=study.pk):
        owner.post(f"{people(study)}{role.pk}/remove/")
    assert role_of(auditor, study.pk) is None
    assert role_of(User.objects.get(username="owner"), study.pk) == "owner"


def test_the_role_of_another_study_is_not_removed_from_here(owner, study):
    other = factories.make_study()
    someone = factories.make_staff(other, "auditor")
    role = StudyRole.objects.get(user=someone)
    owner.post(f"{people(study)}{role.pk}/remove/")
    assert role_of(someone, other.pk) == "auditor"
