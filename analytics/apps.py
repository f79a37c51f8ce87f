from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics import (
            checks,  # noqa: F401  registers itself
            jobs,  # noqa: F401  listens for rounds that have closed
        )
        from analytics.brief import jobs as briefs  # noqa: F401  makes the briefs of all dyads
        from analytics.release import anchoring  # noqa: F401  registers the anchors of releases
        from analytics.release.schema import tables  # noqa: F401  refuses a faulty schema at start
        from analytics.release.triggers import TRIGGERS

        pre_migrate.connect(TRIGGERS.thaw_before_migrating, sender=self)
        post_migrate.connect(TRIGGERS.freeze_after_migrating, sender=self)
