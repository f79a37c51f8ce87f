"""A citation as BibTeX, which LaTeX and reference managers read."""

from analytics.export.citations.description import Agent, Description

# What TeX would take for a command. Other letters stay: BibTeX files are UTF-8 today.
ESCAPED = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        # BibTeX counts braces even after a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        **{c: f"\\{c}" for c in "$&#_%"},
    }
)


def bibtex(description: Description) -> bytes:
    """One entry of the type that every style has; the title keeps its capitals."""
    fields = {
        "author": " and ".join(_name(creator) for creator in description.creators),
        "title": f"{{{_escaped(description.title)}}}",
        "year": description.year,
        "publisher": _escaped(description.publisher.name),
        "howpublished": "Data set",
        "version": description.version,
        "note": _escaped(" ".join(filter(None, (f"{description.version}.", description.notice)))),
        # Read as they are.
        "doi": description.doi,
        "url": description.identifier if description.doi or description.address else "",
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    return (f"@misc{{{description.key},\n" + ",\n".join(lines) + "\n}\n").encode()


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _name(agent: Agent) -> str:
    """A name whose parts BibTeX can tell; otherwise in braces, so that it stays as it is written.

    So do names in the letters of East Asia: styles would turn family and given name around.
    """
    if not agent.is_person or not agent.family or agent.is_east_asian:
        return f"{{{_escaped(agent.name)}}}"
    parts = [part for part in (agent.family, agent.given) if part]
    return ", ".join(_part(part) for part in parts) + ("" if agent.given else ",")


def _part(text: str) -> str:
    """Part of a name, in braces where a comma or an "and" in it would part it further."""
    breaks = "," in text or " and " in f" {text.lower()} "
    return f"{{{_escaped(text)}}}" if breaks else _escaped(text)
