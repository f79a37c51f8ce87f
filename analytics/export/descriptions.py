"""What each file of a release is, in a sentence in the language of the moment."""

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.export.labels import Texts
from analytics.export.sentences import text_or_note
from surveys.languages import current_tag, own_names

ARCHIVE = _("Everything below in one ZIP archive")
RELEASE = _("The release itself; its SHA-256 is the checksum of the citation")
CHANGES = _("What changed since an earlier round, which not every reader of the release may see")
INSTRUMENT = _("The questionnaire, with all its texts and their status")
VARIABLES = _("Codebook: every variable and value, in all languages (CSV)")
QUESTIONS = _("What was asked, word for word, in all languages (CSV)")
DDI = _("Codebook for archives, in all languages (DDI-Codebook 2.5)")
CODEBOOK = _("Codebook to read (Markdown)")
PACKAGE = _("Description of the CSV files for programs (Frictionless Data Package)")
CRATE = _("Description of the archive for repositories and programs (RO-Crate 1.1)")
README = _("Citation, terms, what each file is and how to verify them (Markdown)")
SUMS = _("Checksums of all other files")
# Who opens a format, by extension.
PROGRAMS = {
    "csv": _("R, Python and every other program (CSV)"),
    "excel.csv": _("Excel and other spreadsheets (CSV with a byte-order mark)"),
    "parquet": _("pandas, R and databases (Parquet)"),
    "sav": "SPSS",
    "dta": "Stata",
}


def _data(titles: Texts, extension: str) -> str:
    about = {"title": text_or_note(titles, current_tag()), "program": PROGRAMS[extension]}
    return gettext("%(title)s, for %(program)s") % about


# A table in a format.
data = lazy(_data, str)


def in_language(words: str, language: str) -> str:
    """With the language, if there is a file for each."""
    parts = {"words": words, "language": own_names([language]) or language}
    return gettext("%(words)s; in %(language)s") % parts if language else words
