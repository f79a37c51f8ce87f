"""Drafts threats for the next version of a questionnaire from what participants wrote."""

from collections.abc import Iterable
from typing import Any

import yaml

from surveys.instruments.document import Document

HEADER = """\
# Threats drafted from concerns that participants named and a person released.
# Put them under `threats` in the next version of the questionnaire. Of each, fill in
# - key: a short name of its own, instead of own-1;
# - domain: military, political, economic, societal or environmental;
# - item: the concern as a noun phrase that takes no stand, in every language;
# - referent: what is to be secured, in every language.
# The item in {source} is what was released, in whatever language that is written.
# A translation stays `draft` until a native reader has checked it; then write `reviewed`.
# Until all is filled in the questionnaire is refused, with the line of what is missing.
"""
# A brace would begin a placeholder.
BRACES = str.maketrans("{}", "()")


def draft_threats(document: Document, concerns: Iterable[tuple[str, str, str]]) -> str:
    """Return YAML with a threat for each (perceiver, target, text), in their order.

    The text stands as the item in the source language; all else is empty and to be filled in.
    """
    used = {threat.key for threat in document.threats}
    keys = (key for number in range(1, 10_000) if (key := f"own-{number}") not in used)
    threats = [
        {
            "key": next(keys),
            "perceiver": perceiver,
            "target": target,
            "domain": "",
            "item": _slots(document, text.translate(BRACES)),
            "referent": _slots(document, ""),
        }
        for perceiver, target, text in concerns
    ]
    # No folding: whoever searches for a text finds it in one line.
    written = yaml.safe_dump(
        {"threats": threats}, allow_unicode=True, sort_keys=False, width=10_000
    )
    return HEADER.format(source=document.languages[0]) + written


def _slots(document: Document, words: str) -> dict[str, Any]:
    first, *others = document.languages
    return {first: {"source": words}} | {language: {"draft": ""} for language in others}
