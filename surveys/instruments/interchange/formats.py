"""The kinds of form that a questionnaire goes out as and comes back from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from surveys.instruments.interchange.exporting import form_of
from surveys.instruments.interchange.faults import one_fault
from surveys.instruments.interchange.form import Form
from surveys.instruments.interchange.importing import Imported, Relevance, imported
from surveys.instruments.interchange.limesurvey import limesurvey
from surveys.instruments.interchange.limesurvey import relevance as limesurvey_relevance
from surveys.instruments.interchange.limesurvey_reading import read_limesurvey
from surveys.instruments.interchange.xlsform import relevance as xlsform_relevance
from surveys.instruments.interchange.xlsform import xlsform
from surveys.instruments.interchange.xlsform_reading import read_xlsform
from surveys.instruments.sheets import KINDS, XLSX
from surveys.uploads.workbooks import is_workbook

LARGEST_FORM = 10_000_000  # bytes, as it comes; a workbook is also limited unpacked
LARGEST_MEGABYTES = LARGEST_FORM // 1_000_000
Reader = Callable[[bytes, str, str], Form]


@dataclass(frozen=True)
class Format:
    """A kind of form: its file, and how it is written and its conditions are."""

    key: str
    extension: str
    media_type: str
    party_lists: bool
    write: Callable[[Form], bytes]
    read: Reader
    relevance: Relevance

    def file_of(self, content: Any) -> bytes:
        """Return the form of valid content, as far as it carries it (`carrying`)."""
        return self.write(form_of(content, party_lists=self.party_lists))


XLSFORM = Format("xlsform", "xlsx", KINDS[XLSX], True, xlsform, read_xlsform, xlsform_relevance)
LIMESURVEY = Format(
    "limesurvey",
    "txt",
    "text/tab-separated-values; charset=utf-8",
    False,
    limesurvey,
    read_limesurvey,
    limesurvey_relevance,
)
FORMATS = {each.key: each for each in (XLSFORM, LIMESURVEY)}


def import_form(file: bytes, name: str, base: Any = None) -> Imported:
    """Return the questionnaire of a form, whichever kind it is; ``base`` as `imported` takes it.

    InstrumentError names each fault by its sheet and cell, or its line.
    """
    if len(file) > LARGEST_FORM:
        raise one_fault(name, [f"is larger than a form can be, {LARGEST_MEGABYTES} megabytes"])
    kind = XLSFORM if is_workbook(file) else LIMESURVEY
    language = base["languages"][0] if base else "en"
    # What is wrong is said in English, by the readers of workbooks and encodings too.
    with override("en"):
        return imported(kind.read(file, name, language), name, kind.relevance, base)
