from django.conf import settings
from django.db import migrations, models


def name_the_pepper(apps, editor):
    """Until now an installation had one pepper, and every round was opened with it."""
    opened = (
        apps.get_model("surveys", "Round")
        .objects.using(editor.connection.alias)
        .exclude(state="draft")
    )
    if opened.exists():
        opened.update(pepper_id=settings.PEPPERS.newest_id)


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0019_rounds_withstand_one_or_two_colleagues"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="pepper_id",
            field=models.CharField(
                blank=True,
                default="",
                help_text="id of the pepper it was opened with",
                max_length=16,
            ),
        ),
        migrations.RunPython(
            name_the_pepper, migrations.RunPython.noop, hints={"database": "default"}
        ),
    ]
