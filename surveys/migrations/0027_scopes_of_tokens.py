import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0026_attribution'),
    ]

    operations = [
        # Tokens of before opened all that there is.
        migrations.AddField(
            model_name='apitoken',
            name='scopes',
            field=models.JSONField(default=['metadata', 'tables', 'records', 'files'], help_text='[scope], in the order of Scope'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='apitoken',
            name='issued_on',
            field=models.DateField(help_text='null: before this was kept', null=True),
        ),
        migrations.CreateModel(
            name='TokenUse',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('requests', models.PositiveIntegerField(help_text='how many were answered without an error')),
                ('sent_bytes', models.PositiveBigIntegerField(help_text='of the answers, before compression')),
                ('token', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='surveys.apitoken')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('token', 'day'), name='one_count_of_a_token_per_day')],
            },
        ),
    ]
