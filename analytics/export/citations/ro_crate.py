"""The archive as an RO-Crate, version 1.1, by which repositories and programs know its files.

https://www.researchobject.org/ro-crate/specification/1.1/
"""

import json

from analytics.export.citations.description import DescribedFile, Description
from analytics.export.citations.schema_org import Node, about, agent, filled

METADATA = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.1"
# The context of RO-Crate 1.1 has no word for a checksum.
CONTEXT = [f"{VERSION}/context", {"sha256": "https://schema.org/sha256"}]
ROOT, TERMS = "./", "#terms"


def ro_crate(description: Description) -> bytes:
    """The metadata of the crate: its files, whoever is named, and the licence, each a node."""
    nodes = [_descriptor(), _root(description), _licence(description)]
    nodes += [_file(file) for file in description.files]
    named = [description.publisher, *description.creators, *description.contributors]
    for described in named:
        nodes += _apart(agent(described))
    once = {node["@id"]: node for node in reversed(nodes)}
    graph = [node for node in nodes if once.pop(node["@id"], None)]
    text = json.dumps({"@context": CONTEXT, "@graph": graph}, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def _descriptor() -> Node:
    return {
        "@id": METADATA,
        "@type": "CreativeWork",
        "conformsTo": {"@id": VERSION},
        "about": {"@id": ROOT},
    }


def _root(description: Description) -> Node:
    return filled(
        {
            "@id": ROOT,
            "@type": "Dataset",
            **about(description),
            "license": {"@id": _licence_id(description)},
            "author": [_reference(agent(creator)) for creator in description.creators],
            "contributor": [_reference(agent(other)) for other in description.contributors],
            "publisher": _reference(agent(description.publisher)),
            "hasPart": [{"@id": file.name} for file in description.files],
        }
    )


def _licence_id(description: Description) -> str:
    return description.licence_address or TERMS


def _licence(description: Description) -> Node:
    """The crate must have one: without a licence the terms to which participants agreed."""
    return filled(
        {
            "@id": _licence_id(description),
            "@type": "CreativeWork",
            "name": description.licence_name or "Terms of use",
            "identifier": description.licence,
            "description": description.terms,
        }
    )


def _file(file: DescribedFile) -> Node:
    return filled(
        {
            "@id": file.name,
            "@type": "File",
            "name": file.name,
            "description": file.what,
            "encodingFormat": file.media_type,
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
    )


def _id(node: Node) -> str:
    """Of somebody without an identifier: a name of this crate alone."""
    return node.get("@id") or f"#{'-'.join(node['name'].split())}"


def _reference(node: Node) -> Node:
    return {"@id": _id(node)}


def _apart(node: Node) -> list[Node]:
    """The node under an identifier, and its affiliation as another: no node lies in a node."""
    inner = node.get("affiliation")
    if inner is None:
        return [{**node, "@id": _id(node)}]
    whole = {**node, "@id": _id(node), "affiliation": _reference(inner)}
    return [whole, *_apart(inner)]
