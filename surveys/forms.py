"""The small forms: agreement, return codes, passphrases. Pages of questions: `page_form`."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from surveys import offering, sealing
from surveys.closing_time import ClosingTimeError, read_closing_time, set_closing_time
from surveys.models.invitation import Invitation
from surveys.models.round import Round
from surveys.offering import Offer

# Of the capitals and coasts from which people come; any other can be named to `open_round`.
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Pacific/Honolulu",
)


class AgreeForm(forms.Form):
    """Agreement to what may be shown to whom, where anybody beyond the room may see anything.

    It is not stored: nobody begins without it, so that it is the same for everybody who did.
    """

    agreed = forms.BooleanField(
        label=_("I have read what may be shown to whom, and I agree."),
        error_messages={
            "required": _(
                "Please say that you agree; otherwise you cannot take part in this round. Nothing "
                "has been kept, and your link stays good."
            )
        },
    )


class ReturnCodeField(forms.CharField):
    """A return code typed by its holder, however spaced or capitalised."""

    def clean(self, value: Any) -> str:
        code = sealing.normal_code(super().clean(value))
        if code is None:
            raise forms.ValidationError(
                _("A return code has 26 letters and digits. Please compare it with what you kept.")
            )
        return code


class KeptForm(forms.Form):
    """Confirmation that the return code offered with an invitation is kept."""

    offer = forms.CharField(label=_("Your return code"), required=False, widget=forms.HiddenInput)
    kept = forms.BooleanField(
        label=_("I have kept my return code."),
        error_messages={
            "required": _("Please keep the code first; without it nobody can bring you back.")
        },
    )

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data)
        self.invitation = invitation

    def clean_offer(self) -> Offer:
        offer = offering.read(self.cleaned_data["offer"], self.invitation)
        if offer is None:
            raise forms.ValidationError(
                _(
                    "The return code that came with this form was not one that this page has shown "
                    "for your invitation. Please keep the one shown now and cross out any other."
                )
            )
        return offer


class SendForm(forms.Form):
    """Submitting; asks once more where an emptier set of answers might replace a fuller one.

    Nobody can look at what was sent, nor how much it was. So a set in which anything is open is
    asked about whenever it replaces another, and a set without any answer always.
    """

    def __init__(self, data: Any = None, *, answered: int, left_open: int, replaces: bool) -> None:
        super().__init__(data)
        if not answered or (replaces and left_open):
            self.fields["sure"] = forms.BooleanField(
                label=_sure(answered, left_open, replaces),
                error_messages={
                    "required": _(
                        "Nothing was sent just now, and nothing is lost. Please tick the box if "
                        "you mean it, or answer more questions first."
                    )
                },
            )


def _sure(answered: int, left_open: int, replaces: bool) -> str:
    if answered:
        return ngettext(
            "Replace all that I have sent, although one question is open here.",
            "Replace all that I have sent, although %(open)d questions are open here.",
            left_open,
        ) % {"open": left_open}
    if replaces:
        return gettext("Replace all that I have sent, although no question is answered here.")
    return gettext("Submit, although no question is answered.")


class CodeForm(forms.Form):
    code = ReturnCodeField(
        label=_("Your return code"),
        max_length=80,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class PassphraseForm(forms.Form):
    """Opening or closing a round; the passphrase only where the organisers hold the key.

    It is taken as it was typed, spaces at its ends included: what closes a round is what opened it.
    """

    passphrase = forms.CharField(
        label=_("Passphrase of the organisers"),
        required=False,
        strip=False,
        widget=forms.PasswordInput,
    )


class OpeningForm(PassphraseForm):
    """Opening a round; a closing time only where one is wanted."""

    closes_at = forms.CharField(
        label=_("Answers are taken until"),
        required=False,
        widget=forms.TextInput(attrs={"type": "datetime-local"}),
        help_text=_(
            "As 2026-12-05 18:00. Everybody is shown it, and you can change it while the round is "
            "open. Then a round closes by itself, unless it has a passphrase. Leave it empty to "
            "close the round when you like."
        ),
    )
    zone = forms.ChoiceField(
        label=_("Time zone"), choices=[(zone, zone) for zone in ZONES], initial="UTC"
    )
    refusal = _("The round is not open: choose a day and an hour still to come.")

    def clean(self) -> dict[str, Any]:
        """Add ``moment``, the closing time or None."""
        given = super().clean() or {}
        given["moment"] = None
        if text := given.get("closes_at"):
            try:
                moment = read_closing_time(text, given.get("zone", ""))
                set_closing_time(Round(), moment)
            except ClosingTimeError:
                self.add_error("closes_at", self.refusal)
            else:
                given["moment"] = moment
        return given


class ClosingTimeForm(OpeningForm):
    """Setting another closing time while a round is open."""

    passphrase = None  # type: ignore[assignment]
    closes_at = forms.CharField(
        label=_("Answers are taken until"),
        widget=forms.TextInput(attrs={"type": "datetime-local"}),
        help_text=_("As 2026-12-05 18:00, a quarter of an hour from now or later."),
    )
    refusal = _(
        "Nothing was changed: choose a day and an hour, at least a quarter of an hour from now."
    )

    def __init__(self, data: Any = None, *, round: Round) -> None:
        initial = {"zone": round.closes_zone}
        if round.closes_at:
            clock = round.closes_at.astimezone(ZoneInfo(round.closes_zone))
            initial["closes_at"] = clock.strftime("%Y-%m-%dT%H:%M")
        super().__init__(data, initial=initial)
        # A command may have named a zone that is not offered here.
        zones = dict.fromkeys([*ZONES, round.closes_zone])
        self.fields["zone"].choices = [(zone, zone) for zone in zones]  # type: ignore[attr-defined]
