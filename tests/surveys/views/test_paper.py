from contextlib import closing

import pypdfium2
import pytest

from surveys import fonts
from surveys.models.audit import AnswerAudit
from tests import factories
from tests.html import parse
from tests.printed import needs_font, pages_of

CHOSEN = {"seat": "participant-JPN", "languages": ["en"], "modules": ["predicted"]}


@pytest.fixture
def page(instrument):
    return f"/staff/instruments/{instrument.slug}/{instrument.version}/paper"


def test_the_page_offers_every_seat_and_says_that_paper_is_not_sealed(staff, page):
    text = staff.get(f"{page}/").content.decode()
    assert "Paper is not sealed" in text
    for value in ("participant-PRC", "assessor-USA", "zh-Hans", "own_concerns"):
        assert f'value="{value}"' in text


def test_the_form_is_a_pdf_of_what_was_chosen(staff, page):
    response = staff.get(f"{page}.pdf", CHOSEN | {"heading": "The forum"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'inline; filename="welch2013-4-participant-JPN-en.pdf"'
    )
    assert "no-store" in response["Cache-Control"]
    text = "".join(pages_of(response.content))
    assert "Theforum" in text
    assert "HowtheOthersseeit".lower() in text.lower()
    assert "Threeinventedsituations" not in text


def test_the_form_of_a_round_begins_with_what_the_round_asks(staff, study):
    round = factories.make_round(study, state="draft", modules=["avowed"], asks_threats=False)
    page = parse(staff.get(f"/staff/rounds/{round.pk}/paper/"))
    assert page.one("input", name="heading")["value"] == "Forum · First round"
    ticked = {
        (box["name"], box["value"])
        for box in page.all("input", type="checkbox")
        if "checked" in box.attributes
    }
    assert ticked == {("modules", "avowed"), ("languages", "en")}
    assert page.one("form", method="get")["action"] == "/staff/instruments/welch2013/4/paper.pdf"
    assert (
        f"/staff/rounds/{round.pk}/paper/"
        in staff.get(f"/staff/rounds/{round.pk}/").content.decode()
    )


def test_the_threats_may_be_left_out(staff, page):
    sizes = []
    for choice in ({}, {"asks_threats": "on"}):
        pdf = staff.get(f"{page}.pdf", CHOSEN | choice).content
        with closing(pypdfium2.PdfDocument(pdf)) as document:
            sizes.append(len("".join(p.get_textpage().get_text_range() for p in document)))
    assert sizes[0] < sizes[1]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({}, "This field is required."),
        (CHOSEN | {"seat": "participant-PRK"}, "participant-PRK is not one of the"),
        (CHOSEN | {"languages": ["en", "ja", "ko"]}, "There is room for two languages on a sheet."),
    ],
)
def test_a_choice_that_is_not_in_order_is_shown_again(staff, page, choice, said):
    response = staff.get(f"{page}.pdf", choice)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_more_than_anybody_fills_in_by_pen_is_left_to_the_operator(staff):
    large = factories.make_instrument(factories.large(400))
    place = f"/staff/instruments/{large.slug}/{large.version}/paper.pdf"
    response = staff.get(place, CHOSEN | {"asks_threats": "on"})
    assert response.status_code == 422
    # Six common concerns and four hundred threats, perceived of and predicted for three others.
    assert "These are 2436 questions" in response.content.decode()
    assert staff.get(place, CHOSEN).status_code == 200


@needs_font
def test_a_letter_that_no_font_has_is_named(staff, page):
    response = staff.get(f"{page}.pdf", CHOSEN | {"heading": "🙂"})
    assert response.status_code == 503
    assert "🙂" in response.content.decode()


def test_a_missing_font_is_said_with_what_to_install(staff, page, monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "USUAL_PLACES", (str(tmp_path / "none.ttc"),))
    response = staff.get(f"{page}.pdf", CHOSEN | {"languages": ["ko"]})
    assert response.status_code == 503
    assert "fonts-noto-cjk" in response.content.decode()


def test_nobody_else_reads_a_questionnaire(client, study, page):
    for role in ("researcher", "auditor"):
        client.force_login(factories.make_staff(study, role))
        assert client.get(f"{page}/").status_code == 404
        assert client.get(f"{page}.pdf", CHOSEN).status_code == 404
    operator = factories.make_staff()
    operator.is_staff = True
    operator.save()
    client.force_login(operator)
    assert client.get(f"{page}/").status_code == 200


def test_an_unknown_version_is_not_found(staff, page):
    assert staff.get("/staff/instruments/welch2013/99/paper/").status_code == 404
    assert staff.get("/staff/instruments/nothing/1/paper.pdf").status_code == 404


def test_nothing_is_written(staff, page, open_round):
    before = AnswerAudit.objects.count()
    staff.get(f"{page}.pdf", CHOSEN)
    assert AnswerAudit.objects.count() == before
