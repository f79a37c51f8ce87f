import json

from requests.utils import parse_header_links

from analytics.export.citations.signposting import Link, header, links, linkset
from tests.analytics.export.citations.described import ADDRESS, DOI, named

RECORD = Link("describedby", f"{ADDRESS}datacite.xml", "application/xml", "http://kernel")
LINKS = links(named(doi=DOI, address=ADDRESS), [RECORD])


def test_a_program_reads_the_links_of_the_page():
    read = parse_header_links(header(LINKS, f"{ADDRESS}linkset.json"))
    found = [(link["rel"], link["url"], link.get("type")) for link in read]
    assert found == [
        ("cite-as", f"https://doi.org/{DOI}", None),
        ("type", "https://schema.org/AboutPage", None),
        ("type", "https://schema.org/Dataset", None),
        ("author", "https://orcid.org/0000-0002-1825-0097", None),
        ("license", "https://creativecommons.org/licenses/by/4.0/", None),
        ("describedby", f"{ADDRESS}datacite.xml", "application/xml"),
        ("item", f"{ADDRESS}forum.zip", "application/zip"),
        ("linkset", f"{ADDRESS}linkset.json", "application/linkset+json"),
    ]
    assert read[5]["profile"] == "http://kernel"


def test_the_set_of_links_has_every_file_and_the_way_back():
    (page, *files) = json.loads(linkset(named(doi=DOI, address=ADDRESS), LINKS))["linkset"]
    assert page["anchor"] == ADDRESS
    assert [item["href"] for item in page["item"]] == [
        f"{ADDRESS}forum.zip",
        f"{ADDRESS}blocks.csv",
    ]
    assert page["cite-as"] == [{"href": f"https://doi.org/{DOI}"}]
    assert [file["anchor"] for file in files] == [item["href"] for item in page["item"]]
    assert all(file["collection"][0]["href"] == ADDRESS for file in files)
