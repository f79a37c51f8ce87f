"""Typed links from the page of a release to all that belongs to it, for programs that come to it.

As the profile of FAIR Signposting has them: a few in the header of the page (level 1), and all in a
set of links (level 2), as RFC 9264 writes it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from analytics.export.citations.datacite import ORCID
from analytics.export.citations.description import Description

MEDIA_TYPE = "application/linkset+json"
TYPES = ("https://schema.org/AboutPage", "https://schema.org/Dataset")
# Headers must stay short, so the files but the first are in the set alone.
FILES_IN_HEADER = 1


@dataclass(frozen=True)
class Link:
    """A link from the page; ``profile`` says which kind of its media type the target is."""

    relation: str
    address: str
    media_type: str = ""
    profile: str = ""

    def header(self) -> str:
        named = {"rel": self.relation, "type": self.media_type, "profile": self.profile}
        attributes = [f'{name}="{value}"' for name, value in named.items() if value]
        return "; ".join([f"<{self.address}>", *attributes])


def links(description: Description, records: Iterator[Link] | list[Link]) -> list[Link]:
    """Every link of the page; ``records`` are those to descriptions in other formats."""
    persons = (creator.orcid for creator in description.creators)
    return [
        Link("cite-as", description.identifier),
        *(Link("type", kind) for kind in TYPES),
        *(Link("author", f"{ORCID}{orcid}") for orcid in persons if orcid),
        *([Link("license", description.licence_address)] if description.licence else []),
        *records,
        *(Link("item", file.address, file.media_type) for file in description.files),
    ]


def header(all_links: list[Link], linkset: str) -> str:
    """The value of the header Link: without most files, which the set of links has."""
    items = [link for link in all_links if link.relation == "item"][FILES_IN_HEADER:]
    in_header = [link for link in all_links if link not in items]
    return ", ".join(link.header() for link in [*in_header, Link("linkset", linkset, MEDIA_TYPE)])


def linkset(description: Description, all_links: list[Link]) -> bytes:
    """All links, from the page by their relation, and from each file back to the page."""
    page: dict[str, object] = {"anchor": description.address}
    for link in all_links:
        target = {"href": link.address, "type": link.media_type, "profile": link.profile}
        shown = {name: value for name, value in target.items() if value}
        page.setdefault(link.relation, []).append(shown)  # type: ignore[attr-defined]
    back = [{"href": description.address, "type": "text/html"}]
    files = [{"anchor": file.address, "collection": back} for file in description.files]
    return (json.dumps({"linkset": [page, *files]}, indent=2) + "\n").encode()
