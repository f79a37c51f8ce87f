from analytics.export.citations.schema_org import dataset
from tests.analytics.export.citations.described import ADDRESS, DOI, named, nameless


def test_search_engines_find_what_they_need():
    data = dataset(named(doi=DOI, address=ADDRESS))
    assert (data["@type"], data["name"]) == ("Dataset", "Forum & Co, Second")
    # A search engine of data wants as much.
    assert 50 <= len(data["description"]) <= 5000
    assert (data["url"], data["@id"]) == (ADDRESS, f"https://doi.org/{DOI}")
    assert data["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["temporalCoverage"] == "2025-12-30/2026-01-09"
    assert data["distribution"][1] == {
        "@type": "DataDownload",
        "name": "blocks.csv",
        "contentUrl": f"{ADDRESS}blocks.csv",
        "encodingFormat": "text/csv",
        "contentSize": "9 B",
        "sha256": "b" * 64,
        "description": "Blocks",
    }


def test_people_and_organisations_have_what_is_known_of_them():
    wang, welch, _both, forum = dataset(named())["creator"]
    assert wang == {
        "@type": "Person",
        "name": "王缉思",
        "alternateName": "Wang Jisi",
        "familyName": "王",
        "givenName": "缉思",
        "affiliation": {
            "@type": "Organization",
            "@id": "https://ror.org/02v51f717",
            "name": "Peking University",
        },
    }
    assert welch["@id"] == "https://orcid.org/0000-0002-1825-0097"
    assert forum["@type"] == "Organization"


def test_without_a_licence_the_terms_are_said():
    data = dataset(nameless())
    assert "license" not in data
    assert data["usageInfo"] == "As agreed."


def test_made_up_answers_are_named():
    data = dataset(nameless(simulated=True))
    assert data["creativeWorkStatus"] == "Simulated"
    assert "simulated data" in data["keywords"]
    assert "SIMULATED" in data["description"]
    assert "imulated" not in str(dataset(nameless()))
