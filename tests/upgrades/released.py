"""What `making` wrote of a released version, put into databases of that version's schema."""

import gzip
import json
from pathlib import Path
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps
from django.db.models import Field

from attacks.databases import ALIASES
from cs2survey.routers import database_of
from tests.upgrades.making import as_json

FOLDER = Path(__file__).parent


class Released(NamedTuple):
    """A study of a released version: what leads to it, its keys, the schema and all rows."""

    study: dict[str, str]
    keys: dict[str, str]
    migrations: dict[str, list[list[str]]]
    rows: list[dict[str, Any]]


def versions() -> list[str]:
    return sorted(path.name.removesuffix(".json.gz") for path in FOLDER.glob("*.json.gz"))


def released(version: str) -> Released:
    whole = json.loads(gzip.decompress((FOLDER / f"{version}.json.gz").read_bytes()))
    return Released(**whole)


def put_back(of: Released) -> None:
    """Make the schema of that version in both new databases, and insert every row.

    Without the signals of `migrate`: what listens to them works with the tables of today.
    """
    for alias in ALIASES:
        executor = MigrationExecutor(connections[alias])
        # Apps that are gone have no migrations any more.
        last = {app: (app, name) for app, name in sorted(of.migrations[alias])}
        targets = [node for node in last.values() if node in executor.loader.graph.nodes]
        executor.migrate(targets)
        state = executor.loader.project_state(targets).apps
        with transaction.atomic(using=alias):
            for row in of.rows:
                _insert(row, state, alias)


def _insert(row: dict[str, Any], state: StateApps, alias: str) -> None:
    if database_of(apps.get_model(row["model"])) != alias:
        return
    model = state.get_model(row["model"])
    fields = {field.name: field for field in model._meta.concrete_fields}
    values = {"pk": row["pk"]} | {
        fields[name].attname: _read(fields[name], value)
        for name, value in row["fields"].items()
        if name in fields
    }
    made = model(**values)
    made.save_base(raw=True, using=alias, force_insert=True)


def _read(field: "Field[Any, Any]", value: Any) -> Any:
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)


def differences(of: Released) -> set[str]:
    """Return every field of every row that is not there with its old value, as model.field."""
    found = set()
    for before in of.rows:
        model = apps.get_model(before["model"])
        row = model._base_manager.using(database_of(model)).filter(pk=before["pk"]).first()
        if row is None:
            found.add(before["model"])
            continue
        (after,) = as_json([row])
        found |= {
            f"{before['model']}.{name}"
            for name, value in before["fields"].items()
            if name not in after["fields"] or after["fields"][name] != value
        }
    return found
