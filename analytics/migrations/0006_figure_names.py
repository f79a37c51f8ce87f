from django.db import migrations, models
from django.db.models import Q

NAMES = {
    "gapcell": {"without": "panel_without"},
    "gapmean": {
        "without": "panel_without",
        "low": "mean_low",
        "high": "mean_high",
        "above": "n_above",
        "below": "n_below",
        "known": "n_cells",
        "asked": "n_concerns",
        "clustered": "clustered_mean",
        "clustered_low": "clustered_mean_low",
        "clustered_high": "clustered_mean_high",
    },
    "change": {"before": "round_before"},
}


class Migration(migrations.Migration):
    """Constraints leave before the fields that they are of get another name, and come back."""

    dependencies = [("analytics", "0005_refuse_earlier_releases")]

    operations = [
        migrations.RemoveConstraint("gapcell", "one_cell_per_gap_and_question"),
        migrations.RemoveConstraint("gapmean", "one_mean_per_gap_and_dyad"),
        migrations.RemoveConstraint("gapmean", "a_mean_of_what_is_known"),
        *(
            migrations.RenameField(model, old, new)
            for model, names in NAMES.items()
            for old, new in names.items()
        ),
        migrations.AddConstraint(
            "gapcell",
            models.UniqueConstraint(
                fields=["matrix", "gap", "panel_without", "perceiver", "target", "item"],
                name="one_cell_per_gap_and_question",
            ),
        ),
        migrations.AddConstraint(
            "gapmean",
            models.UniqueConstraint(
                fields=["matrix", "gap", "panel_without", "perceiver", "target"],
                name="one_mean_per_gap_and_dyad",
            ),
        ),
        migrations.AddConstraint(
            "gapmean",
            models.CheckConstraint(
                condition=Q(n_cells=0, mean__isnull=True) | Q(n_cells__gt=0, mean__isnull=False),
                name="mean_of_one_cell_or_more",
            ),
        ),
    ]
