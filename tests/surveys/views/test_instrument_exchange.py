"""A questionnaire goes out as a form of another program and comes back by the page."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from surveys.instruments.interchange.carrying import carried
from surveys.instruments.interchange.formats import LARGEST_FORM, XLSFORM
from surveys.instruments.yaml_source import load as load_yaml
from surveys.models.instrument import Instrument
from tests import factories
from tests.html import parse as page_of
from tests.surveys.instruments.interchange.made import LIMESURVEY_ARRAY
from tests.surveys.instruments.small import SMALL
from tests.surveys.views import questionnaires
from tests.surveys.views.questionnaires import NEW, load, of

CONTENT = load_yaml(SMALL).content


@pytest.fixture
def operator(client, db):
    return questionnaires.setter_up(client)


@pytest.fixture
def small(db):
    return load(SMALL)


def uploaded(content, name="form.xlsx"):
    return {"file": SimpleUploadedFile(name, content)}


def main_of(response):
    return page_of(response).one("main")


def test_the_page_leads_to_each_form_and_says_what_is_not_carried(operator, small):
    main = main_of(operator.get(of(small, "exchange/")))
    links = [each["href"] for each in main.all("a") if "kind=" in each["href"]]
    assert [link.partition("kind=")[2] for link in links] == ["xlsform", "limesurvey", "ddi"]
    assert "threats[JPN>PRK:missiles].quotation : the label and mark of the work" in main.text
    assert "are not sealed" in main.text


@pytest.mark.parametrize(
    ("kind", "name", "beginning"),
    [
        ("xlsform", "small-1.xlsform.xlsx", b"PK"),
        ("limesurvey", "small-1.limesurvey.txt", "\ufeffid\tclass".encode()),
        ("ddi", "small-1.ddi.xml", b"<?xml version='1.0' encoding='UTF-8'?>\n<codeBook"),
    ],
)
def test_each_form_is_given_out_as_a_file(operator, small, kind, name, beginning):
    response = operator.get(of(small, f"form/?kind={kind}"))
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert response.content.startswith(beginning)
    assert operator.get(of(small, "form/?kind=other")).status_code == 404


def test_a_form_that_was_changed_comes_back_as_the_next_version(operator, small):
    book = load_workbook(io.BytesIO(operator.get(of(small, "form/?kind=xlsform")).content))
    book["survey"]["C2"].value = "A new preface."
    out = io.BytesIO()
    book.save(out)
    response = operator.post(of(small, "import/"), uploaded(out.getvalue()))
    text = response.context["file_form"].initial["text"]
    assert "All of the form was read." in main_of(response).text
    operator.post(NEW, {"text": text})
    new = Instrument.objects.get(slug="small", version=2)
    expected = carried(CONTENT) | {
        "version": 2,
        "preface": {"en": {"source": "A new preface."}, "ko": {"draft": "머리말."}},
    }
    assert new.content == expected


def test_a_form_of_others_is_added_and_what_is_left_is_said(operator, small):
    response = operator.post(of(small, "import/"), uploaded(LIMESURVEY_ARRAY.encode(), "t.txt"))
    main = main_of(response)
    assert "Read, but for this" in main.text
    assert "line 13: AGE: is of the type N of LimeSurvey" in main.text
    assert "Talks fail" in main.one("textarea").text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 and nothing", "is no workbook that can be read"),
        (b"words", "has no column class"),
        (b"x" * (LARGEST_FORM + 1), "larger than a form can be: 10 megabytes"),
    ],
    ids=["damaged", "words", "large"],
)
def test_a_file_that_is_no_form_is_refused_in_words(operator, small, content, said):
    response = operator.post(of(small, "import/"), uploaded(content))
    assert response.status_code == 422
    assert said in main_of(response).text
    assert Instrument.objects.count() == 1


def test_whoever_may_not_load_questionnaires_is_offered_no_upload(client, small):
    study = factories.make_study()
    client.force_login(factories.make_staff(study, "facilitator"))
    page = client.get(of(small, "exchange/"))
    assert "Read the form" not in main_of(page).text
    assert client.post(of(small, "import/"), uploaded(XLSFORM.file_of(CONTENT))).status_code == 404
