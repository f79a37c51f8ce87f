"""A release with everybody named whom a study can name, and one that names nobody."""

from functools import cache
from typing import Any

from analytics.export.citations.description import DescribedFile, Description, described
from tests.analytics.export.publications import publication

WANG = {
    "name": "王缉思",
    "kind": "person",
    "family": "王",
    "given": "缉思",
    "latin": "Wang Jisi",
    "affiliation": "Peking University",
    "ror": "https://ror.org/02v51f717",
}
WELCH = {
    "name": "David A. Welch",
    "kind": "person",
    "family": "Welch",
    "given": "David A.",
    "orcid": "0000-0002-1825-0097",
}
BOTH = {"name": "Sato and Kim, Jr", "kind": "person", "family": "Sato and Kim, Jr"}
FORUM = {"name": "Forum {1} & 50% of $_#~^\\", "kind": "organisation"}
COLLECTOR = {"type": "DataCollector", "name": "佐藤花子", "kind": "person", "family": "佐藤"}
ATTRIBUTION: dict[str, Any] = {
    "creators": [WANG, WELCH, BOTH, FORUM],
    "contributors": [COLLECTOR],
    "publisher": {"name": "Institute of Peace", "ror": "https://ror.org/057zh3y96"},
    "licence": "CC-BY-4.0",
}
TITLES = {
    "study": {
        "slug": "forum",
        "title": {"en": "Forum & Co", "zh-Hans": "论坛", "ja": "フォーラム", "ko": "포럼"},
    },
    "round": {
        "number": 2,
        "title": {"en": "Second", "zh-Hans": "第二轮", "ja": "第2回", "ko": "2회차"},
        "opened_on": "2025-12-30",
        "closed_on": "2026-01-09",
    },
}
LANGUAGES = ("zh-Hans", "en", "ja", "ko")
ADDRESS = "https://survey.example.org/catalogue/11111111-2222-4333-8444-555555555555/"
DOI = "10.5281/zenodo.1234567"
FILES = (
    DescribedFile("forum.zip", "application/zip", 99, "a" * 64, "All", f"{ADDRESS}forum.zip"),
    DescribedFile("blocks.csv", "text/csv", 9, "b" * 64, "Blocks", f"{ADDRESS}blocks.csv"),
)


@cache
def named(*, simulated: bool = False, doi: str = "", address: str = "") -> Description:
    told = publication(
        LANGUAGES, simulated=simulated, attribution=ATTRIBUTION, licence="CC BY", **TITLES
    )
    return described(told, doi=doi, address=address, files=FILES if address else ())


@cache
def nameless(*, simulated: bool = False) -> Description:
    return described(publication(LANGUAGES, simulated=simulated, attribution={}, **TITLES))
