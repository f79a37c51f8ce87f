"""The page of a brief: accessible, as wide as its window, and one sheet when it is printed."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from tests import factories
from tests.analytics.made import make_release
from tests.browser.staging import Stage
from tests.browser.test_accessibility import LOOKS, faults_of, look_at

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

LENSES = ("perceived", "assessed", "predicted", "avowed")
ASKED = ["?language=en", "?language=ja&beside=en", "?language=zh-Hans&beside=ko"]


def test_a_brief_is_accessible_and_prints_on_one_sheet(calm_page: Page) -> None:
    study = factories.make_study()
    release = make_release(study, lenses=LENSES)
    client = Client()
    client.force_login(factories.make_staff(study, "facilitator"))
    stage, faults = Stage(calm_page), []
    pages = [
        *(reverse("release-brief", args=[release.pk, "PRC", "JPN"]) + query for query in ASKED),
        reverse("release-briefs", args=[release.pk]),
    ]
    for url in pages:
        page = stage.show(client.get(url))
        for turn, _look in enumerate(LOOKS):
            width, scheme, rules = look_at(page, turn)
            faults += [f"{url}, {width}, {scheme}: {fault}" for fault in faults_of(page, rules)]
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        faults += [f"{url}: {sheets} sheets"] if sheets != 1 else []
    assert faults == []
