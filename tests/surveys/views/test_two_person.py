import pytest
from django.test import Client
from django.urls import reverse

from analytics.models import Release
from surveys.models.pending_act import PendingAct
from surveys.models.round import Round
from surveys.models.staff import StudyRole
from surveys.models.study import Study
from surveys.two_person import switch_rule
from tests import factories
from tests.analytics.made import make_release

PAGE = "/staff/studies/forum/two-person-rule/"


@pytest.fixture
def people(study):
    """The browsers of an owner and of a facilitator, in a study with the rule."""
    browsers = {}
    for name, role in (("ada", "owner"), ("bea", "facilitator")):
        browsers[name] = Client()
        browsers[name].force_login(factories.make_staff(study, role, name))
    switch_rule(study=study, on=True, by="ada")
    return browsers


def confirm(browser, act="confirm"):
    pending = PendingAct.objects.get()
    return browser.post(f"{PAGE}{pending.pk}/{act}/", follow=True)


def text(response):
    return response.content.decode()


def test_deleting_a_round_leads_to_the_page_where_another_confirms(people, study):
    round = factories.make_round(study, state="draft")
    response = people["ada"].post(f"/staff/rounds/{round.pk}/delete/", follow=True)
    assert response.redirect_chain == [(PAGE, 302)]
    assert "Nothing was done yet" in text(response)
    assert "Delete the round “First round”" in text(response)
    assert "Take back" in text(response)
    assert "Confirm" not in text(response)
    assert "1 act waits for a second person" in text(people["bea"].get("/staff/studies/forum/"))
    assert "Somebody else has to confirm" in text(confirm(people["ada"]))
    assert Round.objects.filter(pk=round.pk).exists()
    assert "Confirm" in text(people["bea"].get(PAGE))
    assert "Confirmed and done" in text(confirm(people["bea"]))
    assert not Round.objects.filter(pk=round.pk).exists()


def test_widening_waits_for_another(people, study):
    release = make_release(study)
    response = people["bea"].post(
        reverse("widen_audience", args=[release.pk]),
        {"to": "room", "understood": "on"},
        follow=True,
    )
    assert "Widen the audience of “First round” to: all participants" in text(response)
    assert Release.objects.get().audience == "held"
    confirm(people["ada"])
    assert Release.objects.get().audience == "room"


def test_a_new_colleague_needs_two_and_their_address_is_shown_to_who_confirms(people):
    asking = {"username": "cem", "role": "facilitator"}
    response = people["ada"].post("/staff/studies/forum/people/", asking, follow=True)
    assert "Give cem a role: Facilitator" in text(response)
    assert "/staff/password/" not in text(response).replace("/staff/password/change", "")
    response = confirm(people["bea"])
    assert StudyRole.objects.get(user__username="cem").role == "facilitator"
    assert "It works once, for three days" in text(response)
    assert "http://testserver/staff/password/" in text(response)


def test_two_people_are_left(people, study):
    role = StudyRole.objects.get(user__username="bea")
    response = people["ada"].post(f"/staff/studies/forum/people/{role.pk}/remove/", follow=True)
    assert "at least two people must run the study" in text(response)
    asking = {"username": "bea", "role": "auditor"}
    response = people["ada"].post("/staff/studies/forum/people/", asking)
    assert response.status_code == 422
    assert "at least two people must run the study" in text(response)
    role.refresh_from_db()
    assert role.role == "facilitator"


def test_the_study_is_deleted_by_two(people):
    people["ada"].post("/staff/studies/forum/delete/")
    response = confirm(people["bea"])
    assert response.redirect_chain[-1][0] == "/staff/"
    assert not Study.objects.exists()


def test_a_request_is_refused_or_gone(people, study):
    round = factories.make_round(study, state="draft")
    people["ada"].post(f"/staff/rounds/{round.pk}/delete/")
    pending = PendingAct.objects.get()
    assert "nothing was done" in text(confirm(people["bea"], "refuse"))
    for act in ("confirm", "refuse"):
        response = people["bea"].post(f"{PAGE}{pending.pk}/{act}/", follow=True)
        assert "does not wait any more" in text(response)
    assert Round.objects.filter(pk=round.pk).exists()


def test_a_request_of_another_study_is_not_found_here(people, study, outsider):
    elsewhere = factories.make_study(slug="elsewhere")
    for name in ("bea", "ada"):
        StudyRole.objects.create(
            study=elsewhere.pk, role="owner", user=StudyRole.objects.get(user__username=name).user
        )
    round = factories.make_round(study, state="draft")
    people["ada"].post(f"/staff/rounds/{round.pk}/delete/")
    pending = PendingAct.objects.get()
    people["bea"].post(f"/staff/studies/elsewhere/two-person-rule/{pending.pk}/confirm/")
    assert Round.objects.filter(pk=round.pk).exists()


def test_the_rule_begins_with_one_and_ends_with_two(people, study):
    assert "The rule holds in this study." in text(people["ada"].get(PAGE))
    response = people["ada"].post(f"{PAGE}switch/", {"on": "no"}, follow=True)
    assert "End the two-person rule" in text(response)
    confirm(people["bea"])
    assert "This study does not have the rule." in text(people["ada"].get(PAGE))
    response = people["ada"].post(f"{PAGE}switch/", {"on": "yes"}, follow=True)
    assert "The two-person rule holds now." in text(response)
    assert people["bea"].post(f"{PAGE}switch/", {"on": "no"}).status_code == 404


def test_one_person_is_told_why_the_rule_cannot_begin(client, study):
    client.force_login(factories.make_staff(study, "owner", "ada"))
    response = client.post(f"{PAGE}switch/", {"on": "yes"}, follow=True)
    assert "Only one person runs this study." in text(response)


def test_an_auditor_sees_what_waits_and_confirms_nothing(people, study, client):
    round = factories.make_round(study, state="draft")
    people["ada"].post(f"/staff/rounds/{round.pk}/delete/")
    client.force_login(factories.make_staff(study, "auditor", "dee"))
    page = text(client.get(PAGE))
    assert "Delete the round" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
