"""Identifiers of people, organisations and data: read as people write them. Pure: no Django.

Each function returns the identifier in the one form that catalogues know, or None unless the text
is one. That somebody was given it is not looked up: nothing is requested of another server.
"""

import re

from surveys.crockford import ALPHABET

ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])", re.ASCII)
ROR = re.compile(r"(?:https?://)?(?:ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}\d{2})", re.ASCII)
# The registrant of a DOI is a number; what follows may be anything that can be seen.
DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}(?:\.\d+)*/[!-~]+)",
    re.ASCII | re.IGNORECASE,
)
# What an address or a sentence could not hold as it is.
NOT_IN_A_DOI = frozenset('"<>\\^`{|}')


def normal_orcid(text: str) -> str | None:
    """Return an ORCID iD as 0000-0002-1825-0097, its last digit checked by ISO 7064 MOD 11-2.

    >>> normal_orcid("https://orcid.org/0000-0002-1825-0097")
    '0000-0002-1825-0097'
    >>> normal_orcid("0000-0002-1825-0079") is None
    True
    """
    found = ORCID.fullmatch(text.strip().upper().replace("HTTPS://ORCID.ORG/", ""))
    if found is None:
        return None
    digits = "".join(found.groups())
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "-".join(found.groups()) if digits[-1] == ("X" if check == 10 else str(check)) else None


def normal_ror(text: str) -> str | None:
    """Return a ROR ID as https://ror.org/03yrm5c26, its last digits checked by ISO 7064 MOD 97-10.

    >>> normal_ror("03yrm5c26")
    'https://ror.org/03yrm5c26'
    >>> normal_ror("03yrm5c62") is None
    True
    """
    found = ROR.fullmatch(text.strip().lower())
    if found is None:
        return None
    number = 0
    for letter in found[1][:-2].upper():
        number = number * 32 + ALPHABET.index(letter)
    check = 98 - number * 100 % 97
    return f"https://ror.org/{found[1]}" if int(found[1][-2:]) == check else None


def normal_doi(text: str) -> str | None:
    """Return a DOI as 10.5281/zenodo.1234567, without its resolver; letters as they are given.

    >>> normal_doi("https://doi.org/10.5281/zenodo.1234567")
    '10.5281/zenodo.1234567'
    >>> normal_doi("10.5281") is None
    True
    """
    found = DOI.fullmatch(text.strip())
    return found[1] if found and not NOT_IN_A_DOI & set(found[1]) else None
