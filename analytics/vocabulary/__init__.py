"""Every enumeration of the results with its words: one dictionary each, value to translated words.

The words are lazy: they come out in the language that is active when they are turned into text.
"""

from collections.abc import Mapping

from django.utils.functional import Promise

Words = Mapping[str, str | Promise]


def translated(words: Words) -> dict[str, str]:
    """The words in the language that is active now."""
    return {value: str(word) for value, word in words.items()}
