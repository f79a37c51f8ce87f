"""Forms of what has a title in each of its languages."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import get_language_info, override
from django.utils.translation import gettext_lazy as _

from surveys.languages import TAGS
from surveys.text_validators import validate_plain


def language_choices(tags: Collection[str]) -> list[tuple[str, str]]:
    """Return (tag, the language's own name) of these languages."""
    named = {tag: get_language_info(code)["name_local"] for code, tag in TAGS.items()}
    return [(tag, name) for tag, name in named.items() if tag in tags]


def in_every_language(text: Any, tags: Collection[str], **fields: object) -> dict[str, str]:
    """Return a translatable text in each of these languages, by tag."""
    texts = {}
    for code, tag in TAGS.items():
        if tag in tags:
            with override(code):
                texts[tag] = str(text) % fields
    return texts


class TitledForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form with the title in each language, of which those of the chosen languages are kept."""

    title_languages: Collection[str] = TAGS.values()
    lead: Any = ""

    def add_titles(self, titles: dict[str, str]) -> None:
        """Add a field for each language, before the others."""
        fields = {
            title_field(tag): forms.CharField(
                label=_("Title in %(language)s") % {"language": name},
                max_length=120,
                required=False,
                validators=[validate_plain],
                initial=titles.get(tag, ""),
                widget=forms.TextInput(attrs={"lang": tag}),
            )
            for tag, name in language_choices(self.title_languages)
        }
        self.fields = {**fields, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Require a title in each language that is chosen, since people read no other."""
        given = super().clean() or {}
        for tag, name in language_choices(given.get("languages") or ()):
            if title_field(tag) in self.fields and not given.get(title_field(tag)):
                message = _("People who read %(language)s need a title too.") % {"language": name}
                self.add_error(title_field(tag), message)
        return given

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            self.instance.title = self.titles()

    def titles(self) -> dict[str, str]:
        """Return the titles of the chosen languages, by tag."""
        given = self.cleaned_data
        return {tag: given[title_field(tag)] for tag in given["languages"]}


def title_field(tag: str) -> str:
    return f"title_{tag.replace('-', '_').lower()}"
