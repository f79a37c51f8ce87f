"""Installations made once and copied for each test, so that a test may wreck its own."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.services import needs_postgres, needs_redis  # noqa: F401  fixtures
from tests.workers.installation import Installation, prepared


@dataclass(frozen=True)
class Case:
    """An installation and what closing its round must give."""

    here: Installation
    expected: Mapping[str, Any]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, Any]]:
    var = tmp_path_factory.mktemp("sqlite")
    return var, prepared(var)


@pytest.fixture(scope="session")
def postgres_template(
    tmp_path_factory: pytest.TempPathFactory,
    needs_postgres: str,  # noqa: F811
) -> Iterator[tuple[Path, Mapping[str, Any], str, str]]:
    var = tmp_path_factory.mktemp("postgres")
    with services.new_database("answers") as answers, services.new_database("identity") as identity:
        urls = {"database": services.url_of(answers), "identity": services.url_of(identity)}
        yield var, prepared(var, **urls), answers, identity


@pytest.fixture
def case(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Case]:
    """A prepared installation on "files" or "redis-postgres"."""
    parts = request.param.split("-")
    with ExitStack() as stack:
        broker = ""
        if "redis" in parts:
            request.getfixturevalue("needs_redis")
            broker = stack.enter_context(services.claimed_redis())
        var = tmp_path / "var"
        if "postgres" not in parts:
            template, expected = request.getfixturevalue("sqlite_template")
            shutil.copytree(template, var)
            yield Case(Installation(var, broker), expected)
            return
        template, expected, *originals = request.getfixturevalue("postgres_template")
        shutil.copytree(template, var)
        names = [stack.enter_context(services.new_database("copy", name)) for name in originals]
        urls = [services.url_of(name) for name in names]
        yield Case(Installation(var, broker, *urls), expected)
