"""Studies, drafts of rounds and roles are made, changed and deleted; nothing else goes."""

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from surveys import inviting, setting_up
from surveys.access import role_of
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from surveys.models.round import Round
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study
from surveys.setting_up import LastOwnerError, NotADraftError, StudyHasRoundsError
from tests import factories


def new_study(slug="welch-2026"):
    return Study(slug=slug, title={"en": "Threats"}, languages=["en"])


# --- Studies -------------------------------------------------------------------------------------


def test_who_makes_a_study_owns_it(db):
    owner = factories.make_staff()
    study = setting_up.create_study(study=new_study(), owner=owner)
    assert role_of(owner, study.pk) == "owner"
    assert IdentityAudit.objects.get(act="create_study").detail == {"slug": "welch-2026"}


@pytest.mark.parametrize("slug", ["welch 2026", "Erhebung/1", "威尔奇", "", "new"])
def test_a_slug_that_no_address_can_have_is_refused_whoever_saves_it(db, slug):
    with pytest.raises(ValidationError):
        new_study(slug).save()
    assert not Study.objects.exists()


def test_a_study_whose_owner_cannot_be_written_is_not_left_behind(db):
    owner = factories.make_staff()
    owner.pk = None
    with pytest.raises(ValueError, match="unsaved related object"):
        setting_up.create_study(study=new_study(), owner=owner)
    assert not Study.objects.exists()


def test_changes_of_a_study_are_audited_by_the_names_of_the_fields(study):
    study.host = "Institute of Another City"
    setting_up.change_study(study=study, by="owner", form_fields=["host"])
    assert Study.objects.get(pk=study.pk).host == "Institute of Another City"
    assert AnswerAudit.objects.get(act="change_study").detail == {"changed": ["host"]}


def test_only_a_study_without_rounds_is_deleted_and_its_roles_with_it(study):
    factories.make_staff(study, "owner")
    round = factories.make_round(study, state="draft")
    with pytest.raises(StudyHasRoundsError):
        setting_up.delete_study(study=study, by="owner")
    round.delete()
    setting_up.delete_study(study=study, by="owner")
    assert not Study.objects.exists()
    assert not StudyRole.objects.exists()


# --- Rounds --------------------------------------------------------------------------------------


def test_a_round_is_a_draft_under_the_next_number(study):
    first = factories.make_round(study)
    factories.make_round(study, state="draft")
    next_one = Round(
        study=study, instrument=first.instrument, title={"en": "Next"}, languages=["en"]
    )
    made = setting_up.create_round(round=next_one, by="facilitator")
    assert (made.number, made.state, made.simulated) == (3, "draft", study.simulated)


def test_a_draft_is_changed_and_an_open_round_is_not(study):
    draft, opened = factories.make_round(study, state="draft"), factories.make_round(study)
    values = {"title": {"en": "Renamed"}, "modules": ["avowed"]}
    setting_up.change_round(round=draft, by="facilitator", values=values)
    with pytest.raises(NotADraftError):
        setting_up.change_round(round=opened, by="facilitator", values=values)
    draft.refresh_from_db()
    opened.refresh_from_db()
    assert (draft.title, draft.modules) == ({"en": "Renamed"}, ["avowed"])
    assert opened.title != {"en": "Renamed"}


def test_a_deleted_draft_takes_its_own_invitations_along_and_no_others(study):
    draft, opened = factories.make_round(study, state="draft"), factories.make_round(study)
    for round in (draft, draft, opened):
        invited = inviting.invite(round=round, seat="participant", side="PRC", by="facilitator")
        Mail.objects.create(invitation=invited[0], address="wang@example.org", language="en")
    with pytest.raises(NotADraftError):
        setting_up.delete_round(round=opened, by="facilitator")
    assert setting_up.delete_round(round=draft, by="facilitator") == 2
    assert [one.round for one in Invitation.objects.all()] == [opened.pk]
    assert [mail.invitation.round for mail in Mail.objects.all()] == [opened.pk]


# --- People --------------------------------------------------------------------------------------


def test_a_new_account_has_no_password_until_its_holder_chooses_one(study):
    user, is_new = setting_up.grant_role(study=study, username="kim", role="auditor", by="owner")
    assert (is_new, user.has_usable_password()) == (True, False)
    assert role_of(user, study.pk) == "auditor"


def test_an_account_that_is_there_gets_the_role_in_place_of_an_earlier_one(study):
    someone = factories.make_staff(study, "researcher")
    password = someone.password
    user, is_new = setting_up.grant_role(
        study=study, username=someone.username, role="facilitator", by="owner"
    )
    assert (user.pk, is_new, user.password) == (someone.pk, False, password)
    assert role_of(user, study.pk) == "facilitator"


def test_a_study_keeps_an_owner(study):
    owner = factories.make_staff(study, "owner")
    role = StudyRole.objects.get(user=owner)
    with pytest.raises(LastOwnerError):
        setting_up.grant_role(study=study, username=owner.username, role="auditor", by="owner")
    with pytest.raises(LastOwnerError):
        setting_up.remove_role(role=role, study=study, by="owner")
    factories.make_staff(study, "owner")
    setting_up.remove_role(role=role, study=study, by="owner")
    assert role_of(owner, study.pk) is None


@pytest.mark.parametrize("options", [[], ["--may-set-up-studies"]])
def test_the_command_prints_an_address_at_which_a_password_is_chosen(db, capsys, client, options):
    call_command("add_account", "kim", *options)
    kim = User.objects.get(username="kim")
    assert (kim.is_staff, kim.has_usable_password()) == (bool(options), False)
    address = capsys.readouterr().out.split()[-1]
    path = address.removeprefix(settings.BASE_URL)
    page = client.get(path, follow=True)
    assert {"new_password1", "new_password2"} == set(page.context["form"].fields)


def test_an_account_that_is_there_keeps_its_password_and_its_rights(db):
    call_command("add_account", "kim", "--may-set-up-studies")
    User.objects.update(password="kept")
    call_command("add_account", "kim")
    assert User.objects.values_list("password", "is_staff").get() == ("kept", True)


def test_a_name_that_no_account_can_have_is_refused(db):
    with pytest.raises(CommandError, match="Enter a valid username"):
        call_command("add_account", "two words")
    assert not User.objects.exists()


def test_an_address_of_an_account_is_set_by_the_command_and_kept(db):
    call_command("add_account", "kim", "--address", "kim@example.org")
    call_command("add_account", "kim")
    assert User.objects.get().email == "kim@example.org"
    with pytest.raises(CommandError, match="valid email"):
        call_command("add_account", "lee", "--address", "lee")
    assert User.objects.count() == 1
