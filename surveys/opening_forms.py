"""The form by which a round is opened: a passphrase typed twice, and what is asked once more."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.forms import OpeningForm
from surveys.passphrases import WeakPassphraseError, require_strong

# Attributes by which the script that shows what is typed finds the fields.
TYPED = {"autocomplete": "new-password", "data-passphrase": "", "spellcheck": "false"}


class OpenRoundForm(OpeningForm):
    """Opening a round; the ticks are those that the page asks for, where it asks for any."""

    passphrase = forms.CharField(
        label=_("Passphrase of the organisers"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs=TYPED),
        help_text=_(
            "Leave it empty, and this server holds the key. Otherwise at least twelve letters: "
            "four words that belong together only for you."
        ),
    )
    passphrase_again = forms.CharField(
        label=_("The passphrase once more"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs=TYPED),
    )
    confirmed_roll = forms.BooleanField(
        label=_("Open it with these people all the same."), required=False
    )
    confirmed_few = forms.BooleanField(
        label=_("Open it all the same, with what would be withheld."), required=False
    )
    allow_drafts = forms.BooleanField(
        label=_("Open it with these texts all the same."), required=False
    )

    def clean(self) -> dict[str, Any]:
        """Compare both, and require a passphrase that is not soon guessed."""
        given = super().clean()
        first, again = given.get("passphrase", ""), given.get("passphrase_again", "")
        if first != again:
            self.add_error(
                "passphrase_again",
                _("The two are not the same. Spaces and capitals count: type both anew."),
            )
        elif first:
            try:
                require_strong(first)
            except WeakPassphraseError as weak:
                self.add_error("passphrase", str(weak))
        return given
