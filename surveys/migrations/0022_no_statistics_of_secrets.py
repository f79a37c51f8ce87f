from functools import partial

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What PostgreSQL's planner would otherwise copy into its statistics, where it outlives the rows.
COLUMNS = {
    "default": [
        ("surveys_envelope", "locator"),
        ("surveys_envelope", "draft"),
        ("surveys_envelope", "sealed"),
        ("surveys_round", "wrapped_private_key"),
        ("surveys_response", "withdrawal_tag"),
        ("surveys_ownconcern", "withdrawal_tag"),
        ("surveys_ownconcern", "text"),
    ],
    "identity": [("surveys_mail", "address"), ("surveys_mail", "sealed_token")],
}


def set_target(target: int, apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column in COLUMNS[schema_editor.connection.alias]:
        schema_editor.execute(
            f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS {target}'
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0021_scrub_due")]

    operations = [
        migrations.RunPython(
            partial(set_target, 0), partial(set_target, -1), hints={"database": database}
        )
        for database in COLUMNS
    ]
