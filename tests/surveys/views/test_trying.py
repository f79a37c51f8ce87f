"""A questionnaire is tried on the real pages, and nothing of it stays."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys import facilitating, inviting, responding, sealing, trial_drafts, trying
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.models.trial import TrialDraft
from surveys.tasks import purge
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import SIGN_IN, of

TEST = "/staff/test/answer/"
LANDING = "/staff/test/begin/test/"
SEATS = [("participant", "PRC"), ("assessor", "USA")]
MODULES = ["impression", "predicted", "own_concerns", "about", "trend"]
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')
RIBBON = "Test: nothing is kept"


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft", modules=MODULES)


def begin(client: Client, round: Round, seat: str = "participant", side: str = "PRC"):
    reply = client.post(of(round, "test/"), {"seat": f"{seat}-{side}", "language": "en"})
    assert walking.to(reply) == (302, LANDING)
    return reply


def everything_stored() -> dict[str, list[tuple]]:
    """Every row of every table of both databases, but those of tests."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model is not TrialDraft and not model._meta.proxy
    }


def walk(client: Client) -> list:
    """Answer every page as it comes, review and submit; returns every reply that is a page."""
    replies, place = [], TEST
    for _step in range(40):
        reply = client.get(place)
        if reply.status_code == 302:
            place = reply["Location"]
            continue
        replies.append(reply)
        if place.endswith("/sent/"):
            return replies
        page = parse(reply)
        posted = {"sure": "on"} if place.endswith("/review/") else answers_to(page)
        saved = client.post(place, posted)
        assert saved.status_code == 302, (place, saved.content.decode()[:3000])
        place = saved["Location"]
    raise AssertionError("the walk did not end")


def answers_to(page) -> dict[str, str]:
    """The first answer to every question of a page, and a text in every place."""
    radios = {
        radio["name"]: radio["value"]
        for radio in reversed(page.all("input", type="radio"))
        if radio["value"]
    }
    texts = {area["name"]: "Something of my own" for area in page.all("textarea")}
    return walking.fields(page) | radios | texts


@pytest.mark.parametrize(("seat", "side"), SEATS)
def test_a_whole_walk_leaves_no_row_anywhere(staff, draft, seat, side):
    factories.make_round(draft.study)
    before = everything_stored()
    begin(staff, draft, seat, side)
    assert everything_stored() == before
    replies = walk(staff)
    assert everything_stored() == before
    assert "Your answers are sealed" in replies[-1].content.decode()
    (trial,) = TrialDraft.objects.all()
    assert trial.draft is None
    assert bytes(trial.sealed) == b""
    assert walking.to(staff.post("/staff/test/end/")) == (302, "/staff/")
    assert not TrialDraft.objects.exists()
    assert everything_stored() == before


def test_every_page_says_that_it_is_a_test_and_leads_to_none_of_a_participant(staff, draft):
    begin(staff, draft)
    replies = walk(staff)
    # The impression, one's own words, five more pages, the review and the confirmation.
    assert len(replies) == 9
    for reply in replies:
        text = reply.content.decode()
        page = parse(reply)
        assert page.one("title").text.startswith(f"{RIBBON} · ")
        assert RIBBON in page.one("aside").text
        assert text.index(RIBBON, text.index("<body")) < text.index("site-header")
        assert "no-store" in reply["Cache-Control"]
        others = {link for link in LINK.findall(text) if not link.startswith("/static/")}
        assert others <= {
            "/", "/language/", "/accessibility/", "/staff/test/end/", "/staff/test/withdraw/",
            *(link for link in others if link.startswith(TEST)),
        }  # fmt: skip


def test_what_was_answered_is_read_again_until_it_is_submitted(staff, draft):
    begin(staff, draft)
    place = staff.get(TEST)["Location"]
    page = parse(staff.get(place))
    chosen = answers_to(page)
    staff.post(place, chosen)
    (question,) = (name for name in chosen if name.startswith("q"))
    assert walking.fields(parse(staff.get(place)))[question] == chosen[question]
    assert "Something of my own" not in staff.get(f"{TEST}review/").content.decode()
    walk(staff)
    assert walking.to(staff.get(place))[1] == f"{TEST}sent/"


def test_answers_may_be_replaced_and_the_second_draft_dropped(staff, draft):
    begin(staff, draft)
    walk(staff)
    assert walking.to(staff.post(f"{TEST}again/")) == (302, TEST)
    assert staff.get(f"{TEST}1/").status_code == 200
    assert staff.get(f"{TEST}keep/").status_code == 200
    assert walking.to(staff.post(f"{TEST}keep/")) == (302, TEST)
    assert walking.to(staff.get(TEST)) == (302, f"{TEST}sent/")
    assert walking.to(staff.get("/staff/test/withdraw/")) == (302, f"{TEST}sent/")


def test_a_mark_is_saved_by_the_script_and_leads_on_in_the_test(staff, draft):
    begin(staff, draft)
    fields = answers_to(parse(staff.get(f"{TEST}1/")))
    saved = staff.post(f"{TEST}1/", fields, headers={"Accept": "application/json"})
    assert saved.json()["next"].startswith(TEST)


@pytest.mark.parametrize("language", walking.LANGUAGES)
def test_it_begins_in_the_language_that_was_chosen(staff, draft, language):
    tag = {"zh-hans": "zh-Hans"}.get(language, language)
    staff.post(of(draft, "test/"), {"seat": "participant-JPN", "language": tag})
    assert staff.cookies["cs2_language"].value == language
    assert f'<html lang="{tag}"'.encode() in staff.get(f"{TEST}1/").content


def test_a_page_drawn_for_a_test_is_not_shown_to_a_participant_nor_the_other_way_round(
    staff, open_round
):
    there = factories.make_round(open_round.study, state="draft", modules=[])
    participant = Client()
    walking.begin(participant, open_round)
    begin(staff, there)
    for _time in range(2):
        real, tried = participant.get("/answer/1/"), staff.get(f"{TEST}1/")
        assert RIBBON not in real.content.decode()
        assert 'action="/answer/1/"' in real.content.decode()
        assert RIBBON in tried.content.decode()
        assert f'action="{TEST}1/"' in tried.content.decode()
    assert reverse("page", args=[1]) == "/answer/1/"


# --- What is read before the first question ------------------------------------------------------


def test_promises_and_code_are_read_as_participants_of_the_round_would(staff, study):
    round = factories.make_round(study, state="draft", widest_audience="public")
    before = everything_stored()
    begin(staff, round)
    landing = staff.get(LANDING)
    text = landing.content.decode()
    assert "The published counts may be shown to everybody." in text
    assert f'action="{LANDING}code/"' in text
    assert RIBBON in text
    refused = staff.post(f"{LANDING}code/", {"offer": landing.context["offer"]})
    assert refused.status_code == 422
    assert "Please say that you agree" in refused.content.decode()
    shown = staff.post(f"{LANDING}code/", {"offer": landing.context["offer"], "agreed": "on"})
    assert sealing.normal_code(shown.context["grouped"]) == code_of(staff)
    assert f'action="{LANDING}kept/"' in shown.content.decode()
    offer = {"offer": shown.context["offer"]}
    assert staff.post(f"{LANDING}kept/", offer).status_code == 422
    korean = staff.post(f"{LANDING}kept/", offer | {"language": "ko"})
    assert b'<html lang="ko"' in korean.content
    assert walking.to(staff.post(f"{LANDING}kept/", offer | {"kept": "on"})) == (302, TEST)
    assert everything_stored() == before


def test_pages_that_are_posted_to_lead_back_to_the_promises(staff, draft):
    begin(staff, draft)
    for page in ("code/", "kept/"):
        assert walking.to(staff.get(f"{LANDING}{page}")) == (302, LANDING)


def test_a_round_that_was_opened_meanwhile_shows_its_questions_alone(staff, draft):
    begin(staff, draft)
    walking.put_in("closed")
    assert walking.to(staff.get(LANDING)) == (302, TEST)


# --- Never a round's -----------------------------------------------------------------------------


def test_what_is_tried_can_be_opened_as_no_rounds(staff, draft, open_round):
    code = begin_and_code(staff, draft)
    staff.post(f"{TEST}1/", answers_to(parse(staff.get(f"{TEST}1/"))))
    (trial,) = TrialDraft.objects.all()
    locked = bytes(trial.draft)
    assert sealing.unlock_draft(locked, code=code, round_id=str(trial.pk))["answers"]
    for round in (draft, open_round):
        with pytest.raises(sealing.UnreadableError):
            sealing.unlock_draft(locked, code=code, round_id=str(round.pk))
        with pytest.raises(sealing.UnreadableError):
            sealing.unseal(locked, private_key=sealing.new_key_pair()[1])
    assert responding.holder_by_code(code=code) is None
    assert not Envelope.objects.exists()


def test_nobody_is_counted(staff, draft):
    begin(staff, draft)
    walk(staff)
    assert facilitating.submitted(draft) == {}
    assert not inviting.invitation_counts(draft)
    assert "Nobody has been invited yet." in staff.get(of(draft)).content.decode()


def begin_and_code(client: Client, round: Round) -> str:
    begin(client, round)
    return code_of(client)


def code_of(client: Client) -> str:
    cookie = client.cookies[trying.cookie_name()].value
    return sealing.unlock_cookie(cookie, secret_key=settings.SECRET_KEY)["code"]


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
    before = [session.get_decoded() for session in Session.objects.all()]
    begin(staff, draft)
    walk(staff)
    assert [session.get_decoded() for session in Session.objects.all()] == before
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
    assert walking.to(reply) == (302, "/staff/instruments/welch2013/2/test/")


def test_a_round_whose_questionnaire_lacks_words_is_not_tried(staff, draft):
    Round.objects.filter(pk=draft.pk).update(modules=["nothing"])
    assert walking.to(staff.get(of(draft, "test/"))) == (302, of(draft))


def test_a_draft_leads_to_its_test_and_an_open_round_does_not(staff, draft, open_round):
    assert of(draft, "test/") in staff.get(of(draft)).content.decode()
    assert of(open_round, "test/") not in staff.get(of(open_round)).content.decode()
