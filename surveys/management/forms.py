"""What commands share that fill in a form of the pages: its defaults, its checks, its errors."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.management.base import CommandError

from surveys.languages import TAGS
from surveys.models.staff import User
from surveys.models.study import Study
from surveys.titled_forms import title_field


def filled(form: forms.BaseForm, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a browser would send with a form in which only these fields were changed."""
    values = {bound.html_name: bound.value() for bound in form}
    chosen = {name: value for name, value in given.items() if value is not None}
    sent = {name: getattr(value, "pk", value) for name, value in (values | chosen).items()}
    return {name: value for name, value in sent.items() if value not in (None, False)}


def require_valid(form: forms.BaseForm, fields: Mapping[str, str] | None = None) -> None:
    """Raise CommandError, naming every fault by the option that it is about."""
    options = fields or {}
    faults = [
        f"  {options.get(name, name)}: {' '.join(map(str, errors))}"
        for name, errors in form.errors.items()
    ]
    if faults:
        raise CommandError("\n".join(["Nothing was done.", *faults]))


def titles(given: Iterable[str] | None) -> dict[str, str]:
    """Return the titles of options like ``ja=調査`` by the fields of a form."""
    fields = {}
    for text in given or ():
        tag, equals, title = text.partition("=")
        if not equals or tag not in TAGS.values():
            raise CommandError(f"{text!r} is no title: write it as en=Our study ({_tags()}).")
        fields[title_field(tag)] = title
    return fields


def _tags() -> str:
    return ", ".join(TAGS.values())


def study_of(slug: str) -> Study:
    """Return a study by its short name. Raises CommandError if there is none."""
    study = Study.objects.filter(slug=slug).first()
    if study is None:
        raise CommandError(f"There is no study {slug!r}.")
    return study


def user_of(username: str) -> User:
    """Return an account by its name. Raises CommandError if there is none."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise CommandError(f"There is no account {username!r}: make it by `add_account`.")
    return user
