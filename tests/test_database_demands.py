"""What is demanded of PostgreSQL. That the demands suffice is for the attacks to show."""

from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError

from cs2survey import checks, database_demands
from cs2survey.database_demands import DEMANDS, unmet_demands

MET = {demand.setting: demand.value for demand in DEMANDS}


@pytest.fixture
def postgres(monkeypatch) -> dict[str, Any]:
    """What a server would say, to be changed by the test."""
    says: dict[str, Any] = {"settings": dict(MET), "slots": [], "rights": True}
    connection = mock.MagicMock(vendor="postgresql", settings_dict={"USER": "answers"})
    connections = {"default": connection, "identity": mock.MagicMock(vendor="sqlite")}
    monkeypatch.setattr(database_demands, "connections", connections)
    monkeypatch.setattr(database_demands, "_settings", lambda alias: says["settings"])
    monkeypatch.setattr(database_demands, "_replication_slots", lambda alias: says["slots"])
    monkeypatch.setattr(database_demands, "may_remove_log", lambda alias: says["rights"])
    return says


def test_a_server_that_keeps_nothing_is_content(postgres):
    assert list(unmet_demands("default")) == []


def test_sqlite_has_no_settings_to_demand(postgres):
    postgres["settings"]["wal_recycle"] = "on"
    assert list(unmet_demands("identity")) == []


@pytest.mark.parametrize("demand", DEMANDS, ids=lambda demand: demand.setting)
def test_each_demand_is_named_with_reason_and_line(postgres, demand):
    postgres["settings"][demand.setting] = "something else"
    (unmet,) = unmet_demands("default")
    assert (unmet.name, unmet.reason) == (demand.setting, demand.reason)
    assert unmet.remedy.startswith(f"ALTER SYSTEM SET {demand.setting} = '{demand.value}'")


def test_a_setting_that_a_server_does_not_have_is_not_demanded(postgres):
    del postgres["settings"]["auto_explain.log_min_duration"]
    assert list(unmet_demands("default")) == []


def test_replication_slots_are_named(postgres):
    postgres["slots"] = ["copy", "other"]
    (unmet,) = unmet_demands("default")
    assert unmet.remedy == (
        "SELECT pg_drop_replication_slot('copy'); SELECT pg_drop_replication_slot('other');"
    )


def test_an_account_that_may_not_remove_the_log_is_told_the_grants(postgres):
    postgres["rights"] = False
    (unmet,) = unmet_demands("default")
    assert unmet.remedy == (
        'GRANT pg_checkpoint TO "answers"; GRANT EXECUTE ON FUNCTION pg_switch_wal() TO "answers";'
    )


def test_the_check_refuses_what_is_unmet_and_says_so_where_it_cannot_look(postgres, monkeypatch):
    monkeypatch.setattr(checks, "connections", ["default", "identity"])
    assert checks.check_database_settings() == []
    postgres["settings"]["log_statement"] = "all"
    (error,) = checks.check_database_settings()
    assert (error.id, "log_statement" in error.msg) == ("cs2survey.E004", True)
    away = mock.Mock(side_effect=OperationalError("away"))
    monkeypatch.setattr(database_demands, "_settings", away)
    (warning,) = checks.check_database_settings()
    assert warning.id == "cs2survey.W002"
