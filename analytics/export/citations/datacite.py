"""The metadata of DataCite, version 4.6, by which a DOI is registered: as JSON and as XML.

https://datacite-metadata-schema.readthedocs.io/en/4.6/
"""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from analytics.export.citations.description import Agent, Description
from surveys.licences import SPDX

KERNEL = "http://datacite.org/schema/kernel-4"
SCHEMA = "https://schema.datacite.org/meta/kernel-4.6/metadata.xsd"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
# What stands in the place of a DOI that is still to be given.
TO_BE_ANNOUNCED = ":tba"
SUBJECTS = ("threat perception", "track-two diplomacy", "international security", "survey")
ORCID, ROR = "https://orcid.org/", "https://ror.org/"


def datacite_json(description: Description) -> bytes:
    written = datacite(description)
    return (json.dumps(written, ensure_ascii=False, indent=2) + "\n").encode()


def datacite(description: Description) -> dict[str, Any]:
    """The attributes of a DOI as DataCite's REST API takes them; what is empty is left out."""
    attributes = {
        "doi": description.doi,
        "schemaVersion": KERNEL,
        "creators": [_agent(creator) for creator in description.creators],
        "titles": [
            {"title": title, "lang": tag}
            | ({} if tag == description.language else {"titleType": "TranslatedTitle"})
            for tag, title in description.titles.items()
        ],
        "publisher": _publisher(description.publisher),
        "publicationYear": description.year,
        "subjects": [{"subject": subject, "lang": "en"} for subject in SUBJECTS],
        "contributors": [
            _agent(agent) | {"contributorType": agent.type} for agent in description.contributors
        ],
        "dates": _dates(description),
        "language": description.language,
        "types": {
            "resourceTypeGeneral": "Dataset",
            "resourceType": "Simulated survey data" if description.simulated else "Survey data",
        },
        "alternateIdentifiers": [
            {"alternateIdentifier": value, "alternateIdentifierType": kind}
            for kind, value in (
                ("UUID", description.release),
                ("SHA-256", description.checksum),
                ("URL", description.address),
            )
            if value
        ],
        "formats": list(dict.fromkeys(file.media_type for file in description.files)),
        "version": description.version,
        "rightsList": [_rights(description)],
        "descriptions": [
            {"description": abstract, "descriptionType": "Abstract", "lang": tag}
            for tag, abstract in description.abstracts.items()
        ],
    }
    return {name: value for name, value in attributes.items() if value}


def _agent(agent: Agent) -> dict[str, Any]:
    described = {
        "name": agent.inverted,
        "nameType": "Personal" if agent.is_person else "Organizational",
        "givenName": agent.given,
        "familyName": agent.family,
        "nameIdentifiers": _identifiers(agent),
        "affiliation": _affiliations(agent),
    }
    return {name: value for name, value in described.items() if value}


def _identifiers(agent: Agent) -> list[dict[str, str]]:
    identifiers = []
    if agent.orcid:
        identifiers.append(_identifier(f"{ORCID}{agent.orcid}", "ORCID", ORCID))
    if agent.ror and not agent.is_person:
        identifiers.append(_identifier(agent.ror, "ROR", ROR))
    return identifiers


def _identifier(value: str, scheme: str, address: str) -> dict[str, str]:
    return {"nameIdentifier": value, "nameIdentifierScheme": scheme, "schemeUri": address}


def _affiliations(agent: Agent) -> list[dict[str, str]]:
    if not agent.affiliation:
        return []
    identified = {
        "affiliationIdentifier": agent.ror,
        "affiliationIdentifierScheme": "ROR",
        "schemeUri": ROR,
    }
    return [{"name": agent.affiliation} | (identified if agent.ror else {})]


def _publisher(agent: Agent) -> dict[str, str]:
    identified = {
        "publisherIdentifier": agent.ror,
        "publisherIdentifierScheme": "ROR",
        "schemeUri": ROR,
    }
    return {"name": agent.name} | (identified if agent.ror else {})


def _dates(description: Description) -> list[dict[str, str]]:
    """When people answered; the release was made when the round had closed."""
    if not description.closed_on:
        return []
    collected = "/".join(filter(None, (description.opened_on, description.closed_on)))
    return [
        {"date": collected, "dateType": "Collected"},
        {"date": description.closed_on, "dateType": "Created"},
    ]


def _rights(description: Description) -> dict[str, str]:
    if not description.licence:
        return {"rights": description.terms, "lang": "en"}
    return {
        "rights": description.licence_name,
        "rightsUri": description.licence_address,
        "rightsIdentifier": description.licence,
        "rightsIdentifierScheme": "SPDX",
        "schemeUri": SPDX,
        "lang": "en",
    }


# --- XML -----------------------------------------------------------------------------------------

# The lists of elements: what holds them, each of them, the key of its text, and how its other keys
# are called as attributes.
LISTS = (
    ("titles", "title", "title"),
    ("subjects", "subject", "subject"),
    ("dates", "date", "date"),
    ("alternateIdentifiers", "alternateIdentifier", "alternateIdentifier"),
    ("rightsList", "rights", "rights"),
    ("descriptions", "description", "description"),
)
ATTRIBUTES = {"lang": "xml:lang", "schemeUri": "schemeURI", "rightsUri": "rightsURI"}
AGENTS = (
    ("creators", "creator", "creatorName"),
    ("contributors", "contributor", "contributorName"),
)


def datacite_xml(description: Description) -> bytes:
    """The same as XML. Without a DOI its identifier says that one is still to be announced."""
    said = datacite(description)
    root = Element(
        "resource",
        {
            "xmlns": KERNEL,
            "xmlns:xsi": INSTANCE,
            "xsi:schemaLocation": f"{KERNEL} {SCHEMA}",
        },
    )
    _add(root, "identifier", said.get("doi", TO_BE_ANNOUNCED), identifierType="DOI")
    for holder, element, name in AGENTS:
        for agent in said.get(holder, ()):
            _add_agent(_holder(root, holder), element, name, agent)
    _add_with(root, "publisher", "name", said["publisher"])
    for name in ("publicationYear", "language", "version"):
        if name in said:
            _add(root, name, said[name])
    types = said["types"]
    general = types["resourceTypeGeneral"]
    _add(root, "resourceType", types["resourceType"], resourceTypeGeneral=general)
    for holder, element, key in LISTS:
        for entry in said.get(holder, ()):
            _add_with(_holder(root, holder), element, key, entry)
    for format in said.get("formats", ()):
        _add(_holder(root, "formats"), "format", format)
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"


def _holder(root: Element, name: str) -> Element:
    found = root.find(name)
    return SubElement(root, name) if found is None else found


def _add(parent: Element, name: str, text: str, /, **attributes: str) -> Element:
    element = SubElement(parent, name, attributes)
    element.text = text
    return element


def _add_with(parent: Element, name: str, key: str, entry: Mapping[str, str]) -> Element:
    """An element whose text is under the key, and all else that the entry has its attributes."""
    attributes = {ATTRIBUTES.get(k, k): value for k, value in entry.items() if k != key}
    element = SubElement(parent, name, attributes)
    element.text = entry[key]
    return element


def _add_agent(parent: Element, name: str, name_of_name: str, agent: Mapping[str, Any]) -> None:
    types = {k: agent[k] for k in ("contributorType",) if k in agent}
    element = SubElement(parent, name, types)
    _add(element, name_of_name, agent["name"], nameType=agent["nameType"])
    for part in ("givenName", "familyName"):
        if part in agent:
            _add(element, part, agent[part])
    for identifier in agent.get("nameIdentifiers", ()):
        _add_with(element, "nameIdentifier", "nameIdentifier", identifier)
    for affiliation in agent.get("affiliation", ()):
        _add_with(element, "affiliation", "name", affiliation)
