"""The form by which people are invited to a round from a list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.delivering.guests import (
    BY_HAT,
    BY_LIST,
    BY_MAIL,
    BY_SLIPS,
    OTHER_ENCODINGS,
)

WAYS = {
    BY_MAIL: _("By e-mail: one message for each person, sent while the round is open"),
    BY_SLIPS: _("On slips to print, with the name and a QR code"),
    BY_LIST: _("As a list of links that you send yourself"),
    BY_HAT: _("On nameless slips, drawn from a hat: nobody knows who has which link"),
}
LARGEST_LIST = 1_000_000


class InvitationsForm(forms.Form):
    """A list, pasted or as a file, and how those on it are invited."""

    way = forms.ChoiceField(
        label=_("How they are invited"), choices=list(WAYS.items()), widget=forms.RadioSelect
    )
    pasted = forms.CharField(
        label=_("The list, pasted from a spreadsheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "One person a line. The first line names the columns: name, side and language, and "
            "address for e-mail; side, language and number for slips from a hat. A column seat may "
            "say participant or assessor."
        ),
    )
    file = forms.FileField(label=_("Or the list as a CSV file"), required=False)
    encoding = forms.ChoiceField(
        label=_("Encoding of the file"),
        choices=[("utf-8", "UTF-8"), *OTHER_ENCODINGS.items()],
        initial="utf-8",
    )
    confirmed_roll = forms.BooleanField(
        label=_("Invite although almost the same people were in another round"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_LIST:
            raise forms.ValidationError(
                _("The file is larger than a list of people can be. Was it the right one?")
            )
        return file

    def clean(self) -> dict[str, Any]:
        """Require the list once: a second one would be left out in silence."""
        given = super().clean() or {}
        if "file" in given and bool(given["file"]) == bool(given.get("pasted", "").strip()):
            self.add_error("pasted", _("Paste the list or choose a file: the one or the other."))
        return given

    def content(self) -> bytes:
        """Return the list as the bytes of a file."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["pasted"]).encode()

    def encoding_of_list(self) -> str:
        return str(self.cleaned_data["encoding"]) if self.cleaned_data["file"] else "utf-8"
