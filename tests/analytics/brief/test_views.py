"""The pages of briefs: who reads them, in which languages, and what becomes of worded questions."""

import re

import pytest
from django.apps import apps
from django.urls import reverse

from analytics.brief import views
from analytics.brief.forms import LONGEST_QUESTION
from analytics.brief.sheet import TooLongError
from analytics.models import Release
from analytics.release.audience import widen
from analytics.web.links import token_of
from surveys.fonts import FontMissingError
from surveys.models.job import Job
from surveys.models.sign_in import StaffSession
from tests import factories
from tests.analytics.brief.reading_back import pages_of, squeezed, text_of
from tests.html import parse

ENDS = ("PRC", "JPN")
ONE_OF_STAFF = ("owner", "facilitator", "auditor", "researcher")


def url(release, name="release-brief", *, query="", ends=ENDS):
    arguments = [release.pk, *(ends if name in ("release-brief", "release-brief-pdf") else ())]
    return reverse(name, args=arguments) + query


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def headings(page):
    return [heading.text for heading in page.all("h3")]


# --- Access --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ONE_OF_STAFF)
@pytest.mark.parametrize("name", ["release-brief", "release-brief-pdf", "release-briefs"])
def test_a_role_reads_briefs_from_the_stage_at_which_it_reads_the_dyad(
    client, study, full, role, name, monkeypatch
):
    monkeypatch.setattr(views, "pdf_of", lambda briefs: b"%PDF")
    client.force_login(factories.make_staff(study, role))
    dyad = client.get(reverse("dyad", args=[full.pk, *ENDS])).status_code
    assert dyad == (404 if role == "researcher" else 200)
    assert client.get(url(full, name)).status_code == dyad
    widen(release=full, to="researchers", by="test")
    assert client.get(url(full, name)).status_code == 200


def test_outsiders_read_the_page_alone_and_only_when_everybody_may(client, full):
    outsider = factories.make_staff(factories.make_study(), "owner")
    client.force_login(outsider)
    names = ("release-brief", "release-brief-pdf", "release-briefs", "release-briefs-zip")
    assert [client.get(url(full, name)).status_code for name in names] == [404] * 4
    widen(release=full, to="public", by="test")
    assert [client.get(url(full, name)).status_code for name in names] == [200, 404, 404, 404]
    client.logout()
    assert [client.get(url(full, name)).status_code for name in names] == [200, 302, 302, 302]
    assert client.post(url(full)).status_code == 302
    assert client.post(url(full, "release-briefs")).status_code == 302
    assert not Job.objects.filter(kind="briefs").exists()


def test_the_bearer_of_a_link_reads_the_brief_as_the_dyad_and_words_nothing(client, full):
    for side, audience, status in (("", "held", 404), ("JPN", "sides", 404), ("", "room", 200),
                                   ("JPN", "room", 200)):  # fmt: skip
        if audience != Release.objects.get(pk=full.pk).audience:
            widen(release=full, to=audience, by="test")
        address = f"/r/{token_of(full.pk, side)}/PRC-JPN/"
        assert client.get(address).status_code == status
        answer = client.get(f"{address}brief/?language=ja&beside=en")
        assert answer.status_code == status
        assert client.post(f"{address}brief/").status_code == 405
    page = parse(answer)
    assert not page.all("textarea")
    # A link is a key, and a printed brief lies on tables.
    assert token_of(full.pk, "JPN") not in page.one("div", **{"class": "brief brief-of-two"}).text
    assert not [a for div in page.all("div", lang="en") for a in div.all("a")]
    assert "/staff/" not in answer.content.decode()
    assert ".pdf" not in answer.content.decode()
    assert client.get(f"{address}brief.pdf").status_code == 404


@pytest.mark.parametrize("ends", [("PRC", "PRC"), ("PRC", "XXX"), ("XXX", "YYY")])
@pytest.mark.parametrize("name", ["release-brief", "release-brief-pdf"])
def test_no_such_dyad(staff, full, name, ends):
    assert staff.get(url(full, name, ends=ends)).status_code == 404


# --- Languages -----------------------------------------------------------------------------------


def test_the_brief_is_in_the_pages_language_or_in_those_asked_for(staff, full):
    staff.cookies["cs2_language"] = "ja"
    page = parse(staff.get(url(full)))
    assert "特に話し合う価値のあるギャップ" in headings(page)
    page = parse(staff.get(url(full, query="?language=ko&beside=en")))
    assert headings(page)[:2] == ["가장 논의할 만한 격차", "Most worth talking about"]
    parts = [part for part in page.all("div") if part.get("lang")]
    assert [part["lang"] for part in parts] == ["ko", "en"] * (len(parts) // 2)
    same = parse(staff.get(url(full, query="?language=ko&beside=ko")))
    assert "Most worth talking about" not in headings(same)


@pytest.mark.parametrize("query", ["?language=xx", "?language=en&beside=%00", "?beside=fr"])
def test_an_unknown_language_is_named_and_nothing_is_lost(staff, full, query):
    answer = staff.get(url(full, query=query))
    assert answer.status_code == 422
    assert "Please choose one of these languages." in parse(answer).text
    assert "Most worth talking about" in headings(parse(answer))
    assert staff.get(url(full, "release-brief-pdf", query=query)).status_code == 422
    assert staff.get(url(full, "release-briefs", query=query)).status_code == 422


# --- Questions in one's own words ----------------------------------------------------------------

OWN = {"en-1": "What  would\nreassure you?", "en-2": "", "ko-1": "무엇이 필요합니까?"}


def test_worded_questions_stand_on_the_page_and_nowhere_else(staff, full):
    before = rows()
    page = parse(staff.post(url(full, query="?language=en&beside=ko"), OWN))
    listed = [[item.text for item in ol.all("li")] for ol in page.all("ol")]
    assert listed == [["What would reassure you?"], ["무엇이 필요합니까?"]]
    assert rows() == before
    assert "reassure" not in str(dict(staff.session))
    assert "reassure" not in staff.get(url(full)).content.decode()


def rows():
    """How many rows each table has, but for what a session keeps of signing in."""
    return {
        model: model.objects.count() for model in apps.get_models() if model is not StaffSession
    }


def test_worded_questions_stand_on_the_sheet(staff, full):
    answer = staff.post(url(full, "release-brief-pdf", query="?language=en&beside=ko"), OWN)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="brief-PRC-JPN.en+ko.pdf"'
    assert "no-store" in answer["Cache-Control"]
    read = text_of(answer.content)
    assert squeezed("What would reassure you?") in read
    assert "무엇이필요합니까?" in read
    assert squeezed("what could make it smaller") not in read
    assert pages_of(answer.content) == 1


def test_without_wording_the_sheet_has_the_composed_questions(staff, full):
    read = text_of(staff.get(url(full, "release-brief-pdf")).content)
    page = parse(staff.get(url(full)))
    for item in page.one("ol").all("li"):
        assert squeezed(item.text) in read


@pytest.mark.parametrize("name", ["release-brief", "release-brief-pdf"])
def test_too_long_a_question_is_named_and_kept_in_the_form(staff, full, name):
    long = "why " * LONGEST_QUESTION
    answer = staff.post(url(full, name), {"en-1": long, "en-2": "Short?"})
    assert answer.status_code == 422
    page = parse(answer)
    assert f"there is room for {LONGEST_QUESTION}" in page.text
    assert [area.text for area in page.all("textarea")][:2] == [long.strip(), "Short?"]


def test_signs_that_cannot_be_seen_are_left_out(staff, full):
    page = parse(staff.post(url(full), {"en-1": "to\u202ewards\u200b us?"}))
    assert [item.text for item in page.one("ol").all("li")] == ["towards us?"]


def test_markup_in_a_question_is_text(staff, full):
    hostile = '#panic("x") <script>alert(1)</script> $x$'
    assert "<script>alert" not in staff.post(url(full), {"en-1": hostile}).content.decode()
    read = text_of(staff.post(url(full, "release-brief-pdf"), {"en-1": hostile}).content)
    assert "#panic(" in read
    assert "<script>alert(1)</script>" in read


def test_a_letter_that_no_font_has_is_named_and_nothing_is_lost(staff, full):
    answer = staff.post(url(full, "release-brief-pdf"), {"en-1": "Why 🙂?"})
    assert answer.status_code == 422
    assert "could not be typeset" in parse(answer).text
    assert "Why 🙂?" in [area.text for area in parse(answer).all("textarea")]


@pytest.mark.parametrize(
    ("problem", "words"),
    [(FontMissingError("install it"), "install it"), (TooLongError(), "too long for one sheet")],
)
def test_why_there_is_no_sheet_is_said(staff, full, monkeypatch, problem, words):
    def refuse(briefs):
        raise problem

    monkeypatch.setattr(views, "pdf_of", refuse)
    answer = staff.get(url(full, "release-brief-pdf"))
    assert answer.status_code == 422
    assert words in parse(answer).text


def test_nothing_publishable_is_one_line_and_no_form(staff, nothing):
    page = parse(staff.get(url(nothing)))
    assert "Nothing can be published of this dyad" in page.text
    assert not page.all("textarea")
    assert not headings(page)
    assert pages_of(staff.get(url(nothing, "release-brief-pdf")).content) == 1


def test_everything_of_the_page_works_by_forms_and_links(staff, full):
    html = staff.get(url(full)).content.decode()
    assert not re.search(r"<script|\sstyle=|\son\w+=", html)
