"""Elements of DDI-Codebook 2.5, which archives of social science read."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

NAMESPACE = "ddi:codebook:2_5"


def codebook_root() -> Element:
    """Return the root of a document."""
    return Element("codeBook", {"xmlns": NAMESPACE, "version": "2.5"})


def add(parent: Element, name: str, text: object = None, /, **attributes: str) -> Element:
    """Add a child and return it; an attribute `lang` is the language of the text."""
    language = attributes.pop("lang", None)
    language_attribute = {"xml:lang": language} if language else {}
    child = SubElement(parent, name, language_attribute | attributes)
    child.text = None if text is None else str(text)
    return child


def written(root: Element) -> bytes:
    """Return the document as a file in UTF-8."""
    indent(root)
    return bytes(tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"
