"""Browsers in which staff have signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests import factories


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
