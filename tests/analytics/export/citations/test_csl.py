import json
import warnings

from citeproc import (
    Citation,
    CitationItem,
    CitationStylesBibliography,
    CitationStylesStyle,
    formatter,
)
from citeproc.source.json import CiteProcJSON

from analytics.export.citations.csl import csl_json
from tests.analytics.export.citations.described import ADDRESS, DOI, named, nameless


def item(description):
    (read,) = json.loads(csl_json(description))
    return read


def reference(description):
    """The item as a processor writes it in a list of references."""
    read = item(description)
    with warnings.catch_warnings():
        # The processor does not know every field that there is.
        warnings.simplefilter("ignore")
        source = CiteProcJSON([read])
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, source, formatter.plain)
        bibliography.register(Citation([CitationItem(read["id"])]))
        (entry,) = bibliography.bibliography()
    return str(entry)


def test_names_have_parts_where_they_are_known():
    assert item(named())["author"] == [
        {"family": "王", "given": "缉思"},
        {"family": "Welch", "given": "David A."},
        {"family": "Sato and Kim, Jr"},
        {"literal": "Forum {1} & 50% of $_#~^\\"},
    ]


def test_the_day_is_that_of_the_closing():
    read = item(named(doi=DOI, address=ADDRESS))
    assert read["issued"] == {"date-parts": [[2026, 1, 9]]}
    assert (read["type"], read["DOI"]) == ("dataset", DOI)
    assert "DOI" not in item(named())


def test_a_processor_writes_a_reference_of_it():
    written = reference(nameless(simulated=True))
    assert "Forum & Co" in written
    assert "2026" in written
    assert "[simulated data]" in written
