"""The documents that assessors are given, as their pages link them."""

from surveys.instruments.builder import from_content
from tests import factories
from tests.html import parse
from tests.surveys.instruments.test_evidence import DOCUMENT
from tests.surveys.views import walking


def test_links_open_another_window_and_tell_the_other_site_nothing(client, study):
    walking.begin(client, factories.make_round(study, document=DOCUMENT), "assessor", "PRC")
    for number in range(1, 5):
        page = parse(client.get(f"/answer/{number}/")).one("main")
        (link,) = page.all("a", target="_blank")
        assert link["href"] == "https://example.org/file.pdf"
        assert set(link["rel"].split()) == {"noreferrer", "noopener"}
        assert link.text == "Common file"
        papers = [cite.text for cite in page.all("cite")]
        assert papers in ([], ["A folder on paper"])


def test_participants_have_none(client, study):
    walking.begin(client, factories.make_round(study, document=DOCUMENT))
    page = client.get("/answer/1/").content.decode()
    assert "example.org" not in page
    assert "A folder on paper" not in page


def test_an_address_is_written_so_that_it_stays_in_its_attribute(client, study):
    evidence = [{"title": DOCUMENT.content["evidence"][0]["title"], "url": 'https://a.b/"x&z'}]
    document = from_content({**DOCUMENT.content, "evidence": evidence})
    walking.begin(client, factories.make_round(study, document=document), "assessor", "PRC")
    (link,) = parse(client.get("/answer/1/")).all("a", target="_blank")
    assert link["href"] == 'https://a.b/"x&z'
