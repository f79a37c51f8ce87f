"""A release in the words of schema.org, as JSON-LD: for search engines of data, and in RO-Crate."""

import json
from typing import Any

from analytics.export.citations.datacite import ORCID, SUBJECTS
from analytics.export.citations.description import Agent, Description

CONTEXT = "https://schema.org/"
Node = dict[str, Any]


def json_ld(description: Description) -> bytes:
    text = json.dumps(dataset(description), ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def dataset(description: Description) -> Node:
    """The release as a Dataset whose files are its distribution; what is empty is left out."""
    files = [
        filled(
            {
                "@type": "DataDownload",
                "name": file.name,
                "contentUrl": file.address,
                "encodingFormat": file.media_type,
                "contentSize": f"{file.size} B",
                "sha256": file.sha256,
                "description": file.what,
            }
        )
        for file in description.files
    ]
    return filled(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "@id": description.identifier,
            **about(description),
            "url": description.address,
            "creator": [agent(creator) for creator in description.creators],
            "contributor": [agent(contributor) for contributor in description.contributors],
            "publisher": agent(description.publisher),
            "license": description.licence_address,
            "distribution": files,
        }
    )


def about(description: Description) -> Node:
    """What holds for the whole, whoever is named and wherever its files are."""
    others = [title for tag, title in description.titles.items() if tag != description.language]
    period = "/".join(filter(None, (description.opened_on, description.closed_on)))
    return {
        "name": description.title,
        "alternateName": others,
        "description": description.abstract,
        "identifier": [
            *([description.identifier] if description.doi else []),
            f"urn:uuid:{description.release}",
            f"sha256:{description.checksum}",
        ],
        "datePublished": description.closed_on,
        "temporalCoverage": period,
        "inLanguage": list(description.languages),
        "version": description.version,
        "keywords": [*SUBJECTS, *(["simulated data"] if description.simulated else [])],
        "creditText": description.citation,
        "usageInfo": "" if description.licence else description.terms,
        "creativeWorkStatus": "Simulated" if description.simulated else "Published",
    }


def agent(described: Agent) -> Node:
    """A person or an organisation under the identifier that it has, if it has one."""
    own = described.ror if not described.is_person else ""
    identifier = f"{ORCID}{described.orcid}" if described.orcid else own
    affiliation = {
        "@type": "Organization",
        "@id": described.ror,
        "name": described.affiliation,
    }
    return filled(
        {
            "@type": "Person" if described.is_person else "Organization",
            "@id": identifier,
            "name": described.name,
            "alternateName": described.latin,
            "familyName": described.family,
            "givenName": described.given,
            "affiliation": filled(affiliation) if described.affiliation else {},
        }
    )


def filled(node: Node) -> Node:
    """The node without what is empty."""
    return {name: value for name, value in node.items() if value not in ("", [], {}, None)}
