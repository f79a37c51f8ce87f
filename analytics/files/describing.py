"""What each file of a release is, in a sentence in the language of the moment."""

from django.utils.translation import gettext as _

from analytics.files.columns import Texts
from analytics.files.prose import told
from surveys.languages import current_tag, own_names


def archive() -> str:
    return _("Everything below in one ZIP archive")


def release() -> str:
    return _("The release itself; its SHA-256 is the checksum of the citation")


def changes() -> str:
    return _("What changed since an earlier round, which not every reader of the release may see")


def instrument() -> str:
    return _("The questionnaire, with all its texts and their status")


def data(titles: Texts, extension: str, language: str) -> str:
    """A table in a format; its labels in a language, if that is how the format is."""
    title = told(titles, current_tag())
    about = {"title": title, "program": programs().get(extension, extension)}
    if not language:
        return _("%(title)s, for %(program)s") % about
    about["language"] = own_names([language]) or language
    return _("%(title)s, for %(program)s, labels in %(language)s") % about


def programs() -> dict[str, str]:
    """Who opens a format, by extension."""
    return {
        "csv": _("R, Python and every other program (CSV)"),
        "excel.csv": _("Excel and other spreadsheets (CSV with a byte-order mark)"),
        "parquet": _("pandas, R and databases (Parquet)"),
        "sav": "SPSS",
        "dta": "Stata",
    }


def variables() -> str:
    return _("Codebook: every variable and value, in all languages (CSV)")


def questions() -> str:
    return _("What was asked, word for word, in all languages (CSV)")


def ddi() -> str:
    return _("Codebook for archives, in all languages (DDI-Codebook 2.5)")


def codebook(language: str) -> str:
    told = {"language": own_names([language]) or language}
    return _("Codebook to read, in %(language)s (Markdown)") % told


def package() -> str:
    return _("Description of the CSV files for programs (Frictionless Data Package)")


def readme(language: str) -> str:
    told = {"language": own_names([language]) or language}
    return _("Read this first, in %(language)s: citation, terms and how to verify") % told


def sums() -> str:
    return _("Checksums of all other files")
