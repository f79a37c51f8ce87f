"""Whoever stores a name that is not plain is refused, whatever the way: nothing is stored."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction

from surveys.api_tokens import issue_api_token
from surveys.inviting import invite
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.staff import ApiToken, User
from surveys.models.study import PARTICULARS, Study
from surveys.setting_up import grant_role
from tests import factories

BAD = {"direction": "to\u202ewards", "markup": "<b>us</b>", "filler": "us\u3164"}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_name_is_stored_in_no_way(study, bad):
    ways = [
        lambda: Study.objects.create(slug="x", title={"en": bad}),
        lambda: Study.objects.bulk_create([Study(slug="x", title={"en": "x"}, host=bad)]),
        lambda: Round.objects.filter(study=study).update(title={"en": bad}),
        lambda: issue_api_token(user=factories.make_staff(), study=study.pk, name=bad, by="x"),
    ]
    factories.make_round(study, state="draft")
    for store in ways:
        with pytest.raises(ValidationError), transaction.atomic():
            store()
    assert not Study.objects.filter(slug="x").exists()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("field", PARTICULARS)
def test_who_stands_behind_a_study_is_named_plainly(study, field):
    setattr(study, field, BAD["direction"])
    with pytest.raises(ValidationError):
        study.save()


def test_somebody_invited_is_named_plainly(draft_round):
    with pytest.raises(ValidationError):
        invite(round=draft_round, seat="participant", side="PRC", by="x", label=BAD["direction"])
    assert not Invitation.objects.exists()


def test_an_account_is_named_plainly_so_that_none_looks_like_another(study):
    with pytest.raises(ValidationError):
        grant_role(study=study, username="wang\u3164", role="auditor", by="x")
    with pytest.raises(CommandError, match="cannot be seen"):
        call_command("grant_role", study.slug, "wang\u3164", "auditor")
    assert not User.objects.exists()


def test_an_account_is_found_by_its_name_in_full_width_letters_too(study):
    grant_role(study=study, username="wang", role="auditor", by="x")
    user, is_new = grant_role(study=study, username="ｗａｎｇ", role="researcher", by="x")
    assert (user.username, is_new, user.roles.get().role) == ("wang", False, "researcher")


def test_a_command_names_the_field_and_the_place(db):
    owner = factories.make_staff()
    with pytest.raises(CommandError, match=r"title_en: “<b>” \(place 1\)"):
        call_command("create_study", "x", owner=owner.username, title=["en=<b>x</b>"])
    with pytest.raises(CommandError, match=r"host: There is a character .*U\+202E, place 1"):
        call_command("create_study", "x", owner=owner.username, host="\u202ex")
