"""Fields whose texts are plain, whoever stores them: a page, a command, a shell, many at once."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from surveys.text_validators import validate_plain


class PlainCharField(models.CharField):  # type: ignore[type-arg]
    """A text of one line. ValidationError rather than store what is not plain."""

    default_validators = [*models.CharField.default_validators, validate_plain]

    def deconstruct(self) -> Any:
        """In the database it is like any other."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.CharField", arguments, options

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            validate_plain(value)
        return super().get_db_prep_save(value, connection)


class LanguageTextField(models.JSONField):
    """One text per language, {language tag: text}, each as `PlainCharField` has it."""

    def deconstruct(self) -> Any:
        """In the database it is like any other."""
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, Mapping):
            for text in value.values():
                validate_plain(str(text))
        return super().get_db_prep_save(value, connection)
