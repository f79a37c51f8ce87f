"""The pages of questionnaires: accessible, and never wider than the phone."""

from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import Page

from tests.browser.staging import Stage
from tests.browser.test_accessibility import faults_of, look_at
from tests.surveys.instruments.small import SMALL
from tests.surveys.views import questionnaires
from tests.surveys.views.questionnaires import COMPARE, LIST, NEW, of
from tests.surveys.views.walking import speak

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LANGUAGES = ("en", "ja")
REWORDED = SMALL.replace("version: 1", "version: 2").replace("A attacks B.", "A hits B.")
KOREAN = "?seat=assessor&side=ROK&language=ko&modules=vignettes&threats=on"


def states(language: str) -> Iterator[tuple[str, HttpResponse]]:
    client = speak(questionnaires.setter_up(Client()), language)
    first, _second = questionnaires.load(SMALL), questionnaires.load(REWORDED)
    yield "list", client.get(LIST)
    yield "as a participant", client.get(of(first))
    yield "as an assessor", client.get(of(first, KOREAN))
    yield "one page", client.get(of(first, f"{KOREAN}&page=1"))
    yield "texts", client.get(of(first, "texts/?languages=en&languages=ko"))
    yield "to edit", client.get(of(first, "edit/"))
    yield "with faults", client.post(NEW, {"text": SMALL.replace("mark: serious", "mark: 1")})
    yield "compared", client.get(COMPARE, {"before": "small:1", "after": "small:2"})
    sheet = client.get(of(first, "sheet/?language=ko&kind=csv")).content.decode()
    back = sheet.replace("머리말", "앞머리").replace("\r\ntitle,", "\r\nheadline,").encode()
    file = SimpleUploadedFile("ko.csv", back)
    yield "translated", client.post(of(first, "translations/"), {"file": file})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_of_questionnaires(language: str, calm_page: Page) -> None:
    """Each page has one look in one of the languages, and the other in the other."""
    stage, faults = Stage(calm_page), []
    for number, (state, answer) in enumerate(states(language)):
        assert answer.status_code == (422 if state == "with faults" else 200), state
        page = stage.show(answer)
        width, scheme, rules = look_at(page, number + LANGUAGES.index(language))
        faults += [f"{state}, {width}, {scheme}: {fault}" for fault in faults_of(page, rules)]
    assert not faults, "\n".join(faults)
