"""A study and its round are set up on their pages, and what cannot be is refused there."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.models.study import Study
from tests import factories
from tests.html import parse
from tests.surveys.views.setup_pages import values_on
from tests.surveys.views.staff_pages import messages_on, of
from tests.surveys.views.walking import invite

NEW_STUDY = "/staff/studies/new/"


@pytest.fixture
def founder(client, db):
    user = factories.make_staff()
    user.is_staff = True
    user.save()
    client.force_login(user)
    return client


@pytest.fixture
def owner(client, study):
    client.force_login(factories.make_staff(study, "owner"))
    return client


def test_a_study_and_its_first_round_need_nothing_typed(founder):
    factories.make_instrument()
    reply = founder.post(NEW_STUDY, values_on(founder, NEW_STUDY))
    study = Study.objects.get()
    assert reply["Location"] == f"/staff/studies/{study.slug}/rounds/new/"
    assert set(study.title) == {"en", "zh-Hans", "ja", "ko"}
    assert len(set(study.title.values())) == 4
    new_round = f"/staff/studies/{study.slug}/rounds/new/"
    reply = founder.post(new_round, values_on(founder, new_round))
    round = Round.objects.get()
    assert reply["Location"] == of(round, "invite/")
    assert (round.state, round.number, round.instrument.slug) == ("draft", 1, "welch2013")
    assert round.modules == ["impression", "predicted", "vignettes"]
    assert round.title["ko"] == "1회차"


def test_a_new_study_ends_in_two_years_unless_another_day_or_none_is_given(founder):
    offered = values_on(founder, NEW_STUDY)
    today = timezone.localdate()
    assert offered["ends_on"] == datetime.date(today.year + 2, today.month, 1)
    founder.post(NEW_STUDY, offered | {"ends_on": ""})
    assert Study.objects.get().ends_on is None


def test_what_participants_have_read_is_kept_no_longer(owner, study):
    address = f"/staff/studies/{study.slug}/settings/"
    values = values_on(owner, address) | {"ends_on": "2098-05-01", "retention_days": "40"}
    assert owner.post(address, values).status_code == 302
    factories.make_round(study)
    later = values | {"ends_on": "2098-05-02", "retention_days": "41"}
    for refused in (later, later | {"ends_on": ""}):
        reply = owner.post(address, refused)
        assert (reply.status_code, set(reply.context["form"].errors)) == (
            422,
            {"ends_on", "retention_days"},
        )
    study.refresh_from_db()
    assert (str(study.ends_on), study.retention_days) == ("2098-05-01", 40)
    assert owner.post(address, values | {"ends_on": "2098-04-30"}).status_code == 302
    assert (
        "The study ends on April 30, 2098" in parse(owner.get(f"/staff/studies/{study.slug}/")).text
    )
    study.refresh_from_db()
    study.retention_days = 41
    with pytest.raises(ValidationError):
        study.save()


def test_a_second_study_is_offered_another_short_name(founder):
    founder.post(NEW_STUDY, values_on(founder, NEW_STUDY))
    first = Study.objects.get().slug
    assert values_on(founder, NEW_STUDY)["slug"] == f"{first}-2"


@pytest.mark.parametrize("slug", ["welch 2026", "new", ""])
def test_a_short_name_that_no_address_can_have_is_refused_on_the_page(founder, slug):
    reply = founder.post(NEW_STUDY, values_on(founder, NEW_STUDY) | {"slug": slug})
    assert reply.status_code == 422
    assert reply.context["form"].errors.keys() == {"slug"}
    assert not Study.objects.exists()


def test_a_language_without_a_title_is_named(founder):
    reply = founder.post(NEW_STUDY, values_on(founder, NEW_STUDY) | {"title_ja": ""})
    assert reply.context["form"].errors == {
        "title_ja": ["People who read 日本語 need a title too."]
    }


def test_only_the_titles_of_chosen_languages_are_kept(founder):
    values = values_on(founder, NEW_STUDY) | {"languages": ["en", "ko"], "title_ja": ""}
    founder.post(NEW_STUDY, values)
    assert set(Study.objects.get().title) == {"en", "ko"}


def test_who_stands_behind_the_study_is_read_before_beginning(owner, study, client):
    settings = f"/staff/studies/{study.slug}/settings/"
    owner.post(settings, values_on(owner, settings) | {"host": "Institute of Another City"})
    round = factories.make_round(study)
    terms = parse(client.get(invite(round))).one("dl")
    assert [(d.one("dt").text, d.one("dd").text) for d in terms.all("div")] == [
        ("Host", "Institute of Another City")
    ]


def test_the_short_name_of_a_study_stays(owner, study):
    settings = f"/staff/studies/{study.slug}/settings/"
    owner.post(settings, values_on(owner, settings) | {"slug": "another"})
    assert Study.objects.get().slug == study.slug


def test_a_study_without_rounds_is_deleted_after_a_question(owner, study):
    assert owner.get(f"/staff/studies/{study.slug}/delete/").status_code == 200
    assert Study.objects.exists()
    owner.post(f"/staff/studies/{study.slug}/delete/")
    assert not Study.objects.exists()


def test_a_module_without_words_in_the_questionnaire_is_named(owner, study, monkeypatch):
    factories.make_round(study)
    new_round = f"/staff/studies/{study.slug}/rounds/new/"
    values = values_on(owner, new_round) | {"modules": ["predicted", "avowed"]}
    monkeypatch.setattr("surveys.setup_forms.available_modules", lambda document: ("predicted",))
    reply = owner.post(new_round, values)
    (message,) = reply.context["form"].errors["modules"]
    assert "the other sides’ concern should be" in message


def test_a_draft_is_changed_and_an_opened_round_says_why_not(staff, study):
    draft, opened = factories.make_round(study, state="draft"), factories.make_round(study)
    values = values_on(staff, of(draft, "settings/")) | {"title_en": "Renamed"}
    staff.post(of(draft, "settings/"), values)
    assert Round.objects.get(pk=draft.pk).title["en"] == "Renamed"
    staff.post(of(opened, "settings/"), values)
    assert Round.objects.get(pk=opened.pk).title["en"] != "Renamed"
    assert messages_on(staff, opened) == [
        "The round’s settings are saved.",
        "This round has been opened: its settings stay, and it cannot be deleted.",
    ]


def test_deleting_a_draft_says_how_many_links_lead_nowhere_then(staff, study):
    draft = factories.make_round(study, state="draft")
    for _ in range(2):
        invite(draft)
    page = parse(staff.get(of(draft, "delete/"))).one("main")
    assert "2 invitations, whose links then lead nowhere." in page.text
    staff.post(of(draft, "delete/"))
    assert not Round.objects.exists()
    assert not Invitation.objects.exists()


def test_an_opened_round_is_not_deleted(staff, open_round):
    staff.post(of(open_round, "delete/"))
    assert Round.objects.filter(pk=open_round.pk).exists()


# --- How long it takes ---------------------------------------------------------------------------


def totals(page):
    """The last row of each table: a participant's, then an assessor's."""
    return [[cell.text for cell in foot.all("td")] for foot in page.all("tfoot")]


def test_the_settings_say_what_each_module_costs_before_anything_is_saved(owner, study):
    factories.make_instrument()
    page = parse(owner.get(f"/staff/studies/{study.slug}/rounds/new/"))
    avowed = page.one("input", name="modules", value="avowed")
    note = page.one("span", id=avowed["aria-describedby"])
    assert note.text == "A participant: marks 18, taps 18, pages 1, minutes 1.8–3.2."
    assert totals(page)[0][:2] == ["51", "57"]


def test_what_was_chosen_is_reckoned_with_when_the_form_comes_back(owner, study):
    factories.make_instrument()
    address = f"/staff/studies/{study.slug}/rounds/new/"
    values = values_on(owner, address) | {"title_en": "", "modules": ["own_concerns"]}
    reply = owner.post(address, values)
    assert reply.status_code == 422
    page = parse(reply)
    assert totals(page)[0] == ["24", "24", "9", "2", "6.9–17.7"]
    assert "more than the 15" in page.text
    assert owner.post(address, values | {"instrument": "none"}).status_code == 422


def test_the_page_of_a_draft_says_how_long_it_takes(owner, study):
    round = factories.make_round(study, state="draft", modules=["predicted"], asks_threats=False)
    page = parse(owner.get(of(round)))
    assert totals(page)[0][0] == "36"
    assert "more than the 15" not in page.text
    for address in (of(round, "settings/"), of(round, "test/")):
        assert totals(parse(owner.get(address))) == totals(page)
