"""What docs/operations.md tells an operator to type works, and names what there is."""

import re
from importlib import import_module

import psycopg
import pytest
from django.core.management import call_command

from surveys.models.response import Response
from surveys.models.round import Round
from tests import factories, services
from tests.production.written import read_compose
from tests.workers.installation import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.django_db
def test_its_python_invites_and_widens_an_audience(
    capsys: pytest.CaptureFixture[str],
) -> None:
    factories.make_instrument()
    linking, widening = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}
    factories.make_staff(username="facilitator")
    call_command("create_study", "forum", "--owner", "facilitator")
    call_command("create_round", "forum", "--widest-audience", "researchers")
    round = Round.objects.get()
    call_command("open_round", str(round.pk), "--allow-drafts", "--confirm-few")
    round.refresh_from_db()
    assert round.state == Round.State.OPEN
    capsys.readouterr()
    exec(linking, names)
    (link,) = capsys.readouterr().out.split()
    assert "/i/" in link
    factories.respond(round)
    factories.close(round)
    assert Response.objects.count() == 1
    exec(widening, names)
    assert round.release.audience == "researchers"


def test_it_names_every_service() -> None:
    table = set(re.findall(r"^\| `([\w-]+)` \|", PAGE.split("## Installing")[0], re.MULTILINE))
    assert table == set(read_compose()["services"])


def test_it_names_the_variables_compose_asks_for() -> None:
    example = re.search(r"readable by you alone.*?```\n(.*?)```", PAGE, re.DOTALL)
    assert example
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    digests = {name for name in asked if name.endswith("_DIGEST")}
    assert set(re.findall(r"^\s*(\w+)=", example[1], re.MULTILINE)) == asked - digests
    assert digests
    assert "`make images >> .env`" in PAGE


@pytest.mark.services
def test_its_statements_leave_no_value_in_the_planner_s_statistics(needs_postgres: str) -> None:
    blocks = re.findall(r"^```\n(DELETE FROM pg_statistic.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    statements = [line for block in blocks for line in block.splitlines()]
    tables = set(re.findall(r"'(\w+)'::regclass", " ".join(statements)))
    counted = "SELECT count(*) FROM pg_statistic WHERE starelid::regclass::text = ANY(%s)"
    with (
        services.new_database("statistics") as name,
        psycopg.connect(services.url_of(name), autocommit=True) as connection,
    ):
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (secret text)")
            connection.execute(f"INSERT INTO {table} SELECT 'a value' FROM generate_series(1, 99)")
        connection.execute("ANALYZE")
        for table in tables:
            connection.execute(f"ALTER TABLE {table} ALTER secret SET STATISTICS 0")
        assert connection.execute(counted, [[*tables]]).fetchone() == (len(tables),)
        for statement in statements:
            connection.execute(statement)
        assert connection.execute(counted, [[*tables]]).fetchone() == (0,)


def test_its_statements_are_about_every_table_that_keeps_something_from_the_planner() -> None:
    kept = import_module("surveys.migrations.0022_no_statistics_of_secrets").COLUMNS
    tables = {table for columns in kept.values() for table, _column in columns}
    assert set(re.findall(r"'(surveys_\w+)'::regclass", PAGE)) == tables
