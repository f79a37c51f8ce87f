"""The form by which people are invited to a round from a list."""

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
from surveys.table_forms import TableForm

WAYS = {
    BY_MAIL: _("By e-mail: one message for each person, sent while the round is open"),
    BY_SLIPS: _("On slips to print, with the name and a QR code"),
    BY_LIST: _("As a list of links that you send yourself"),
    BY_HAT: _("On nameless slips, drawn from a hat: nobody knows who has which link"),
}


class InvitationsForm(TableForm):
    """A list, pasted or as a file, and how those on it are invited."""

    largest_file = LARGEST_LIST
    too_large = staticmethod(too_large)

    way = forms.ChoiceField(
        label=_("How they are invited"),
        choices=list(WAYS.items()),
        initial=BY_MAIL,
        widget=forms.RadioSelect,
    )
    confirmed_roll = forms.BooleanField(
        label=_("Invite although almost the same people were in another round"), required=False
    )
    field_order = ("way", "pasted", "file", "encoding", "read_in", "confirmed_roll")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pasted"].label = _("The list, pasted from a spreadsheet")
        self.fields["pasted"].help_text = _(
            "One person a line. The first line names the columns: name, side and language, and "
            "address for e-mail; side, language and number for slips from a hat. A column seat may "
            "say participant or assessor."
        )
        self.fields["file"].label = _("Or the list as a file: XLSX or CSV")
