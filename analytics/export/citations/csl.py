"""A citation as CSL-JSON, from which Zotero, pandoc and citation processors write references."""

import json
from typing import Any

from analytics.export.citations.description import Agent, Description


def csl_json(description: Description) -> bytes:
    return (json.dumps([csl_item(description)], ensure_ascii=False, indent=2) + "\n").encode()


def csl_item(description: Description) -> dict[str, Any]:
    """The one item; what is not there has no key."""
    day = [int(part) for part in description.closed_on.split("-") if part]
    item = {
        "id": description.key,
        "type": "dataset",
        "title": description.title,
        "author": [_name(creator) for creator in description.creators],
        "issued": {"date-parts": [day]} if day else None,
        "publisher": description.publisher.name,
        "version": description.version,
        "language": description.language,
        "abstract": description.abstract,
        "DOI": description.doi,
        "URL": description.identifier if description.doi or description.address else "",
        "note": description.notice,
    }
    return {name: value for name, value in item.items() if value}


def _name(agent: Agent) -> dict[str, str]:
    """The parts of a name; processors know in which order each script has them."""
    if not agent.is_person or not agent.family:
        return {"literal": agent.name}
    return {"family": agent.family} | ({"given": agent.given} if agent.given else {})
