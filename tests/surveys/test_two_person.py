from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from analytics.models import Release
from analytics.release.audience import widen
from surveys import setting_up, two_person
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.pending_act import PendingAct
from surveys.models.round import Round
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study
from surveys.two_person import (
    NotEntitledError,
    NotPendingError,
    OutdatedError,
    SecondPersonError,
    TooFewPeopleError,
    ask,
    confirm,
    pending_acts,
    refuse,
    switch_rule,
)
from tests import factories
from tests.analytics.made import make_release


@pytest.fixture
def study(db):
    """A study with the rule, run by ada, bea and cem; dee only reads it."""
    study = factories.make_study(slug="forum")
    for name, role in (("ada", "owner"), ("bea", "facilitator"), ("cem", "facilitator")):
        factories.make_staff(study, role, name)
    factories.make_staff(study, "researcher", "dee")
    switch_rule(study=study, on=True, by="ada")
    study.refresh_from_db()
    return study


def asked(act, by="ada"):
    """Whoever does an act is told that a second person has to confirm it, and asks."""
    with pytest.raises(SecondPersonError) as needed:
        act()
    return ask(request=needed.value.request, by=by)


def last(chain=AnswerAudit):
    entry = chain.objects.last()
    return entry.actor, entry.act, entry.detail


def delete(round, by):
    return lambda: setting_up.delete_round(round=round, by=by)


# --- Asking and confirming ------------------------------------------------------------------------


def test_one_person_asks_and_another_confirms(study):
    round = factories.make_round(study, state="draft")
    pending = asked(delete(round, "ada"))
    about = {"of": "delete_round", "study": str(study.pk)}
    assert last() == ("ada", "ask", about)
    assert Round.objects.filter(pk=round.pk).exists()
    assert confirm(pending=pending, by="bea") == ""
    assert not Round.objects.filter(pk=round.pk).exists()
    detail = {"study": str(study.pk), "number": 1, "asked_by": "ada"}
    assert last() == ("bea", "delete_round", detail)
    assert not pending_acts(study.pk)


def test_nobody_confirms_what_they_asked_for(study):
    round = factories.make_round(study, state="draft")
    pending = asked(delete(round, "ada"))
    with pytest.raises(SecondPersonError):
        confirm(pending=pending, by="ada")
    asked(delete(round, "ada"))
    assert pending_acts(study.pk).count() == 1
    assert AnswerAudit.objects.filter(act="ask").count() == 1


def test_doing_what_somebody_else_asked_for_confirms_it(study):
    round = factories.make_round(study, state="draft")
    asked(delete(round, "ada"))
    delete(round, "cem")()
    assert not Round.objects.filter(pk=round.pk).exists()


def test_a_request_is_for_one_act_upon_one_thing(study):
    release = make_release(study)
    other = factories.make_round(study, state="draft")
    asked(lambda: widen(release=release, to="sides", by="ada"))
    for act in (lambda: widen(release=release, to="room", by="bea"), delete(other, "bea")):
        with pytest.raises(SecondPersonError):
            act()
    widen(release=release, to="sides", by="bea")
    assert Release.objects.get().audience == "sides"
    assert last()[2] == {"before": "held", "after": "sides", "asked_by": "ada"}


def test_a_confirmed_widening_is_done_once(study):
    release = make_release(study)
    pending = asked(lambda: widen(release=release, to="room", by="ada"))
    confirm(pending=pending, by="bea")
    assert Release.objects.get().audience == "room"
    with pytest.raises(NotPendingError):
        confirm(pending=pending, by="cem")


def test_a_request_expires_after_seven_days(study):
    round = factories.make_round(study, state="draft")
    pending = asked(delete(round, "ada"))
    almost = timezone.now() - timedelta(days=7) + timedelta(minutes=1)
    PendingAct.objects.update(asked_at=almost)
    assert two_person.forget_expired() == 0
    assert pending_acts(study.pk).count() == 1
    PendingAct.objects.update(asked_at=timezone.now() - timedelta(days=7))
    with pytest.raises(NotPendingError):
        confirm(pending=pending, by="bea")
    with pytest.raises(SecondPersonError):
        delete(round, "bea")()
    assert two_person.forget_expired() == 1


@pytest.mark.parametrize("by", ["ada", "bea"])
def test_a_request_is_taken_back_or_refused(study, by):
    round = factories.make_round(study, state="draft")
    pending = asked(delete(round, "ada"))
    refuse(pending=pending, by=by)
    assert last() == (by, "refuse", {"of": "delete_round", "study": str(study.pk)})
    for act in (refuse, confirm):
        with pytest.raises(NotPendingError):
            act(pending=pending, by="bea")


@pytest.mark.parametrize("by", ["dee", "eve", "operator"])
def test_only_those_who_run_the_study_ask_and_confirm(study, by):
    round = factories.make_round(study, state="draft")
    with pytest.raises(NotEntitledError):
        delete(round, by)()
    pending = asked(delete(round, "ada"))
    with pytest.raises(NotEntitledError):
        confirm(pending=pending, by=by)
    request = two_person.Request(study.pk, "delete_round", str(round.pk), {})
    with pytest.raises(NotEntitledError):
        ask(request=request, by=by)


@pytest.mark.parametrize("change", ["no role", "a lesser role", "inactive"])
def test_a_request_counts_while_who_asked_runs_the_study(study, change):
    round = factories.make_round(study, state="draft")
    asked(delete(round, "cem"), by="cem")
    roles = StudyRole.objects.filter(user__username="cem")
    if change == "no role":
        roles.delete()
    elif change == "a lesser role":
        roles.update(role="researcher")
    else:
        User.objects.filter(username="cem").update(is_active=False)
    with pytest.raises(SecondPersonError):
        delete(round, "bea")()


def test_what_has_changed_meanwhile_is_not_done(study):
    round = factories.make_round(study, state="draft")
    deleting = asked(delete(round, "ada"))
    release = make_release(study)
    widening = asked(lambda: widen(release=release, to="sides", by="ada"))
    Round.objects.filter(pk=round.pk).update(
        state="open", public_key=b"k", wrapped_private_key=b"k"
    )
    Release.objects.update(audience="room")
    for pending in (deleting, widening):
        with pytest.raises(OutdatedError):
            confirm(pending=pending, by="bea")
    assert Round.objects.filter(pk=round.pk).exists()


def test_a_study_without_the_rule_needs_nobody(db):
    study = factories.make_study()
    round = factories.make_round(study, state="draft")
    delete(round, "anybody")()
    assert "asked_by" not in last()[2]


def test_a_study_is_deleted_by_two(study):
    pending = asked(lambda: setting_up.delete_study(study=study, by="ada"))
    assert Study.objects.filter(pk=study.pk).exists()
    confirm(pending=pending, by="bea")
    assert not Study.objects.filter(pk=study.pk).exists()
    assert last()[2]["asked_by"] == "ada"


# --- Who runs a study with the rule ---------------------------------------------------------------


def grant(study, name, role, by):
    return lambda: setting_up.grant_role(study=study, username=name, role=role, by=by)


@pytest.mark.parametrize("role", ["owner", "facilitator"])
def test_nobody_makes_their_own_second_person(study, role):
    pending = asked(grant(study, "straw", role, "ada"))
    assert not User.objects.filter(username="straw").exists()
    path = confirm(pending=pending, by="bea")
    assert path.startswith("/staff/password/")
    assert StudyRole.objects.get(user__username="straw").role == role
    assert last(IdentityAudit)[2]["asked_by"] == "ada"


@pytest.mark.parametrize("role", ["researcher", "auditor"])
def test_roles_that_do_not_run_a_study_need_one_person(study, role):
    grant(study, "fay", role, "ada")()
    assert StudyRole.objects.get(user__username="fay").role == role


def test_two_people_are_always_left(study):
    def role(name):
        return StudyRole.objects.get(user__username=name)

    setting_up.remove_role(role=role("cem"), study=study, by="ada")
    with pytest.raises(TooFewPeopleError):
        setting_up.remove_role(role=role("bea"), study=study, by="ada")
    with pytest.raises(TooFewPeopleError):
        grant(study, "bea", "researcher", "ada")()
    setting_up.remove_role(role=role("dee"), study=study, by="ada")
    assert two_person.people_who_run(study.pk) == {"ada", "bea"}


@pytest.mark.parametrize("second", [None, "researcher", "inactive"])
def test_one_person_alone_cannot_begin_the_rule(db, second):
    study = factories.make_study()
    factories.make_staff(study, "owner", "ada")
    if second:
        role = "facilitator" if second == "inactive" else second
        other = factories.make_staff(study, role, "bea")
        User.objects.filter(pk=other.pk).update(is_active=second != "inactive")
    with pytest.raises(TooFewPeopleError):
        switch_rule(study=study, on=True, by="ada")
    study.refresh_from_db()
    assert not study.two_person_rule


def test_beginning_and_ending_the_rule_is_audited_and_ending_needs_two(study):
    assert last() == ("ada", "begin_two_person_rule", {})
    pending = asked(lambda: switch_rule(study=study, on=False, by="ada"))
    study.refresh_from_db()
    assert study.two_person_rule
    confirm(pending=pending, by="bea")
    study.refresh_from_db()
    assert not study.two_person_rule
    assert last() == ("bea", "end_two_person_rule", {"asked_by": "ada"})
    switch_rule(study=study, on=False, by="ada")
    assert last()[0] == "bea", "what is so already is not done again"


# --- Commands -------------------------------------------------------------------------------------


def refused(*arguments):
    with pytest.raises(CommandError) as refusal:
        call_command(*arguments)
    return str(refusal.value)


def test_commands_need_two_people_as_well(study):
    round = factories.make_round(study, state="draft")
    command = ["delete_round", str(round.pk), "--yes"]
    assert "operator is not one of those who run it. Name one with --by" in refused(*command)
    assert "Asked in the name of ada; somebody else" in refused(*command, "--by", "ada")
    assert Round.objects.filter(pk=round.pk).exists()
    call_command(*command, "--by", "bea")
    assert not Round.objects.filter(pk=round.pk).exists()
    acted_for = IdentityAudit.objects.filter(act="act_for").values_list("actor", "detail")
    assert list(acted_for) == [
        ("operator", {"person": name, "of": "delete_round"}) for name in ("ada", "bea")
    ]


def test_commands_give_and_take_roles_under_the_rule(study):
    granting = ["grant_role", "forum", "fay", "owner"]
    refused(*granting, "--by", "ada")
    call_command(*granting, "--by", "cem")
    assert StudyRole.objects.get(user__username="fay").role == "owner"
    for name in ("fay", "cem"):
        call_command("remove_role", "forum", name)
    assert "fewer than two people would run it" in refused("remove_role", "forum", "bea")
    deleting = ["delete_study", "forum", "--yes", "--by"]
    assert "Nothing was done yet" in refused(*deleting, "ada")
    call_command(*deleting, "bea")
    assert not Study.objects.exists()
