"""A seminar goes from step to step, and nothing of it can be done twice or in the wrong order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from surveys import tasks
from surveys.audit_trail import entries_of
from surveys.instruments.builder import from_content
from surveys.instruments.loader import FrozenInstrumentError, load_instrument
from surveys.models.audit import AnswerAudit
from surveys.models.scrub_due import ScrubDue
from surveys.models.seminar import Seminar, SeminarSeat
from surveys.seminars import running
from surveys.seminars.running import (
    AlmostSamePeopleError,
    MovedOnError,
    NobodyJoinedError,
    TargetsError,
)
from tests import factories
from tests.surveys.seminars import SESSION, act, counted, given, joined, make_seminar, opened

pytestmark = pytest.mark.django_db


def test_a_new_seminar_can_be_joined_and_is_audited():
    seminar = make_seminar()
    assert (seminar.state, seminar.step, len(seminar.join_code)) == ("joining", 0, 10)
    entry = AnswerAudit.objects.get(act="create_seminar")
    assert (entry.actor, entry.subject) == ("facilitator", str(seminar.pk))
    assert [line.about for line in entries_of(seminar.study, "create_seminar")] == ["Seminar"]


def test_it_goes_from_step_to_step_and_shows_counts_only_when_told():
    seminar = make_seminar()
    seats = joined(seminar, 5)
    opened(seminar)
    assert (seminar.state, seminar.step) == ("open", 1)
    given(seminar, seats, [3, 3, 3, 4, 4])
    counted(seminar)
    assert (seminar.state, seminar.public_key) == ("counted", b"")
    act(running.show_counts, seminar)
    assert seminar.state == "shown"
    opened(seminar, {"JPN": "PRC"})
    assert (seminar.state, seminar.step, seminar.targets) == ("open", 2, {"JPN": "PRC"})


@pytest.mark.parametrize(
    ("state", "refused"),
    [("joining", "show_counts"), ("open", "open_step"), ("open", "show_counts")],
)
def test_an_act_out_of_order_does_nothing(state, refused):
    seminar = make_seminar()
    joined(seminar, 1)
    if state == "open":
        opened(seminar)
    before = Seminar.objects.values().get(pk=seminar.pk)
    with pytest.raises(MovedOnError):
        act(getattr(running, refused), seminar)
    assert Seminar.objects.values().get(pk=seminar.pk) == before


def test_of_two_who_act_at_once_only_one_does():
    seminar = make_seminar()
    joined(seminar, 1)
    number = seminar.number
    opened(seminar)
    counted(seminar)
    with pytest.raises(MovedOnError):
        running.open_step(seminar=seminar, number=number, **SESSION)
    seminar.refresh_from_db()
    assert (seminar.state, seminar.step) == ("counted", 1)


def test_nothing_is_asked_of_nobody():
    with pytest.raises(NobodyJoinedError):
        opened(make_seminar())


def test_the_first_concern_needs_a_target_of_each_side_that_has_joined():
    seminar = make_seminar(sides=("JPN", "ROK", "USA"))
    joined(seminar, 1)
    joined(seminar, 1, "ROK")
    counted(opened(seminar))
    for targets in (None, {"JPN": "PRC"}, {"JPN": "PRC", "ROK": "ROK"}):
        with pytest.raises(TargetsError):
            opened(seminar, targets)
    opened(seminar, {"JPN": "PRC", "ROK": "JPN", "USA": "PRC"})
    assert seminar.targets == {"JPN": "PRC", "ROK": "JPN"}


def test_the_last_step_is_followed_by_none():
    seminar = make_seminar()
    joined(seminar, 1)
    for _ in range(8):
        counted(opened(seminar, {"JPN": "PRC"}))
    assert seminar.step == 8
    with pytest.raises(MovedOnError):
        opened(seminar)


def test_going_back_to_joining_erases_the_answers_given_so_far():
    seminar = make_seminar()
    seats = joined(seminar, 2)
    given(opened(seminar), seats, [3, 4])
    act(running.admit_again, seminar)
    assert (seminar.state, seminar.step, seminar.wrapped_private_key) == ("joining", 0, b"")
    assert not SeminarSeat.objects.exclude(sealed=None).exists()
    joined(seminar, 1)
    counted(opened(seminar))
    with pytest.raises(MovedOnError):
        act(running.admit_again, seminar)


def test_another_browser_takes_over_with_its_first_act_and_that_is_audited():
    seminar = make_seminar()
    joined(seminar, 1)
    opened(seminar)
    assert not AnswerAudit.objects.filter(act="take_over_seminar").exists()
    running.admit_again(seminar=seminar, number=seminar.number, session_key="phone", by="other")
    seminar.refresh_from_db()
    assert running.is_run_from(seminar, "phone")
    assert not running.is_run_from(seminar, "laptop")
    entry = AnswerAudit.objects.get(act="take_over_seminar")
    assert (entry.actor, entry.subject) == ("other", str(seminar.pk))


def test_when_it_ends_everything_but_the_counts_is_erased():
    seminar = make_seminar()
    seats = joined(seminar, 5)
    counted(opened(seminar))
    opened(seminar, {"JPN": "PRC"})
    given(seminar, seats, [3] * 5)
    act(running.end_seminar, seminar)
    assert (seminar.state, seminar.join_code, seminar.run_from) == ("ended", "", "")
    assert (seminar.public_key, seminar.wrapped_private_key) == (b"", b"")
    assert not SeminarSeat.objects.exists()
    assert ScrubDue.objects.filter(name="seminars").exists()
    assert [count.step for count in seminar.counts.all()] == [1]
    with pytest.raises(MovedOnError):
        act(running.end_seminar, seminar)


def test_one_that_nobody_ends_is_ended_by_a_worker_within_a_day():
    seminar, fresh = make_seminar(), make_seminar()
    joined(seminar, 3)
    old = timezone.now() - timedelta(hours=13)
    Seminar.objects.filter(pk=seminar.pk).update(created_at=old)
    tasks.purge()
    assert running.end_abandoned() == 0
    seminar.refresh_from_db()
    fresh.refresh_from_db()
    assert (seminar.state, fresh.state) == ("ended", "joining")
    assert not SeminarSeat.objects.exists()


# --- Almost the same people ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "differs"), [(8, False), (9, True), (12, True), (13, False), (4, False)]
)
def test_one_to_four_people_more_or_fewer_than_before_must_be_confirmed(people, differs):
    study = factories.make_study()
    earlier = make_seminar(study)
    joined(earlier, 8)
    counted(opened(earlier))
    later = make_seminar(study)
    joined(later, people)
    if not differs:
        opened(later)
        return
    with pytest.raises(AlmostSamePeopleError) as refusal:
        opened(later)
    assert refusal.value.sides == ["JPN"]
    opened(later, confirmed=True)
    assert later.state == "open"
    entry = AnswerAudit.objects.get(act="begin_seminar", subject=str(later.pk))
    assert entry.detail["confirmed_sides"] == ["JPN"]


def test_where_two_colleagues_are_withstood_nobody_can_confirm_it():
    study = factories.make_study()
    factories.make_round(study, state="draft", withstands=2)
    joined(earlier := make_seminar(study), 8)
    counted(opened(earlier))
    later = make_seminar(study)
    joined(later, 9)
    with pytest.raises(AlmostSamePeopleError):
        opened(later, confirmed=True)
    later.refresh_from_db()
    assert later.state == "joining"


def test_people_of_other_sides_and_studies_are_not_compared():
    joined(other := make_seminar(), 8)
    counted(opened(other))
    study = factories.make_study()
    joined(first := make_seminar(study), 8)
    counted(opened(first))
    later = make_seminar(study, sides=("ROK",))
    joined(later, 9, "ROK")
    assert running.almost_the_same(later) == []


def test_it_withstands_as_many_as_the_last_round_of_the_study():
    study = factories.make_study()
    factories.make_round(study, state="draft", withstands=2)
    assert make_seminar(study).withstands == 2
    assert make_seminar().withstands == 1


def test_a_version_of_a_questionnaire_that_a_seminar_uses_is_not_replaced():
    seminar = make_seminar()
    content = factories.welch().content
    changed = from_content({**content, "concerns": content["concerns"][:5]})
    with pytest.raises(FrozenInstrumentError):
        load_instrument(changed, by="test")
    Seminar.objects.filter(pk=seminar.pk).delete()
    assert load_instrument(changed, by="test").pk == seminar.instrument_id
