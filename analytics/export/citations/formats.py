"""The formats in which a release is cited and described, by the names of their files."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.export.citations.bibtex import bibtex
from analytics.export.citations.csl import csl_json
from analytics.export.citations.datacite import KERNEL, datacite_json, datacite_xml
from analytics.export.citations.description import Description
from analytics.export.citations.ris import ris
from analytics.export.citations.schema_org import CONTEXT, json_ld


@dataclass(frozen=True)
class CitationFormat:
    """A format; ``what`` says for whom, ``profile`` which kind of its media type it is."""

    name: str
    media_type: str
    what: str | Promise
    write: Callable[[Description], bytes]
    profile: str = ""


FOR_MANAGERS = (
    CitationFormat(
        "citation.bib", "application/x-bibtex", _("Citation for LaTeX (BibTeX)"), bibtex
    ),
    CitationFormat(
        "citation.ris",
        "application/x-research-info-systems",
        _("Citation for EndNote, Zotero and others (RIS)"),
        ris,
    ),
    CitationFormat(
        "citation.csl.json",
        "application/vnd.citationstyles.csl+json",
        _("Citation for Zotero and pandoc (CSL-JSON)"),
        csl_json,
    ),
)
FOR_REPOSITORIES = (
    CitationFormat(
        "datacite.xml",
        "application/xml",
        _("Description for whoever registers a DOI (DataCite 4.6, XML)"),
        datacite_xml,
        KERNEL,
    ),
    CitationFormat(
        "datacite.json",
        "application/json",
        _("Description for whoever registers a DOI (DataCite 4.6, JSON)"),
        datacite_json,
        KERNEL,
    ),
)
# Only with an address to be found at.
FOR_SEARCH_ENGINES = CitationFormat(
    "dataset.jsonld",
    "application/ld+json",
    _("Description for search engines of data (schema.org, JSON-LD)"),
    json_ld,
    CONTEXT,
)
IN_FILES = (*FOR_MANAGERS, *FOR_REPOSITORIES)
FORMATS = (*IN_FILES, FOR_SEARCH_ENGINES)
