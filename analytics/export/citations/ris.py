"""A citation as RIS, which reference managers read."""

from analytics.export.citations.description import Description


def ris(description: Description) -> bytes:
    """One record of the type of data; lines end as the format wants it."""
    day = description.closed_on.replace("-", "/")
    tags = [
        ("TY", "DATA"),
        ("ID", description.key),
        *(("AU", creator.inverted) for creator in description.creators),
        ("TI", description.title),
        ("PY", description.year),
        ("DA", f"{day}/" if day else ""),
        ("PB", description.publisher.name),
        ("ET", description.version),
        ("DO", description.doi),
        ("UR", description.identifier if description.doi or description.address else ""),
        ("LA", description.language),
        ("AB", description.abstract),
        ("N1", description.notice),
        ("C1", description.terms),
    ]
    lines = [f"{tag}  - {value}\r\n" for tag, value in tags if value]
    return ("".join(lines) + "ER  - \r\n").encode()
