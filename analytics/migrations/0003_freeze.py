from django.db import migrations


class Migration(migrations.Migration):
    """Once made the triggers of `analytics.release.triggers`, which are now made after every migration."""

    dependencies = [("analytics", "0002_initial")]

    operations = []
