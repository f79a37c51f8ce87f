"""What each file of a release is, in a sentence in the language of the moment."""

from django.utils.translation import gettext as _

from analytics.export.labels import Texts
from analytics.export.sentences import text_or_note
from surveys.languages import current_tag, own_names


def archive(language: str = "") -> str:
    return _("Everything below in one ZIP archive")


def release(language: str = "") -> str:
    return _("The release itself; its SHA-256 is the checksum of the citation")


def changes(language: str = "") -> str:
    return _("What changed since an earlier round, which not every reader of the release may see")


def instrument(language: str = "") -> str:
    return _("The questionnaire, with all its texts and their status")


def data(titles: Texts, extension: str, language: str = "") -> str:
    """A table in a format; its labels in a language, if that is how the format is."""
    about = {"title": text_or_note(titles, current_tag()), "program": program(extension)}
    words = _("%(title)s, for %(program)s") % about
    return _in(language, words)


def program(extension: str) -> str:
    """Who opens a format."""
    return programs().get(extension, extension)


def _in(language: str, words: str) -> str:
    """With the language, if there is a file for each."""
    parts = {"words": words, "language": own_names([language]) or language}
    return _("%(words)s; in %(language)s") % parts if language else words


def programs() -> dict[str, str]:
    """Who opens a format, by extension."""
    return {
        "csv": _("R, Python and every other program (CSV)"),
        "excel.csv": _("Excel and other spreadsheets (CSV with a byte-order mark)"),
        "parquet": _("pandas, R and databases (Parquet)"),
        "sav": "SPSS",
        "dta": "Stata",
    }


def variables(language: str = "") -> str:
    return _("Codebook: every variable and value, in all languages (CSV)")


def questions(language: str = "") -> str:
    return _("What was asked, word for word, in all languages (CSV)")


def ddi(language: str = "") -> str:
    return _("Codebook for archives, in all languages (DDI-Codebook 2.5)")


def codebook(language: str = "") -> str:
    return _in(language, _("Codebook to read (Markdown)"))


def package(language: str = "") -> str:
    return _("Description of the CSV files for programs (Frictionless Data Package)")


def readme(language: str = "") -> str:
    return _in(language, _("Citation, terms, what each file is and how to verify them (Markdown)"))


def sums(language: str = "") -> str:
    return _("Checksums of all other files")
