"""The forms in which people write: concerns in their own words, and a facilitator's rewording."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.envelope_contents import Texts
from surveys.instruments.own_concerns import LONGEST_TEXT
from surveys.instruments.slots import Slot
from surveys.plain_text import one_line, without_unseen

TEXT_FIELD = re.compile(r"t[A-Z]{3}\d")


class LineField(forms.CharField):
    """A short text of one line, without characters that cannot be seen.

    These are taken out rather than refused, so that nothing is lost: see `was_cleaned`.
    """

    def __init__(self, longest: int = LONGEST_TEXT, **options: Any) -> None:
        self.longest = longest
        # Some browsers have spelling checked by a server of their maker.
        looks = {"rows": 2, "maxlength": longest, "dir": "auto", "spellcheck": "false"}
        super().__init__(strip=False, widget=forms.Textarea(attrs=looks), **options)

    def clean(self, value: Any) -> str:
        text = without_unseen(one_line(str(value or "")))
        if len(text) > self.longest:
            raise forms.ValidationError(
                _(
                    "This has %(length)d characters; at most %(most)d are kept. Please shorten it: "
                    "it is not saved yet."
                ),
                params={"length": len(text), "most": self.longest},
            )
        return str(super().clean(text))


def was_cleaned(form: forms.Form) -> bool:
    """Return whether characters that cannot be seen were taken out of a text of a bound form."""
    texts = [name for name, field in form.fields.items() if isinstance(field, LineField)]
    typed = {name: one_line(form[name].data or "") for name in texts}
    return any(without_unseen(text) != text for text in typed.values())


class OwnConcernsForm(forms.Form):
    """The page of concerns in one's own words: a text for each slot; every one may be empty."""

    def __init__(self, slots: tuple[Slot, ...], texts: Texts, data: Any = None) -> None:
        super().__init__(data, auto_id="id_%s")
        self.slots = slots
        for slot in slots:
            self.fields[field_name(slot)] = LineField(
                label=_("Concern %(number)d") % {"number": slot.number},
                required=False,
                initial=texts.get(slot.name, ""),
            )

    def fields_of(self, slots: Iterable[Slot]) -> list[forms.BoundField]:
        """Return the bound fields for these places."""
        return [self[field_name(slot)] for slot in slots]

    def texts(self) -> dict[str, str]:
        """Return the valid texts of the places that were sent; "" for one that was left empty."""
        return {
            slot.name: self.cleaned_data[name]
            for slot in self.slots
            if (name := field_name(slot)) in self.data and name in self.cleaned_data
        }


def field_name(slot: Slot) -> str:
    return f"t{slot.target}{slot.number}"


class DecisionForm(forms.Form):
    """What becomes of one text: release, reword, withhold or reconsider; with `words` to reword."""

    ACTS = ("release", "reword", "withhold", "reconsider")

    concern = forms.UUIDField(widget=forms.HiddenInput)
    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    words = LineField(label=_("In other words"), required=False)

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("act") == "reword" and "words" in given and not given["words"]:
            self.add_error("words", _("Please write the words in which it is to be released."))
        return given
