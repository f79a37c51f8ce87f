from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('surveys', '0027_scopes_of_tokens'),
    ]

    # All may be null, so that a version from before goes on queueing jobs meanwhile.
    operations = [
        migrations.AddField(
            model_name='job',
            name='queued_again_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='job',
            name='stopped_at',
            field=models.DateTimeField(blank=True, help_text='when it was done or put aside; empty while it waits', null=True),
        ),
        migrations.AddField(
            model_name='job',
            name='failure_mailed_at',
            field=models.DateTimeField(blank=True, help_text='when a mail was queued that says why it was put aside', null=True),
        ),
    ]
