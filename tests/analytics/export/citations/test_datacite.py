"""What registers a DOI is valid by DataCite's own schema, version 4.6."""

import importlib.util
import json
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from analytics.export.citations.datacite import datacite, datacite_json, datacite_xml
from surveys.attribution import CONTRIBUTOR_LABELS
from tests.analytics.export.citations.described import (
    ADDRESS,
    DOI,
    named,
    nameless,
)

NAMES = {"d": "http://datacite.org/schema/kernel-4"}
LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def schema_folder() -> Path:
    """The schema of DataCite as the validator of ETH brings it along."""
    found = importlib.util.find_spec("validator")
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0]) / "schema"


@cache
def schema():
    return etree.XMLSchema(etree.parse(schema_folder() / "metadata.xsd"))


def read(description):
    root = etree.fromstring(datacite_xml(description))
    schema().assertValid(root)
    return root


def texts(root, path):
    return [element.text for element in root.findall(path, NAMES)]


def test_the_schema_is_that_of_the_version():
    assert "v4.6:" in (schema_folder() / "metadata.xsd").read_text()


@pytest.mark.parametrize(
    "description",
    [
        named(),
        named(simulated=True, doi=DOI, address=ADDRESS),
        nameless(),
        nameless(simulated=True),
    ],
)
def test_it_is_valid_whoever_is_named(description):
    read(description)


def test_without_a_doi_one_is_still_to_be_announced():
    assert texts(read(named()), "d:identifier") == [":tba"]
    assert texts(read(named(doi=DOI)), "d:identifier") == [DOI]


def test_names_titles_and_rights_are_where_they_belong():
    root = read(named())
    assert texts(root, "d:creators/d:creator/d:creatorName")[:2] == ["王, 缉思", "Welch, David A."]
    assert texts(root, "d:creators/d:creator/d:nameIdentifier") == [
        "https://orcid.org/0000-0002-1825-0097"
    ]
    (affiliation,) = root.findall("d:creators/d:creator/d:affiliation", NAMES)
    assert affiliation.get("affiliationIdentifier") == "https://ror.org/02v51f717"
    (collector,) = root.findall("d:contributors/d:contributor", NAMES)
    assert collector.get("contributorType") == "DataCollector"
    titles = root.findall("d:titles/d:title", NAMES)
    assert [(t.get(LANG), t.get("titleType")) for t in titles] == [
        ("en", None),
        ("zh-Hans", "TranslatedTitle"),
        ("ja", "TranslatedTitle"),
        ("ko", "TranslatedTitle"),
    ]
    (rights,) = root.findall("d:rightsList/d:rights", NAMES)
    assert rights.get("rightsIdentifier") == "CC-BY-4.0"
    assert texts(root, "d:publicationYear") == ["2026"]
    assert texts(root, "d:dates/d:date") == ["2025-12-30/2026-01-09", "2026-01-09"]


def test_made_up_answers_are_named():
    root = read(nameless(simulated=True))
    assert texts(root, "d:resourceType") == ["Simulated survey data"]
    assert all("SIMUL" in t or len(t) > 80 for t in texts(root, "d:descriptions/d:description"))
    assert texts(read(nameless()), "d:resourceType") == ["Survey data"]


def test_json_says_the_same():
    said = json.loads(datacite_json(named(doi=DOI, address=ADDRESS)))
    assert said == datacite(named(doi=DOI, address=ADDRESS))
    assert said["doi"] == DOI
    assert [title["title"] for title in said["titles"]] == list(named().titles.values())
    assert said["formats"] == ["application/zip", "text/csv"]
    assert said["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"


def test_every_type_of_contributor_is_one_of_the_schema():
    root = etree.parse(schema_folder() / "include" / "datacite-contributorType-v4.xsd")
    known = {e.get("value") for e in root.iter("{http://www.w3.org/2001/XMLSchema}enumeration")}
    assert set(CONTRIBUTOR_LABELS) == known
