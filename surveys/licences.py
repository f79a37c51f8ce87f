"""Licences of published data by their SPDX identifiers. Pure: no Django."""

import re
from functools import cache

from license_expression import get_spdx_licensing

SUGGESTED = "CC-BY-4.0"
# Those that are offered by name, as their makers call them: proper names in every language.
LICENCES = {
    SUGGESTED: "Creative Commons Attribution 4.0 International",
    "CC-BY-SA-4.0": "Creative Commons Attribution-ShareAlike 4.0 International",
    "CC-BY-NC-4.0": "Creative Commons Attribution-NonCommercial 4.0 International",
    "CC0-1.0": "Creative Commons Zero 1.0 Universal",
    "ODC-By-1.0": "Open Data Commons Attribution License 1.0",
    "ODbL-1.0": "Open Data Commons Open Database License 1.0",
}
SPDX = "https://spdx.org/licenses/"
CREATIVE_COMMONS = re.compile(r"CC-(BY(?:-NC)?(?:-SA|-ND)?)-(\d\.\d)")


def normal_licence(text: str) -> str | None:
    """Return the identifier as SPDX writes it; None unless it names one licence of its list.

    >>> normal_licence("cc-by-4.0"), normal_licence("CC-BY-4.0 OR MIT"), normal_licence("CC-BY-9.9")
    ('CC-BY-4.0', None, None)
    """
    return _identifiers().get(text.strip().lower())


@cache
def _identifiers() -> dict[str, str]:
    """The identifiers by their lower-case form, without exceptions and those of other lists."""
    symbols = get_spdx_licensing().known_symbols.items()
    return {
        key.lower(): key
        for key, symbol in symbols
        if not symbol.is_exception and not key.startswith("LicenseRef-")
    }


def licence_name(licence: str) -> str:
    """Return what the licence is called; its identifier where it is not one of `LICENCES`."""
    return LICENCES.get(licence, licence)


def licence_address(licence: str) -> str:
    """Return where the licence can be read: with its makers, or in the list of SPDX.

    >>> licence_address("CC-BY-NC-4.0"), licence_address("MIT")
    ('https://creativecommons.org/licenses/by-nc/4.0/', 'https://spdx.org/licenses/MIT.html')
    """
    if licence == "CC0-1.0":
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    if found := CREATIVE_COMMONS.fullmatch(licence):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    return f"{SPDX}{licence}.html"
