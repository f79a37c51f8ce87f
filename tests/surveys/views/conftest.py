"""Browsers in which staff have signed in, and the codes of participants."""

from collections.abc import Callable

import pytest
from django.test import Client

from surveys.questionnaire import pages
from tests import factories
from tests.surveys.views import walking


@pytest.fixture
def as_role(study) -> Callable[[str], Client]:
    """A browser in which somebody of this role has signed in."""

    def browser(role: str) -> Client:
        client = Client()
        if role == "outsider":
            client.force_login(factories.make_staff(factories.make_study(), "owner"))
        elif role != "anonymous":
            client.force_login(factories.make_staff(study, role))
        return client

    return browser


@pytest.fixture
def staff(client, facilitator) -> Client:
    client.force_login(facilitator)
    return client


@pytest.fixture
def code(client, open_round) -> str:
    return walking.begin(client, open_round)


@pytest.fixture
def sent(client, code) -> str:
    """The code of somebody who has answered with a mark on every page and submitted."""
    for page in pages(factories.welch(), "participant", "PRC", "en"):
        client.post(f"/answer/{page.number}/", {f"q{q.position}": "3" for q in page.questions})
    client.post("/answer/review/")
    return code
