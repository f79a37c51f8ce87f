"""Routes each model to one of two databases, and allows no relation between them."""

from typing import Any

from django.apps import apps
from django.db.models import Model

ANSWERS = "default"
IDENTITY = "identity"

# The tables of Django and allauth are all about staff, so they are kept with the identities.
STAFF_APPS = {"auth", "contenttypes", "account", "mfa"}


def database_of(model: type[Model]) -> str:
    """Return the database of `model`: its `database` attribute, or identity for staff apps."""
    if model._meta.app_label in STAFF_APPS:
        return IDENTITY
    # The table of a many-to-many field lives with the model that has the field.
    declared: str | None = getattr(model._meta.auto_created or model, "database", None)
    if declared not in (ANSWERS, IDENTITY):
        raise LookupError(f"{model._meta.label} must declare database = 'default' or 'identity'")
    return declared


class TwoDatabases:
    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return database_of(model)

    def db_for_write(self, model: type[Model], **hints: Any) -> str:
        return database_of(model)

    def allow_relation(self, left: Model, right: Model, **hints: Any) -> bool:
        # Not type(): `request.user` is a stand-in that has the class of a user.
        return database_of(left.__class__) == database_of(right.__class__)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **hints: Any
    ) -> bool:
        """Allow an operation only in its `database` hint, or else in the database of its model."""
        if "database" in hints:
            return bool(db == hints["database"])
        if app_label in STAFF_APPS:
            return db == IDENTITY
        if model_name is None:
            raise LookupError(
                f"an operation of {app_label} that names no model needs a database hint"
            )
        return db == database_of(apps.get_model(app_label, model_name))
