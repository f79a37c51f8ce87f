"""The part of a form by which a table is given: pasted, or as a file."""

from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from surveys.uploads.encodings import ENCODINGS


class TableForm(forms.Form):
    """A table, pasted or as a file. Those of one kind say how large it may be, and in what words.

    `largest_file` is in bytes; a larger file is refused with `too_large`.
    """

    largest_file: ClassVar[int] = 0
    too_large: ClassVar[Any] = ""

    pasted = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the file"),
        choices=[("", _("Recognise it")), *ENCODINGS.items()],
        required=False,
        help_text=_("Only a CSV file has one that may have to be chosen."),
    )
    # In which the table that is shown was read from a file: from it another can be tried.
    read_in = forms.ChoiceField(
        choices=[("", ""), *ENCODINGS.items()], required=False, widget=forms.HiddenInput
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is not None and file.size > self.largest_file:
            raise forms.ValidationError(self.too_large())
        return file

    def clean(self) -> dict[str, Any]:
        """Require the table once: a second one would be left out in silence."""
        given = super().clean() or {}
        if "file" in given and bool(given["file"]) == bool(given.get("pasted", "").strip()):
            self.add_error("pasted", _("Paste the list or choose a file: the one or the other."))
        return given

    def content(self) -> tuple[bytes, str]:
        """Return the table as the bytes of a file, and its encoding; "" where none was chosen.

        Of a table that came from a file before, and is shown as it was read, the bytes are those of
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

    def as_read(self, text: str, encoding: str) -> "TableForm":
        """Return the form with the table as text: a browser does not send a file a second time.

        `encoding` is the codec in which the text was read, "" of a workbook.
        """
        given = self.cleaned_data
        read_in = encoding if given["file"] or given["read_in"] else ""
        shown = {"pasted": text, "file": None, "encoding": read_in, "read_in": read_in}
        return type(self)(initial=given | shown)
