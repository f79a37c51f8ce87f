"""Two databases on PostgreSQL for all tests of this folder, whatever engine the others run on."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from tests.machines import ALIASES, postgres_machine


@pytest.fixture(scope="package", autouse=True)
def on_postgres(needs_postgres: str, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), postgres_machine():
        for alias in ALIASES:
            call_command("migrate", verbosity=0, database=alias)
        yield
