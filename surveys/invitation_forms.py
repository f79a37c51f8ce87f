"""The form by which people are invited to a round from a list."""

from contextlib import suppress
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.delivering.guests import (
    BY_HAT,
    BY_LIST,
    BY_MAIL,
    BY_SLIPS,
    LARGEST_LIST,
    too_large,
)
from surveys.uploads.encodings import ENCODINGS

WAYS = {
    BY_MAIL: _("By e-mail: one message for each person, sent while the round is open"),
    BY_SLIPS: _("On slips to print, with the name and a QR code"),
    BY_LIST: _("As a list of links that you send yourself"),
    BY_HAT: _("On nameless slips, drawn from a hat: nobody knows who has which link"),
}


class InvitationsForm(forms.Form):
    """A list, pasted or as a file, and how those on it are invited."""

    way = forms.ChoiceField(
        label=_("How they are invited"),
        choices=list(WAYS.items()),
        initial=BY_MAIL,
        widget=forms.RadioSelect,
    )
    pasted = forms.CharField(
        label=_("The list, pasted from a spreadsheet"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "One person a line. The first line names the columns: name, side and language, and "
            "address for e-mail; side, language and number for slips from a hat. A column seat may "
            "say participant or assessor. In a round that divides its sides a column level says "
            "of each participant government, military, scholarly or public."
        ),
    )
    file = forms.FileField(
        label=_("Or the list as a file: XLSX or CSV"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the file"),
        choices=[("", _("Recognise it")), *ENCODINGS.items()],
        required=False,
        help_text=_("Only a CSV file has one that may have to be chosen."),
    )
    # In which the list that is shown was read from a file: from it another can be tried.
    read_in = forms.ChoiceField(
        choices=[("", ""), *ENCODINGS.items()], required=False, widget=forms.HiddenInput
    )
    confirmed_roll = forms.BooleanField(
        label=_("Invite although almost the same people were in another round"), required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > LARGEST_LIST:
            raise forms.ValidationError(too_large())
        return file

    def clean(self) -> dict[str, Any]:
        """Require the list once: a second one would be left out in silence."""
        given = super().clean() or {}
        if "file" in given and bool(given["file"]) == bool(given.get("pasted", "").strip()):
            self.add_error("pasted", _("Paste the list or choose a file: the one or the other."))
        return given

    def content(self) -> tuple[bytes, str]:
        """Return the list as the bytes of a file, and its encoding; "" where none was chosen.

        Of a list that came from a file before, and is shown as it was read, the bytes are those of
        the file: a browser does not send it a second time.
        """
        given = self.cleaned_data
        if given["file"]:
            return bytes(given["file"].read()), str(given["encoding"])
        read_in, chosen = given.get("read_in", ""), given["encoding"]
        if read_in and chosen and chosen != read_in:
            with suppress(UnicodeError):
                return str(given["pasted"]).encode(read_in), str(chosen)
        return str(given["pasted"]).encode(), "utf-8"
