import csv
import io
from dataclasses import replace

import pytest

from analytics.export.codebook import codebook, questions_csv, variables_csv
from analytics.export.documents import codebook_document
from analytics.export.wordings import Wording, filled, published_questions, wording_of
from analytics.templatetags.markdown import cell
from analytics.vocabulary.missing import Missing
from surveys.instruments.document import ABOUT, all_questions
from surveys.instruments.sequence import modules_of
from surveys.instruments.text import Text
from surveys.questionnaire import pages
from tests import factories
from tests.analytics.export.publications import (
    BLOCKS,
    IMPRESSION,
    RECORD,
    ROSE,
    VIGNETTE,
    publication,
)
from tests.analytics.made import block_row

MILITARY = "PRC>JPN:military"


def lines(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


# --- What was asked ------------------------------------------------------------------------------


def shown(language):
    """Every question that the pages of all seats show, by lens and key."""
    document = factories.welch()
    modules = (*modules_of(document), ABOUT)
    seats = [("participant", side, modules) for side in document.sides]
    seats.append(("assessor", document.sides[0], ("vignettes",)))
    return {
        (page.lens, question.key): question.question
        for seat, side, wanted in seats
        for page in pages(document, seat, side, language, modules=wanted)
        for question in page.questions
    }


@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja", "ko"])
def test_the_wording_is_that_of_the_pages(language):
    document = factories.welch()
    specs = {spec.key: spec for spec in all_questions(document)}
    on_pages = shown(language)
    assert len(on_pages) > 300
    for (lens, key), words in on_pages.items():
        told = wording_of(document, lens, specs[key], language)
        assert told is not None
        assert told.text == words


def test_only_questions_with_published_answers_are_reported():
    content = publication(blocks=[*BLOCKS, VIGNETTE, IMPRESSION]).content
    asked = published_questions(content, factories.welch(), ["en"])
    assert [(each.lens, each.spec.key) for each in asked] == [
        ("perceived", MILITARY),
        ("assessed", MILITARY),
        ("perceived", "PRC>JPN:economic"),
        ("first", "PRC"),
        ("anchored", "low"),
    ]
    assert [each.name for each in asked][-2:] == ["first/PRC", "anchored/low"]


def test_questions_on_a_change_are_there_where_they_were_asked():
    asked = {"item_kind": "trend", "domain": "", "position": 102}
    trend = block_row((0, 0, 1, 2, 9), lens="recalled", item="trend", **asked)
    (_, question) = published_questions(
        publication(blocks=[BLOCKS[0], trend]).content, factories.welch(), ["en", "ja"]
    )
    assert (question.name, question.lens) == ("recalled/PRC>JPN:trend", "recalled")
    assert question.texts["en"].startswith("Since the last round, has your own concern about Japan")
    assert question.wordings["ja"].status == "draft"
    assert "日本" in question.texts["ja"]


def test_what_people_were_asked_about_themselves_is_reported_where_there_are_records():
    told = publication(records=[RECORD])
    names = [each.name for each in published_questions(told.content, factories.welch(), ["en"])]
    assert names[-1] == "about/age"
    assert "about/age" not in str(codebook(publication()))
    text = text_of(told, "en")
    assert "as one record, under a random identifier" in text
    assert "random identifier" not in text_of(publication(), "en")


SENTENCE = Text("en", {"en": ("source", "Is {item} grave?"), "ko": ("reviewed", "{item}?")})
ITEM = Text("en", {"en": ("source", "an {perceiver} fleet"), "ko": ("draft", "함대")})
SIDE = Text("en", {"en": ("source", "eastern")})


def test_a_text_is_a_draft_as_soon_as_a_part_of_it_is():
    parts = {"item": ITEM, "perceiver": SIDE}
    assert filled(SENTENCE, "en", parts) == Wording("Is an eastern fleet grave?", "source")
    assert filled(SENTENCE, "ko", parts) == Wording("함대?", "draft")


def test_a_text_of_which_a_part_is_not_there_is_not_there():
    lacking = Text("en", {"en": ("source", "{perceiver}"), "ko": ("draft", "{perceiver}")})
    parts = {"item": lacking, "perceiver": SIDE}
    assert filled(SENTENCE, "en", parts) == Wording("Is eastern grave?", "source")
    assert filled(SENTENCE, "ko", parts) is None
    assert filled(SENTENCE, "ja", parts) is None


def test_braces_of_a_text_without_parts_are_left_alone():
    assert filled(Text("en", {"en": ("source", "{as it is}")}), "en") == Wording(
        "{as it is}", "source"
    )


# --- As data -------------------------------------------------------------------------------------


def test_every_variable_of_every_table_is_reported():
    told = codebook(publication())
    names = ["blocks", "cells", "means", "undetermined"]
    assert [table["name"] for table in told["tables"]] == names
    blocks = told["tables"][0]
    assert blocks["rows"] == 3
    names = [variable["name"] for variable in blocks["variables"]]
    assert names[:4] == ["question", "perceiver", "target", "item"]
    low = blocks["variables"][names.index("cum_none_low")]
    assert (low["type"], low["missing"]) == ("integer", ["below_five"])
    assert (low["unit"], low["minimum"], low["maximum"]) == ("people", 0, None)
    assert (low["spss_name"], low["stata_name"]) == ("cum_none_low", "cum_none_low")
    lens = blocks["variables"][names.index("lens")]
    assert [value["value"] for value in lens["values"]][:2] == ["perceived", "assessed"]


def test_where_texts_come_from_and_where_there_are_none_is_reported():
    told = codebook(publication(["en", "ja", "fr"]))
    assert told["languages"] == [
        {"language": "en", "status": "source"},
        {"language": "ja", "status": "draft"},
        {"language": "fr", "status": None},
    ]
    asked = told["questions"][0]
    assert asked["text"]["en"].startswith("In your professional judgement, how serious a concern")
    assert asked["text"]["ja"].startswith("専門家としてのご判断では")
    assert asked["text"]["fr"] is None
    assert asked["status"] == {"en": "source", "ja": "draft", "fr": None}
    assert told["title"] == {"en": "Forum", "ja": "フォーラム", "fr": None}
    assert told["round_title"] == {"en": "Second round", "ja": None, "fr": None}


def test_a_reviewed_translation_is_no_draft():
    document = factories.welch()
    content = dict(document.content, languages=["en"])
    reviewed = replace(document, languages=("en", "ja"), content=reviewed_content(content))
    assert [each["status"] for each in codebook(publication(document=reviewed))["languages"]] == [
        "source",
        "reviewed",
    ]


def reviewed_content(told):
    """The same content with every draft reviewed."""
    if isinstance(told, dict):
        return {
            ("reviewed" if key == "draft" else key): reviewed_content(value)
            for key, value in told.items()
        }
    return [reviewed_content(value) for value in told] if isinstance(told, list) else told


def test_every_reason_why_a_value_is_missing_has_its_codes():
    reasons = {each["name"]: each for each in codebook(publication())["missing"]}
    assert set(reasons) == {reason.key for reason in Missing}
    assert (reasons["below_five"]["code"], reasons["below_five"]["stata"]) == (-5, ".e")
    assert (reasons["prefer_not_to_say"]["code"], reasons["skipped"]["stata"]) == (-2, ".d")
    assert reasons["skipped"]["label"]["en"] == "skipped"


def test_one_language_alone_can_be_asked_for():
    told = codebook(publication(["en", "ja"]).in_language("ja"))
    assert told["title"] == {"ja": "フォーラム"}
    assert set(told["questions"][0]["text"]) == {"ja"}


# --- As CSV --------------------------------------------------------------------------------------


def test_one_row_for_each_variable_and_value():
    rows = lines(variables_csv(publication(["en", "fr"])))
    told = codebook(publication(["en"]))
    expected = sum(
        max(1, len(variable["values"]) + len(variable["missing"]))
        for table in told["tables"]
        for variable in table["variables"]
    )
    assert len(rows) == expected
    of_n = [row for row in rows if (row["table"], row["variable"]) == ("blocks", "n")]
    assert [(row["value"], row["type"]) for row in of_n] == [("", "integer")]
    assert of_n[0]["label_en"] == "People of the group who submitted and were asked"
    (missing,) = [
        row for row in rows if (row["table"], row["variable"]) == ("blocks", "cum_low_low")
    ]
    assert [missing[name] for name in ("value", "missing", "stata")] == ["-5", "below_five", ".e"]


def test_no_text_is_said_in_its_place_and_never_another_language():
    rows = lines(variables_csv(publication(["en", "fr"])))
    assert {row["label_fr"] for row in rows} == {"(no text in fr)"}
    assert {row["value_label_fr"] for row in rows if row["value"]} == {"(no text in fr)"}
    asked = lines(questions_csv(publication(["en", "fr"])))
    assert [(row["question_fr"], row["status_fr"]) for row in asked] == [
        ("(no text in fr)", "")
    ] * 3
    assert asked[0]["name"] == MILITARY
    assert asked[0]["question_en"].endswith("taking likelihood and consequences together?")


# --- To be read ----------------------------------------------------------------------------------


def text_of(publication, language):
    return codebook_document(publication, language).decode()


def test_the_text_has_citation_warning_variables_values_and_questions():
    told = publication(simulated=True)
    text = text_of(told, "en")
    assert text.startswith("# Codebook: Forum, Second round\n")
    assert "SIMULATED" in text
    assert told.citation in text
    assert told.checksum in text
    assert (
        "| `n` |  |  | integer | people | 0 …  | People of the group who submitted and were asked |"
        in text
    )
    assert "| prefers not to say | -2 | .a |" in text
    assert "| `JPN` | Japan |" in text
    assert "| (empty) | none of the five domains |" in text
    assert f"| `{MILITARY}` | assessed | On the evidence supplied, how serious" in text
    assert "the text that the questionnaire was written in" in text
    assert "SIMULATED" not in text_of(publication(), "en")


def test_a_draft_and_a_text_that_is_not_there_are_reported():
    text = text_of(publication(["en", "fr"]), "fr")
    assert text.startswith("# Codebook: (no text in fr), (no text in fr)\n")
    assert "has no texts in this language (fr)" in text
    assert f"| `{MILITARY}` | perceived | (no text in fr) |" in text
    assert "In your professional judgement" not in text
    japanese = text_of(publication(), "ja")
    assert f"| `{MILITARY}` | perceived | 専門家としてのご判断では" in japanese
    assert "（ja：文面なし）" in japanese.splitlines()[0]


def test_changes_that_may_not_be_seen_are_named_as_left_out():
    assert "(number 1)" in text_of(publication(changes=[ROSE]), "en")
    assert "and is not here" in text_of(publication(hidden=[ROSE]), "en")
    assert "earlier round" not in text_of(publication(), "en").split("## Missing")[0]


def test_a_bar_in_a_text_does_not_end_its_cell():
    assert cell("one | two\nthree") == "one \\| two three"
