"""Why a value is missing, with the code of each reason in the files and its words."""

from collections.abc import Mapping
from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# The letters of Stata's extended missing values go by this order.
_STATA_ORDER = (
    "PREFER_NOT_TO_SAY",
    "CANNOT_DETERMINE",
    "NOT_ASKED",
    "SKIPPED",
    "BELOW_FIVE",
)


class Missing(IntEnum):
    """Why there is no value; None beside these means that nothing can be said.

    The number is the code in SPSS files, where it is declared as missing, and in columns of marks
    in every other format. The first three are the numbers of `surveys.models.response.Mark`.
    """

    SKIPPED = -3
    PREFER_NOT_TO_SAY = -2
    CANNOT_DETERMINE = -1
    NOT_ASKED = -4
    BELOW_FIVE = -5

    @property
    def key(self) -> str:
        """The reason's name in the codebook.

        >>> Missing.BELOW_FIVE.key
        'below_five'
        """
        return self.name.lower()

    @property
    def stata(self) -> str:
        """The letter of the extended missing value in Stata files.

        >>> Missing.BELOW_FIVE.stata
        'e'
        """
        return "abcde"[_STATA_ORDER.index(self.name)]


MISSING: Mapping[Missing, str | Promise] = {
    Missing.SKIPPED: _("skipped"),
    Missing.PREFER_NOT_TO_SAY: _("prefers not to say"),
    Missing.CANNOT_DETERMINE: _("cannot be determined"),
    Missing.NOT_ASKED: _("not asked"),
    Missing.BELOW_FIVE: _("a group of fewer than five people, of which only the size is published"),
}

# The answers that name no level, by their key in the release.
ANSWERS_WITHOUT_LEVEL: Mapping[str, str | Promise] = {
    reason.key: MISSING[reason]
    for reason in (Missing.SKIPPED, Missing.PREFER_NOT_TO_SAY, Missing.CANNOT_DETERMINE)
}
