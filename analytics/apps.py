from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from analytics import (
            checks,  # noqa: F401  registers itself
            computing,  # noqa: F401  listens for rounds that have closed
            freezing,
        )

        pre_migrate.connect(freezing.thaw_before_migrating, sender=self)
        post_migrate.connect(freezing.freeze_after_migrating, sender=self)
