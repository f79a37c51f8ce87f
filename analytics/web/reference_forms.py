from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from analytics.reference.reading import LARGEST_FILE, too_large
from surveys.table_forms import TableForm


class FiguresForm(TableForm):
    """Figures published elsewhere, pasted or as a file."""

    largest_file = LARGEST_FILE
    too_large = staticmethod(too_large)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pasted"].label = _("The figures, pasted from a spreadsheet")
        self.fields["pasted"].help_text = _(
            "One figure a line. The first line names the columns, which are described below."
        )
        self.fields["file"].label = _("Or the figures as a file: XLSX or CSV")


class SourceForm(forms.Form):
    """Which source is removed, with all its figures."""

    source = forms.CharField()
