"""Who is invited by name stands on a page, with a new link or none any more after a question."""

import pytest
from django.test import Client

from surveys import inviting
from surveys.models.invitation import Invitation
from surveys.models.mail import Mail
from tests import factories
from tests.html import parse
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import of

WANG = {"seat": "participant", "side": "PRC", "name": "Professor Wang"}


def messages(reply):
    return [p.text for p in parse(reply).one("main").all("p") if "notice" in (p.get("class") or "")]


def invite(round, label="Professor Wang"):
    return inviting.invite(round=round, seat="participant", side="PRC", label=label, by="ada")[1]


@pytest.fixture
def draft(study):
    return factories.make_round(study, state="draft")


def post(staff, round, act, **fields):
    return staff.post(of(round, "invited/"), WANG | {"act": act} | fields, follow=True)


def test_the_page_is_the_same_whoever_has_begun(staff, open_round):
    """Of four people; two begin, and get new links, and the page does not change by a byte."""
    people = {f"P{n}": invite(open_round, f"P{n}") for n in range(4)}
    invite(open_round, "")

    def page():
        return walking.plain(staff.get(of(open_round, "invited/")).content)

    before = page()
    assert "P3" in before.decode()
    assert str(Invitation.objects.first().pk) not in before.decode()
    walking.begin_by(Client(), f"/i/{people['P1']}/")
    assert page() == before
    revoked = []
    for name in ("P1", "P2"):
        fields = {**WANG, "name": name, "act": "revoke", "sure": "on"}
        reply = staff.post(of(open_round, "invited/"), fields, follow=True)
        revoked.append([text.replace(name, "") for text in messages(reply)])
    assert revoked[0] == revoked[1] == ["The link of  is revoked, if it was not used."]
    assert page() == before


def test_a_question_comes_before_a_link_is_revoked(staff, draft):
    invite(draft)
    question = post(staff, draft, "revoke")
    assert "Revoke the link of Professor Wang?" in parse(question).one("h1").text
    assert Invitation.objects.get().state == "unused"
    post(staff, draft, "revoke", sure="on")
    assert Invitation.objects.get().state == "revoked"


def test_a_new_link_is_shown_once_before_the_round_opens(staff, draft, client):
    old = invite(draft)
    assert parse(post(staff, draft, "show")).one("h1").text == "A new link for Professor Wang?"
    (code,) = parse(post(staff, draft, "show", sure="on")).all("code")
    token = code.text.rstrip("/").rpartition("/")[2]
    assert inviting.is_usable(inviting.find_invitation(token))
    assert not inviting.is_usable(inviting.find_invitation(old))
    page = parse(staff.get(of(draft, "invited/")))
    assert not page.all("code")


def test_a_new_link_of_an_open_round_is_mailed_and_never_shown(staff, open_round):
    invite(open_round)
    assert 'value="show"' not in staff.get(of(open_round, "invited/")).content.decode()
    (refused,) = messages(post(staff, open_round, "show", sure="on"))
    assert "goes by mail and is not shown" in refused
    asked = post(staff, open_round, "mail")
    assert asked.context["form"]["address"].value() == ""
    wrong = post(staff, open_round, "mail", sure="on", address="wang@", language="en")
    assert wrong.status_code == 422
    done = post(staff, open_round, "mail", sure="on", address="w@x.example", language="zh-Hans")
    assert messages(done) == ["A new link is on its way to Professor Wang."]
    mail = Mail.objects.get()
    assert (mail.address, mail.language, mail.state) == ("w@x.example", "zh-Hans", "queued")
    again = post(staff, open_round, "mail")
    assert again.context["form"]["address"].value() == "w@x.example"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": "Somebody"}, "Nobody, or more than one, is invited by this name here."),
        ({"name": ""}, "Nothing was done: please use the buttons beside a name."),
        ({"act": "tell"}, "Nothing was done: please use the buttons beside a name."),
    ],
)
def test_what_cannot_be_done_is_said(staff, open_round, fields, said):
    invite(open_round)
    for sure in ({}, {"sure": "on", "address": "a@x.example", "language": "en"}):
        assert said in messages(post(staff, open_round, **{"act": "mail", **fields, **sure}))


def test_a_round_that_is_over_and_a_server_without_mail_do_nothing(staff, open_round, settings):
    invite(open_round)
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert messages(post(staff, open_round, "mail")) == [
        "This server sends no mail. Its operator can set that up."
    ]
    factories.close(open_round)
    assert messages(post(staff, open_round, "revoke", sure="on")) == [
        "This round takes no more answers, so that no link leads in."
    ]
    assert 'value="revoke"' not in staff.get(of(open_round, "invited/")).content.decode()


@pytest.mark.parametrize("role", ["anonymous", "outsider", "auditor", "researcher"])
def test_who_does_not_run_the_study_revokes_nothing(as_role, draft, role):
    invite(draft)
    reply = as_role(role).post(of(draft, "invited/"), WANG | {"act": "revoke", "sure": "on"})
    assert reply.status_code == (302 if role == "anonymous" else 404)
    assert Invitation.objects.get().state == "unused"
