from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class SurveysConfig(AppConfig):
    name = "surveys"

    def ready(self) -> None:
        from surveys import checks, two_person_acts  # noqa: F401  register themselves
        from surveys.audit_triggers import APPEND_ONLY

        for triggers in APPEND_ONLY.values():
            pre_migrate.connect(triggers.thaw_before_migrating, sender=self)
            post_migrate.connect(triggers.freeze_after_migrating, sender=self)
        post_migrate.connect(begin_keyed_entries, sender=self)


def begin_keyed_entries(using: str, plan: Any = (), **kwargs: Any) -> None:
    """Where the migration that brings keys has just been done, write the first entry with one."""
    from surveys.auditing import begin_keyed_entries as begin
    from surveys.models.audit import CHAINS

    brings_keys = any(
        migration.app_label == "surveys" and migration.name.endswith("_keyed_audit")
        for migration, backwards in plan
        if not backwards
    )
    for chain in CHAINS:
        if brings_keys and chain.database == using:
            begin(chain)
