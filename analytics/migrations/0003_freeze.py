from django.db import migrations

from analytics.freezing import freeze, thaw


class Migration(migrations.Migration):
    dependencies = [("analytics", "0002_initial")]

    operations = [migrations.RunPython(freeze, thaw, hints={"database": "default"})]
