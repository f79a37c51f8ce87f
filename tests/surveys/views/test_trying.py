"""A questionnaire is tried on the real pages, and nothing of it stays."""

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import reverse

from surveys import facilitating, inviting, responding, sealing, trying
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.models.trial import TrialDraft
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import of
from tests.surveys.views.trial_walks import LANDING, TEST, answers_to, begin, walk

SEATS = [("participant", "PRC"), ("assessor", "USA")]
MODULES = ["impression", "predicted", "own_concerns", "about", "trend"]
LINK = re.compile(r'(?:href|action)="(/[^"#?]*)')
RIBBON = "Test: nothing is kept"


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft", modules=MODULES)


def everything_stored() -> dict[str, list[tuple]]:
    """Every row of every table of both databases, but those of tests."""
    return {
        model._meta.label: sorted(map(repr, model._default_manager.values_list()))
        for model in apps.get_models(include_auto_created=True)
        if model is not TrialDraft and not model._meta.proxy
    }


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
    (question,) = (name for name in chosen if re.fullmatch(r"q\d+", name))
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
