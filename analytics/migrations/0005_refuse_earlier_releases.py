from django.core.management import CommandError
from django.db import migrations

from analytics.release.triggers import freeze

REFUSAL = (
    "This database holds releases made before version 0.2.0, which name their figures otherwise. "
    "They cannot be carried over without breaking their checksums. Nothing was changed. Download "
    "the archives of these releases with the version that made them, then start with new "
    "databases (for a demonstration: make clean)."
)


def refuse_earlier_releases(apps, editor):
    """Raise when there is a release, after making its triggers again: they are removed before."""
    if apps.get_model("analytics", "Release").objects.using(editor.connection.alias).exists():
        freeze(apps, editor)
        raise CommandError(REFUSAL)


class Migration(migrations.Migration):
    """Apart from the renaming and not in its transaction, so that the triggers stay."""

    atomic = False
    dependencies = [("analytics", "0004_clustered_means")]
    operations = [
        migrations.RunPython(
            refuse_earlier_releases, migrations.RunPython.noop, hints={"database": "default"}
        )
    ]
