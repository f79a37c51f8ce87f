import uuid

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# What PostgreSQL's planner would otherwise copy into its statistics, where it outlives the rows.
SECRETS = (
    ("surveys_seminarseat", "locator"),
    ("surveys_seminarseat", "sealed"),
    ("surveys_seminar", "wrapped_private_key"),
)


def keep_no_statistics(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, column in SECRETS:
        schema_editor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


class Migration(migrations.Migration):

    dependencies = [
        ("surveys", "0023_batteries"),
    ]

    operations = [
        migrations.CreateModel(
            name='Seminar',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(max_length=120)),
                ('languages', models.JSONField(default=list)),
                ('sides', models.JSONField(default=list, help_text='codes of the sides that take part')),
                ('targets', models.JSONField(default=dict, help_text='{side: the one its concerns are about}')),
                ('withstands', models.PositiveSmallIntegerField(choices=[(1, 'One'), (2, 'Two')], default=1)),
                ('join_code', models.CharField(blank=True, help_text='letters of the link to join; "": it has ended', max_length=12)),
                ('state', models.CharField(choices=[('joining', 'Joining'), ('open', 'Open'), ('counted', 'Counted'), ('shown', 'Shown'), ('ended', 'Ended')], default='joining', max_length=7)),
                ('step', models.PositiveSmallIntegerField(default=0, help_text='counts from 1; 0: joining')),
                ('number', models.PositiveIntegerField(default=0, help_text='one more whenever it moves on')),
                ('public_key', models.BinaryField(blank=True, default=b'')),
                ('wrapped_private_key', models.BinaryField(blank=True, default=b'')),
                ('answered', models.JSONField(blank=True, default=dict, help_text='{side: [at least, at most]} in the open step')),
                ('answered_at', models.DateTimeField(help_text='when that was last looked at')),
                ('created_at', models.DateTimeField(help_text='it ends within a day of then')),
                ('run_from', models.CharField(blank=True, help_text='keyed hash of the staff session it is run from', max_length=64)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seminars', to='surveys.instrument')),
                ('study', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seminars', to='surveys.study')),
            ],
            options={
                'ordering': ['study', 'created_at'],
            },
        ),
        migrations.CreateModel(
            name='SeminarCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.PositiveSmallIntegerField()),
                ('side', models.CharField(max_length=8)),
                ('target', models.CharField(blank=True, help_text='"" for an impression', max_length=8)),
                ('n', models.PositiveSmallIntegerField(help_text='how many of the side had joined')),
                ('cumulative', models.JSONField(help_text='[[at least, at most]] of each cumulative count; None below 5', null=True)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='surveys.seminar')),
            ],
            options={
                'ordering': ['seminar', 'step', 'side'],
            },
        ),
        migrations.CreateModel(
            name='SeminarSeat',
            fields=[
                ('locator', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('side', models.CharField(max_length=8)),
                ('sealed', models.BinaryField(help_text='the answer to the open step; None: none yet', null=True)),
                ('seminar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='surveys.seminar')),
            ],
        ),
        migrations.AddConstraint(
            model_name='seminar',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['joining', 'open', 'counted', 'shown', 'ended'])), name='seminar_state_is_known'),
        ),
        migrations.AddConstraint(
            model_name='seminar',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('join_code', ''), ('state', 'ended')), models.Q(models.Q(('state', 'ended'), _negated=True), models.Q(('join_code', ''), _negated=True)), _connector='OR'), name='a_seminar_is_joined_until_it_ends'),
        ),
        migrations.AddConstraint(
            model_name='seminar',
            constraint=models.UniqueConstraint(condition=models.Q(('join_code', ''), _negated=True), fields=('join_code',), name='one_seminar_per_join_code'),
        ),
        migrations.AddConstraint(
            model_name='seminar',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'open'), models.Q(('public_key', b''), _negated=True), models.Q(('wrapped_private_key', b''), _negated=True)), models.Q(models.Q(('state', 'open'), _negated=True), ('public_key', b''), ('wrapped_private_key', b'')), _connector='OR'), name='an_open_step_and_no_other_has_its_keys'),
        ),
        migrations.AddConstraint(
            model_name='seminar',
            constraint=models.CheckConstraint(condition=models.Q(('withstands__in', [1, 2])), name='a_seminar_withstands_one_or_two'),
        ),
        migrations.AddConstraint(
            model_name='seminarcount',
            constraint=models.UniqueConstraint(fields=('seminar', 'step', 'side'), name='a_step_is_counted_once'),
        ),
        migrations.RunPython(
            keep_no_statistics, migrations.RunPython.noop, hints={"database": "default"}
        ),
    ]
