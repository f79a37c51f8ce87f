"""The columns of a file of figures published elsewhere, described once for all who need them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Column:
    """One column: its name in files and the API, what it holds, whether it may be left empty."""

    name: str
    about: str | Promise
    required: bool = True


COLUMNS = (
    Column("perceiver", _("The side whose view the figure is: its code, such as PRC.")),
    Column("target", _("The side that the view is about: its code.")),
    Column(
        "item",
        _("The key of a concern or threat of the questionnaire; empty: the side as a whole."),
        required=False,
    ),
    Column("figure", _("What the figure is: mark, percentage or mean.")),
    Column(
        "value",
        _("The figure with the digits of its source; of a mark serious, moderate, low or none."),
    ),
    Column("low", _("The lower end of its interval, if one was published."), required=False),
    Column("high", _("The upper end of its interval, if one was published."), required=False),
    Column("scale_minimum", _("The lowest value of the scale of a mean."), required=False),
    Column("scale_maximum", _("The highest value of the scale of a mean."), required=False),
    Column("source", _("Where it was published, as one cites it.")),
    Column("url", _("The address of the publication, with https."), required=False),
    Column("date", _("When people were asked: YYYY, YYYY-MM or YYYY-MM-DD.")),
    Column("population", _("Whom the figure is about, such as adults living in Japan.")),
    Column("n", _("How many people were asked, if that was published."), required=False),
    Column("wording", _("The question or statement as it was put, word for word.")),
    Column(
        "language",
        _("The language in which source, population, wording and note are written: its tag."),
        required=False,
    ),
    Column(
        "comparability",
        _("How comparable it is with the question of this study: same, similar or different."),
    ),
    Column(
        "note",
        _("What differs; required unless the question is the same."),
        required=False,
    ),
)
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = frozenset(column.name for column in COLUMNS if column.required)
