"""What the room should talk about is chosen by rule and said no louder than its interval allows."""

import pytest

from analytics.measures.verdicts import Thresholds
from analytics.web.pages.shared import words_of
from analytics.web.pages.topics import chosen_topics
from tests.analytics.made import LOW, make_release
from tests.analytics.release.test_rows import cell, mean_row
from tests.html import Element

LINKS = {("PRC", "JPN"): "/there/", ("JPN", "PRC"): "/back/", ("PRC", "ROK"): "/rok/"}


def together(value, low, high, above, of="delta"):
    return {
        f"pooled_{of}": value,
        f"pooled_{of}_low": low,
        f"pooled_{of}_high": high,
        "pooled_above": above,
    }


def shown(item, value, **fields):
    """A question for dialogue: its threat gap and its empathy gap."""
    sure = together(value, value - 0.1, value + 0.2, 0.99)
    unseen = together(-0.9, -1.4, -0.6, 0.02, "empathy_gap")
    return [
        cell(item, value, kind="overestimation", figures=sure, **fields),
        cell(item, -0.9, gap="empathy", kind="underpredicted", figures=unseen, **fields),
    ]


def likely(perceiver, target, value, above, low=0.05):
    pooled = {"mean": value, "mean_low": low, "mean_high": value + 0.2, "above": above}
    return mean_row(perceiver, target, value, pooled=pooled)


@pytest.fixture
def chosen(release):
    def choose(cells=(), means=()):
        return chosen_topics(words_of(release), cells, means, LINKS, Thresholds())

    return choose


def test_of_each_dyad_the_question_with_the_greatest_gap_comes_first(chosen):
    cells = [
        *shown("military", 0.3),
        *shown("political", 0.6),
        *shown("economic", 0.4, perceiver="JPN", target="PRC"),
    ]
    first, second = chosen(cells)
    assert (first["perceiver"], first["target"], first["url"]) == ("PRC", "Japan", "/there/")
    assert first["question"] == "Political"
    threat, empathy = first["findings"]
    assert threat["words"].replace("\N{NO-BREAK SPACE}", " ") == "almost certainly above (99 %)"
    assert (threat["size"], threat["value"]) == ("a large gap", "+0.60")
    assert empathy["words"].startswith("almost certainly too low")
    assert empathy["size"] == "by at least half a level"
    assert second["perceiver"] == "Japan"


def test_a_question_is_no_topic_without_both_findings(chosen):
    threat, unseen = shown("military", 0.6)
    for cells in (
        [threat, cell("military", 0.6, gap="empathy", kind="overpredicted")],
        [threat, cell("military", -0.4, gap="empathy", kind="inconclusive")],
        [threat, cell("political", -0.9, gap="empathy", kind="underpredicted")],
        [cell("military", 0.6), unseen],
    ):
        assert chosen(cells) == []


def test_places_left_are_for_the_likeliest_dyads_not_yet_named(chosen):
    means = [
        likely("PRC", "JPN", 0.5, 0.99),
        likely("JPN", "PRC", 0.2, 0.993),
        likely("PRC", "ROK", 0.4, 0.996),
        likely("USA", "ROK", 0.4, 0.99),  # no page leads there
    ]
    first, *others = chosen(shown("military", 0.6), means)
    assert first["question"] == "Military"
    # Of two that read alike, 99 percent, the greater gap comes first.
    assert [topic["url"] for topic in others] == ["/rok/", "/back/"]
    assert others[0]["sentence"].startswith("It is almost certain (99")
    assert others[0]["findings"][0]["size"] == "perhaps a small gap"


def test_an_even_chance_is_no_topic_and_an_open_interval_has_no_size(chosen):
    assert chosen(means=[likely("PRC", "JPN", 0.01, 0.54)]) == []
    (topic,) = chosen(means=[likely("PRC", "JPN", 0.1, 0.7, low=-0.1)])
    assert topic["findings"][0]["size"] == "of unknown size"


def test_there_are_three_at_most(chosen):
    means = [likely(*dyad, 0.3, 0.9) for dyad in LINKS]
    assert len(chosen(means=means)) == 3
    assert len(chosen(shown("military", 0.6), means)) == 3


def entries(document) -> list[Element]:
    return document.one("section", id="for-dialogue").all("li")


def test_each_leads_to_its_dyad_and_says_likelihood_and_size(page, predicted):
    listed = entries(page(predicted))
    assert len(listed) == 3
    for entry in listed:
        assert f"/releases/{predicted.pk}/" in entry.one("a")["href"]
        assert "almost certainly" in entry.text
        assert "gap" in entry.text


def test_a_release_without_any_says_so(page, study):
    release = make_release(study, lambda *_: LOW, lenses=("perceived", "assessed", "predicted"))
    section = page(release).one("section", id="for-dialogue")
    assert not section.all("li")
    assert "At no question" in section.text
