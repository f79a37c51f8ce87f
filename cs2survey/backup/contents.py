"""What a backup holds of each database: its rows, independent of the engine, and its files."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import JSONField, Model

from cs2survey.backup.streams import PIECE, Line
from cs2survey.routers import database_of

FORMAT = 1
# The two archives, and the database that each holds.
PARTS = {"answers": "default", "identity": "identity"}
# Models of which nothing is backed up, and why.
LEFT_OUT = {
    "surveys.StaffSession": "whoever was signed in signs in once more",
    "surveys.CacheEntry": "what is counted while somebody signs in lasts for minutes",
    "surveys.TrialDraft": "a test of a questionnaire lasts for hours",
    "surveys.Pulse": "says that worker and scheduler live, which they write every few seconds",
}
BATCH = 500


def models_of(part: str) -> list[type[Model]]:
    """Return the models of a part in the order in which their rows can be inserted.

    The rows of a release come before the release, after which the database takes no more of them.
    """
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if database_of(model) == PARTS[part] and model._meta.label not in LEFT_OUT
    ]
    return models[::-1]


def migrations_of(part: str) -> list[str]:
    """Return the migrations that a database has seen, which say what its tables look like."""
    applied = MigrationRecorder(connections[PARTS[part]]).applied_migrations()
    return sorted(".".join(key) for key in applied)


def lines(part: str, backup: str) -> Iterator[Line]:
    """Yield all that a part holds; call inside `cs2survey.backup.snapshots.snapshot`.

    Rows are in the order of their primary keys, which is that of nothing that happened.
    """
    yield {"format": FORMAT, "part": part, "backup": backup, "migrations": migrations_of(part)}
    rows = files = 0
    for model in models_of(part):
        everything = model._base_manager.using(PARTS[part]).order_by("pk")
        for row in everything.iterator(chunk_size=BATCH):
            yield {"model": model._meta.label, "row": values_of(row)}
            rows += 1
    for place, path in files_of(part):
        yield from _pieces(place, path)
        files += 1
    yield {"end": {"rows": rows, "files": files}}


def values_of(row: Model) -> list[Any]:
    """Return the values of a row in the order of its fields, as JSON can hold them."""
    values = []
    for field in row._meta.concrete_fields:
        value = field.value_from_object(row)
        is_plain = value is None or isinstance(value, (bool, int, float, str))
        is_json = isinstance(field, JSONField)
        values.append(value if is_plain or is_json else field.value_to_string(row))
    return values


def row_of(model: type[Model], values: list[Any], part: str) -> Model:
    """Return the row that `values_of` was given, not yet stored."""
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    read = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    row = model.from_db(PARTS[part], names, read)
    row._state.adding = True
    return row


def files_of(part: str) -> Iterator[tuple[str, Path]]:
    """Yield each file of a part with its place: the name of its folder, and the path inside."""
    for name, root in settings.BACKED_UP_FILES[part].items():
        if root.is_file():
            yield name, root
        for path in sorted(root.rglob("*")):
            if path.is_file():
                yield f"{name}/{path.relative_to(root).as_posix()}", path


def _pieces(place: str, path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        yield {"file": place, "piece": base64.b64encode(file.read(PIECE)).decode()}
        while piece := file.read(PIECE):
            yield {"file": place, "piece": base64.b64encode(piece).decode()}
