"""New migrations can be made while the version before serves: they add, and take nothing away.

For a while both versions run on the new tables: what the old one reads must stay, and what it
writes must be taken. Where it can bear the change all the same, because it no longer uses what goes
for example, the migration says why in `beside_the_version_before` (docs/operations.md).
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import NOT_PROVIDED

# The last of each application that is older than this rule.
BEFORE = {"surveys": 27, "analytics": 13}
REMOVING = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.AlterModelTable,
)


def new_migrations() -> list[str]:
    """The modules of all migrations that the rule holds for."""
    return [
        f"{app}.migrations.{path.stem}"
        for app, last in BEFORE.items()
        for path in sorted((Path(settings.BASE_DIR) / app / "migrations").glob("[0-9]*.py"))
        if int(path.stem[:4]) > last
    ]


def faults(operations: list[Operation]) -> Iterator[str]:
    """Why the version before could not go on serving, for each operation that stops it."""
    made = {op.name_lower for op in operations if isinstance(op, migrations.CreateModel)}
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from faults(operation.database_operations)
        elif isinstance(operation, REMOVING):
            yield f"{operation.describe()}: the version before still uses it"
        elif getattr(operation, "model_name_lower", None) in made:
            continue
        elif isinstance(operation, migrations.AddField) and not _may_be_left_out(operation.field):
            yield f"{operation.describe()}: the version before gives it no value"
        elif _may_refuse(operation):
            yield f"{operation.describe()}: what the version before writes may be refused"


def _may_refuse(operation: Operation) -> bool:
    if isinstance(operation, migrations.AlterField):
        return not _may_be_left_out(operation.field)
    return isinstance(operation, migrations.AddConstraint)


def _may_be_left_out(field: models.Field) -> bool:
    return field.null or field.db_default is not NOT_PROVIDED or field.many_to_many


@pytest.mark.parametrize("name", new_migrations() or ["surveys.migrations"])
def test_the_version_before_can_go_on_serving(name):
    module = import_module(name)
    if name == "surveys.migrations":
        return
    reason = getattr(module, "beside_the_version_before", "")
    assert len(reason.split()) > 4 or not list(faults(module.Migration.operations))


NUMBER = models.IntegerField


@pytest.mark.parametrize(
    ("operation", "refused"),
    [
        (migrations.AddField("it", "n", NUMBER(null=True)), False),
        (migrations.AddField("it", "n", NUMBER(db_default=0)), False),
        (migrations.AddField("it", "n", NUMBER(default=0)), True),
        (migrations.AlterField("it", "n", NUMBER()), True),
        (migrations.AlterField("it", "n", NUMBER(null=True)), False),
        (migrations.RemoveField("it", "n"), True),
        (migrations.RenameField("it", "n", "m"), True),
        (migrations.DeleteModel("it"), True),
        (migrations.RenameModel("it", "that"), True),
        (migrations.AddConstraint("it", models.UniqueConstraint("n", name="n")), True),
        (migrations.SeparateDatabaseAndState([migrations.DeleteModel("it")]), True),
        (migrations.CreateModel("other", [("n", NUMBER())]), False),
        (migrations.AddIndex("it", models.Index("n", name="n")), False),
    ],
)
def test_what_the_version_before_could_not_bear_is_refused(operation, refused):
    assert bool(list(faults([operation]))) is refused


def test_a_table_that_is_new_may_have_any_field_and_constraint():
    made = migrations.CreateModel("it", [("n", NUMBER())])
    assert not list(faults([made, migrations.AddField("it", "m", NUMBER())]))
