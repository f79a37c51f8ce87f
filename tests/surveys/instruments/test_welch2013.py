"""The shipped questionnaire after Welch."""

from collections import Counter

from surveys.instruments.batteries import BATTERY
from surveys.instruments.document import Document, all_questions, draft_languages, questions
from surveys.instruments.text import texts


def test_welch_asks_91_questions(welch: Document) -> None:
    specs = [question for question in questions(welch) if question.target != "PRK"]

    assert Counter(question.kind for question in specs) == {"concern": 72, "threat": 19}
    assert [question.position for question in specs] == list(range(1, 92))
    assert len({question.key for question in specs}) == 91
    assert specs[0].key == "PRC>JPN:military"
    assert specs[6].key == "PRC>JPN:resurgent-militarism"
    assert specs[-1].key == "USA>ROK:obsession-with-japan"


def test_welch_can_ask_the_common_concerns_about_a_party_that_takes_no_part(
    welch: Document,
) -> None:
    specs = [question for question in all_questions(welch) if question.target == "PRK"]

    assert Counter(question.kind for question in specs) == {"concern": 24, "trend": 4}
    every = len(all_questions(welch))
    assert [question.position for question in specs] == list(range(every - 27, every + 1))
    assert [question.item for question in specs[:6]] == [each.key for each in welch.concerns]
    assert {question.perceiver for question in specs} == set(welch.sides)


def test_welch_asks_impressions_vignettes_about_oneself_and_changes_besides(
    welch: Document,
) -> None:
    besides = [
        question
        for question in all_questions(welch)[91:]
        if question.target != "PRK" and question.kind != BATTERY
    ]

    assert [(question.key, question.kind, question.position) for question in besides] == [
        ("PRC", "impression", 92),
        ("JPN", "impression", 93),
        ("ROK", "impression", 94),
        ("USA", "impression", 95),
        ("low", "vignette", 96),
        ("middle", "vignette", 97),
        ("high", "vignette", 98),
        ("age", "about", 99),
        ("gender", "about", 100),
        ("education", "about", 101),
        ("PRC>JPN:trend", "trend", 102),
        ("PRC>ROK:trend", "trend", 103),
        ("PRC>USA:trend", "trend", 104),
        ("JPN>PRC:trend", "trend", 105),
        ("JPN>ROK:trend", "trend", 106),
        ("JPN>USA:trend", "trend", 107),
        ("ROK>PRC:trend", "trend", 108),
        ("ROK>JPN:trend", "trend", 109),
        ("ROK>USA:trend", "trend", 110),
        ("USA>PRC:trend", "trend", 111),
        ("USA>JPN:trend", "trend", 112),
        ("USA>ROK:trend", "trend", 113),
        ("PRC>:reflection", "reflection", 114),
        ("JPN>:reflection", "reflection", 115),
        ("ROK>:reflection", "reflection", 116),
        ("USA>:reflection", "reflection", 117),
    ]
    assert [question.domain for question in besides[4:]] == ["military"] * 3 + [None] * 19


def test_welch_has_one_concern_for_each_domain_and_an_unintended_clash(welch: Document) -> None:
    assert [(concern.key, concern.domain) for concern in welch.concerns] == [
        ("military", "military"),
        ("political", "political"),
        ("economic", "economic"),
        ("societal", "societal"),
        ("environmental", "environmental"),
        ("unintended-clash", None),
    ]


def test_welch_s_table_is_quoted_word_for_word(welch: Document) -> None:
    table = {
        ("PRC", "JPN"): ["Resurgent militarism serious", "Diaoyutai serious"],
        ("PRC", "ROK"): ["Springboard for American hegemony moderate"],
        ("PRC", "USA"): ["Keeping China poor and weak serious"],
        ("JPN", "PRC"): ["Regional hegemony serious", "Territorial predation serious"],
        ("JPN", "ROK"): ["Demonization low"],
        ("JPN", "USA"): ["Abandonment low"],
        ("ROK", "PRC"): ["Enabling DPRK serious"],
        ("ROK", "JPN"): ["Dokdo serious", "Disrespect serious"],
        ("ROK", "USA"): ["Abandonment low", "Favouring Japan low"],
        ("USA", "PRC"): [
            "Revisionism serious",
            "Strategic competitor serious",
            "Threat to allies serious",
        ],
        ("USA", "JPN"): ["Inflammatory actions moderate", "Political weakness low"],
        ("USA", "ROK"): ["Obsession with Japan low"],
    }
    quoted: dict[tuple[str, str], list[str]] = {}
    for threat in welch.threats:
        assert threat.quotation is not None
        row = quoted.setdefault((threat.perceiver, threat.target), [])
        row.append(f"{threat.quotation.label} {threat.quotation.mark}")

    assert quoted == table
    marks = Counter(threat.quotation.mark for threat in welch.threats if threat.quotation)
    assert marks == {"serious": 11, "moderate": 2, "low": 6}


def test_welch_s_domains(welch: Document) -> None:
    assert Counter(threat.domain for threat in welch.threats) == {
        "political": 9,
        "military": 7,
        "societal": 2,
        "economic": 1,
    }


def test_welch_is_written_in_four_languages_and_only_english_is_no_draft(welch: Document) -> None:
    assert welch.languages == ("en", "zh-Hans", "ja", "ko")
    assert draft_languages(welch) == ("zh-Hans", "ja", "ko")
    every = [text for text in texts(welch.content) if text[0][0] != "batteries"]
    besides = 1 + 4 + 7 + (2 + 3 + 12 + 4) + 2 * (3 + 3) + 3
    assert len(every) == 2 + 1 + 5 * 4 + 6 * 3 + 19 * 2 + (4 * 4 + 2) + 6 + 4 + 4 + besides
    for _, versions in texts(welch.content):
        assert list(versions) == ["en", "zh-Hans", "ja", "ko"]
        assert [next(iter(version)) for version in versions.values()] == ["source"] + ["draft"] * 3


def test_the_citation_says_what_the_table_is(welch: Document) -> None:
    assert "David A. Welch" in welch.citation.text
    assert "Shanghai, 8-10 November 2013" in welch.citation.text
    assert "Not for citation or wide circulation" in welch.citation.note.read("en")
