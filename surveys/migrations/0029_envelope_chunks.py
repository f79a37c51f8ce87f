import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0028_times_of_jobs"),
    ]

    operations = [
        migrations.AddField(
            model_name="envelope",
            name="chunk",
            field=models.PositiveIntegerField(
                help_text="with which others it is opened, drawn at random when a round closes",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                condition=models.Q(("chunk__isnull", False)),
                fields=["round", "chunk"],
                name="envelopes_of_a_chunk",
            ),
        ),
        # The index of the constraint one_rating_per_question_and_lens begins with it.
        migrations.AlterField(
            model_name='rating',
            name='response',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='surveys.response'),
        ),
    ]
