import pytest
from django.test import Client

from surveys import api_tokens, inviting, setting_up
from surveys.act_wording import ACT_WORDS
from surveys.audit_anchors import anchor_heads
from surveys.audit_trail import entries_of
from surveys.auditing import audit_answers
from surveys.models.audit import AnswerAudit, IdentityAudit
from surveys.models.staff import StudyRole
from tests import factories
from tests.analytics.made import make_release

PAGE = "/staff/studies/forum/audit/"


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "anchors"
    return settings.AUDIT_ANCHORS


@pytest.fixture
def owner(client, study) -> Client:
    client.force_login(factories.make_staff(study, "owner", "ada"))
    return client


def text(response):
    return response.content.decode()


def acts(study):
    return {line.entry.act: line.about for line in entries_of(study)}


def test_a_study_s_entries_of_both_chains_are_listed_and_no_other_s(study):
    round = factories.make_round(study)
    deleted = factories.make_round(study, state="draft", document=factories.short())
    setting_up.delete_round(round=deleted, by="ada")
    inviting.invite(round=round, seat="participant", side="PRC", by="ada", confirmed_roll=True)
    user, _new = setting_up.grant_role(study=study, username="fay", role="researcher", by="ada")
    token = api_tokens.issue_api_token(user=user, study=study.pk, name="for R", by="fay")
    api_tokens.revoke_api_token(token=user.api_tokens.get(), by="fay")
    assert token
    setting_up.remove_role(role=StudyRole.objects.get(user=user), study=study, by="ada")
    factories.make_round(factories.make_study())
    make_release(study)
    found = acts(study)
    assert found["open_round"] == found["invite"] == "First round"
    assert found["delete_round"] == "Round 2 (deleted)"
    for act in ("grant_role", "issue_token", "revoke_token", "remove_role"):
        assert found[act] == "fay"
    assert found["publish"] == "First round"
    assert "load_instrument" not in found
    assert [line.entry.act for line in entries_of(study)].count("open_round") == 1
    assert {line.entry.act for line in entries_of(study, "invite")} == {"invite"}
    times = [line.entry.at for line in entries_of(study)]
    assert times == sorted(times, reverse=True)


def test_the_page_says_in_words_who_did_what(owner, study):
    factories.make_round(study)
    anchor_heads()
    page = text(owner.get(PAGE))
    assert "Opened the round" in page
    assert ">First round</td>" in page
    assert "<td>test</td>" in page
    assert "Yes. Every entry is as it was written" in page


def test_one_act_is_picked_out(owner, study):
    factories.make_round(study)
    setting_up.change_study(study=study, by="ada", form_fields=["languages"])
    rows = text(owner.get(PAGE, {"act": "open_round"})).partition("<tbody>")[2]
    assert "Opened the round" in rows
    assert "settings" not in rows
    assert "Changed the study’s settings" in text(owner.get(PAGE, {"act": "nonsense"}))
    assert "There is no such entry." in text(owner.get(PAGE, {"act": "widen"}))


def test_long_lists_have_pages(owner, study):
    for number in range(101):
        audit_answers(by=f"person-{number}.", act="change_study", subject=study.pk)
    first, second = text(owner.get(PAGE)), text(owner.get(PAGE, {"page": 2}))
    assert "person-100." in first
    assert "person-0." not in first
    assert "person-0." in second
    assert "person-0." in text(owner.get(PAGE, {"page": "99"}))


def test_the_page_says_what_was_removed_and_no_path(owner, study, anchors):
    factories.make_round(study)
    anchor_heads()
    AnswerAudit.objects.last().delete()
    page = text(owner.get(PAGE))
    assert "No. Entries were altered, removed or put in:" in page
    assert "Rounds and releases: Entry 2 was removed from the end." in page
    assert str(anchors) not in page


def test_the_page_says_what_cannot_be_told(owner, study):
    factories.make_round(study)
    page = text(owner.get(PAGE))
    assert "Nothing is known to be wrong, but not all can be told:" in page
    assert "No anchor tells whether entries were removed from the end." in page


@pytest.mark.parametrize(
    ("role", "status"), [("auditor", 200), ("facilitator", 404), ("researcher", 404)]
)
def test_owner_and_auditor_see_it(client, study, role, status):
    client.force_login(factories.make_staff(study, role, role))
    assert client.get(PAGE).status_code == status
    assert (PAGE in text(client.get("/staff/studies/forum/"))) == (status == 200)


def test_every_act_that_a_whole_study_brings_has_its_words(study):
    round = factories.make_round(study)
    factories.respond(round)
    factories.close(round)
    brought = set(AnswerAudit.objects.values_list("act", flat=True))
    brought |= set(IdentityAudit.objects.values_list("act", flat=True))
    assert {"open_round", "close_round", "open_envelopes", "publish", "invite"} <= brought
    assert brought - set(ACT_WORDS) == {"load_instrument"}
