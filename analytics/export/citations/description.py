"""A release as a catalogue describes it: what every format of a citation is written from. Pure."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from analytics.export import sentences
from analytics.export.publication import Publication
from analytics.release.citation import DOI_ADDRESS
from surveys.attribution import ORGANISATION, PERSON
from surveys.languages import join_sentences
from surveys.licences import licence_address, licence_name

# In which one title is given where a format has no more.
FIRST = "en"
# How the Unicode names of letters begin that are written without spaces between names.
EAST_ASIAN = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")


@dataclass(frozen=True)
class Agent:
    """A person or an organisation: as `surveys.attribution` has them, "" where nothing is given.

    ``type`` is that of a contributor, "" of a creator or publisher.
    """

    name: str
    kind: str = ORGANISATION
    family: str = ""
    given: str = ""
    latin: str = ""
    orcid: str = ""
    affiliation: str = ""
    ror: str = ""
    type: str = ""

    @property
    def is_person(self) -> bool:
        return self.kind == PERSON

    @property
    def is_east_asian(self) -> bool:
        """Whether the name is written in the letters of Chinese, Japanese or Korean."""
        return any(unicodedata.name(c, "").startswith(EAST_ASIAN) for c in self.name)

    @property
    def inverted(self) -> str:
        """Family name, comma, given name, as lists sort them; else the name as it is written."""
        parts = [part for part in (self.family, self.given) if part]
        return ", ".join(parts) if self.is_person and self.family else self.name


@dataclass(frozen=True)
class DescribedFile:
    """A file of the release; ``address`` is where it is downloaded, "" beside the description."""

    name: str
    media_type: str
    size: int
    sha256: str
    what: str
    address: str = ""


@dataclass(frozen=True)
class Description:
    """What is said of a release. ``titles`` and ``abstracts`` are by language, the first first.

    ``licence`` is an SPDX identifier, "" where the study chose none; ``terms`` say it in words.
    ``doi`` and ``address``, that of the page in the catalogue, are "" in files of the release.
    """

    release: str
    name: str
    titles: Mapping[str, str]
    abstracts: Mapping[str, str]
    creators: Sequence[Agent]
    contributors: Sequence[Agent]
    publisher: Agent
    licence: str
    terms: str
    opened_on: str
    closed_on: str
    languages: Sequence[str]
    checksum: str
    citation: str
    simulated: bool
    doi: str = ""
    address: str = ""
    files: Sequence[DescribedFile] = ()

    @property
    def language(self) -> str:
        """Of the first title."""
        return next(iter(self.titles))

    @property
    def title(self) -> str:
        return self.titles[self.language]

    @property
    def abstract(self) -> str:
        return self.abstracts[self.language]

    @property
    def year(self) -> str:
        return self.closed_on[:4]

    @property
    def key(self) -> str:
        """Names the release in a list of references."""
        return f"{self.name}-{self.release[:8]}"

    @property
    def version(self) -> str:
        return f"SHA-256 {self.checksum[:16]}"

    @property
    def identifier(self) -> str:
        """The address by which the release is named: of its DOI, else of its page, else a name."""
        if self.doi:
            return f"{DOI_ADDRESS}{self.doi}"
        return self.address or f"urn:uuid:{self.release}"

    @property
    def licence_name(self) -> str:
        return licence_name(self.licence)

    @property
    def licence_address(self) -> str:
        return licence_address(self.licence) if self.licence else ""

    @property
    def notice(self) -> str:
        """That the answers are made up, in English; "" where people gave them."""
        with sentences.in_language(FIRST):
            return str(sentences.SIMULATED) if self.simulated else ""


def described(
    publication: Publication,
    *,
    doi: str = "",
    address: str = "",
    files: Sequence[DescribedFile] = (),
) -> Description:
    """The release of the publication; with a DOI and an address, as its page has it."""
    metadata, titles = publication.metadata, _titles(publication)
    attribution = metadata.get("attribution", {})
    by_title = Agent(_study_title(publication))
    creators = [Agent(**creator) for creator in attribution.get("creators", [])]
    return Description(
        release=str(metadata["release"]),
        name=publication.name,
        titles=titles,
        # Whether there are records is looked up, so only where an abstract is wanted.
        abstracts=_later(lambda: {tag: _abstract(publication, tag) for tag in titles}),
        creators=creators or [by_title],
        contributors=[Agent(**agent) for agent in attribution.get("contributors", [])],
        publisher=Agent(**attribution["publisher"]) if "publisher" in attribution else by_title,
        licence=attribution.get("licence", ""),
        terms=metadata["licence"],
        opened_on=metadata["round"]["opened_on"] or "",
        closed_on=metadata["round"]["closed_on"] or "",
        languages=publication.languages,
        checksum=publication.checksum,
        citation=publication.citation,
        simulated=publication.simulated,
        doi=doi,
        address=address,
        files=files,
    )


def _later(made: Callable[[], dict[str, str]]) -> Any:
    return SimpleLazyObject(made)


def _study_title(publication: Publication) -> str:
    titles: Mapping[str, Any] = publication.metadata["study"]["title"]
    found = (titles.get(tag) for tag in (FIRST, *publication.languages))
    return str(next(filter(None, found), publication.metadata["study"]["slug"]))


def _titles(publication: Publication) -> dict[str, str]:
    """Study and round in each language that has both, English first; else the name of both."""
    tags = sorted(publication.languages, key=lambda tag: tag != FIRST)
    titles = {
        tag: _titled(publication, f"{study}, {round}", tag)
        for tag in tags
        if (study := publication.title(tag)) and (round := publication.round_title(tag))
    }
    return titles or {FIRST: _titled(publication, publication.name, FIRST)}


def _titled(publication: Publication, title: str, tag: str) -> str:
    if not publication.simulated:
        return title
    with sentences.in_language(tag):
        return _("%(title)s [simulated data]") % {"title": title}


def _abstract(publication: Publication, tag: str) -> str:
    parts = (
        sentences.SIMULATED if publication.simulated else "",
        sentences.ABOUT,
        sentences.DISCLOSURE,
        sentences.records_words(publication),
    )
    with sentences.in_language(tag):
        return join_sentences(*(str(part) for part in parts if part))
