import pytest

from analytics.export.citations.description import Agent, described
from tests.analytics.export.citations.described import (
    ADDRESS,
    COLLECTOR,
    DOI,
    FORUM,
    WANG,
    WELCH,
    named,
    nameless,
)
from tests.analytics.export.publications import publication


def test_english_comes_first_and_then_the_languages_of_the_round():
    assert named().titles == {
        "en": "Forum & Co, Second",
        "zh-Hans": "论坛, 第二轮",
        "ja": "フォーラム, 第2回",
        "ko": "포럼, 2회차",
    }
    assert next(iter(named().titles)) == named().language == "en"


def test_a_language_with_half_a_title_has_none():
    assert list(described(publication(("en", "ja"))).titles) == ["en"]


def test_simulated_data_says_so_in_every_title_and_abstract():
    made_up, real = named(simulated=True), named()
    assert made_up.titles["en"] == "Forum & Co, Second [simulated data]"
    assert len(set(made_up.abstracts.values())) == 4
    for tag in made_up.titles:
        assert made_up.titles[tag] != real.titles[tag]
        assert len(made_up.abstracts[tag]) > len(real.abstracts[tag])
    assert "SIMULATED" in made_up.notice
    assert real.notice == ""


def test_without_creators_the_title_of_the_study_stands_for_them():
    assert [agent.name for agent in nameless().creators] == ["Forum & Co"]
    assert not nameless().creators[0].is_person
    assert nameless().publisher.name == "Forum & Co"
    assert (nameless().licence, nameless().licence_address) == ("", "")
    assert [agent.name for agent in named().creators][:2] == ["王缉思", "David A. Welch"]
    assert [agent.type for agent in named().contributors] == ["DataCollector"]


@pytest.mark.parametrize(
    ("agent", "inverted", "east_asian"),
    [
        (WELCH, "Welch, David A.", False),
        (WANG, "王, 缉思", True),
        (COLLECTOR, "佐藤", True),
        (FORUM, FORUM["name"], False),
        ({"name": "David A. Welch", "kind": "person"}, "David A. Welch", False),
        ({"name": "홍길동", "kind": "person"}, "홍길동", True),
    ],
)
def test_names_are_sorted_by_family_where_it_is_known(agent, inverted, east_asian):
    agent = Agent(**agent)
    assert (agent.inverted, agent.is_east_asian) == (inverted, east_asian)


def test_a_release_is_named_by_its_doi_then_its_page_then_itself():
    release = "11111111-2222-4333-8444-555555555555"
    assert named(doi=DOI, address=ADDRESS).identifier == f"https://doi.org/{DOI}"
    assert named(address=ADDRESS).identifier == ADDRESS
    assert named().identifier == f"urn:uuid:{release}"


def test_the_year_is_that_of_the_closing():
    assert named().year == "2026"
