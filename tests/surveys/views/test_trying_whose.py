"""Whose a test of a questionnaire is, until when, and what can be tried."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from surveys import trial_drafts, trying
from surveys.models.round import Round
from surveys.models.sign_in import StaffSession
from surveys.models.trial import TrialDraft
from surveys.tasks import purge
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import SIGN_IN, of
from tests.surveys.views.trial_walks import TEST, answers_to, begin, walk


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft", modules=["impression", "predicted"])


# --- Whose it is, and until when -----------------------------------------------------------------


def test_only_the_session_that_began_reads_it(staff, draft, as_role):
    begin(staff, draft)
    colleague = as_role("owner")
    colleague.cookies[trying.cookie_name()] = staff.cookies[trying.cookie_name()].value
    assert walking.to(colleague.get(f"{TEST}1/")) == (302, "/staff/")
    anonymous = Client()
    anonymous.cookies[trying.cookie_name()] = staff.cookies[trying.cookie_name()].value
    reply = anonymous.get(f"{TEST}1/")
    assert reply["Location"].startswith(SIGN_IN)
    del staff.cookies[trying.cookie_name()]
    assert walking.to(staff.get(f"{TEST}1/")) == (302, "/staff/")


def test_the_session_itself_holds_nothing_of_it(staff, draft):
    before = [session.get_decoded() for session in StaffSession.objects.all()]
    begin(staff, draft)
    walk(staff)
    assert [session.get_decoded() for session in StaffSession.objects.all()] == before
    (trial,) = TrialDraft.objects.all()
    assert staff.session.session_key not in trial.session


def test_it_is_over_within_a_day_and_then_erased(staff, draft):
    begin(staff, draft)
    assert timedelta(days=1) > trial_drafts.LASTS
    purge()
    assert TrialDraft.objects.count() == 1
    TrialDraft.objects.update(expires_at=timezone.now())
    assert walking.to(staff.get(f"{TEST}1/")) == (302, "/staff/")
    assert walking.to(staff.post(f"{TEST}1/", {"q1": "3"})) == (302, "/staff/")
    purge()
    assert not TrialDraft.objects.exists()


def test_a_page_left_open_beyond_the_end_saves_nothing(staff, draft):
    begin(staff, draft)
    fields = answers_to(parse(staff.get(f"{TEST}1/")))
    staff.post("/staff/test/end/")
    assert walking.to(staff.post(f"{TEST}1/", fields)) == (302, "/staff/")
    assert "There is no test here any more" in staff.get("/staff/").content.decode()


# --- What can be tried ---------------------------------------------------------------------------


def test_a_version_is_tried_without_any_round(staff, instrument):
    place = f"/staff/instruments/{instrument.slug}/{instrument.version}/test/"
    assert "Begin the test" in staff.get(place).content.decode()
    chosen = {"seat": "participant-ROK", "language": "ko", "modules": ["trend", "avowed"]}
    assert walking.to(staff.post(place, chosen)) == (302, TEST)
    (trial,) = TrialDraft.objects.all()
    assert (trial.study, trial.modules, trial.asks_threats) == (None, ["trend", "avowed"], False)
    walking.speak(staff, "en")
    assert len(walk(staff)) == 5


@pytest.mark.parametrize(
    "chosen",
    [{}, {"seat": "participant-PRK", "language": "en"}, {"seat": "participant-PRC"},
     {"seat": "participant-PRC", "language": "de"}],
)  # fmt: skip
def test_a_choice_that_is_not_in_order_begins_nothing(staff, draft, chosen):
    assert staff.post(of(draft, "test/"), chosen).status_code == 422
    assert not TrialDraft.objects.exists()


def test_of_an_opened_round_only_the_questionnaire_is_tried(staff, open_round):
    reply = staff.get(of(open_round, "test/"))
    assert walking.to(reply) == (302, "/staff/instruments/welch2013/4/test/")


def test_a_round_whose_questionnaire_lacks_words_is_not_tried(staff, draft):
    Round.objects.filter(pk=draft.pk).update(modules=["nothing"])
    assert walking.to(staff.get(of(draft, "test/"))) == (302, of(draft))


def test_a_draft_leads_to_its_test_and_an_open_round_does_not(staff, draft, open_round):
    assert of(draft, "test/") in staff.get(of(draft)).content.decode()
    assert of(open_round, "test/") not in staff.get(of(open_round)).content.decode()
