import pytest
from django.utils.translation import override

from surveys.headings import heading_of, place_of
from surveys.questionnaire import pages
from tests.factories import welch

LENSES = ("predicted", "avowed")


def test_a_page_of_several_sections_is_named_by_its_lens_and_any_other_by_its_title():
    modules = ["impression", *LENSES, "vignettes"]
    with override("en"):
        names = [heading_of(p) for p in pages(welch(), "participant", "PRC", "en", modules=modules)]
    assert names == [
        "A question to begin with",
        "How you see it",
        "How the others see it",
        "How the others should see it",
        "Three invented situations",
        "The question from the beginning, once more",
    ]


def test_a_page_of_a_battery_is_named_by_its_question_too():
    with override("en"):
        shown = pages(welch(), "participant", "JPN", "en", modules=["reassurance"])[1:]
        assert [heading_of(page) for page in shown] == [
            "How much it would lessen concern · How you see it",
            "How much it would lessen concern · How the others see it",
            "How acceptable it would be · How you see it",
            "How acceptable it would be · How the others see it",
        ]


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_every_such_page_has_a_name_in_every_language(language):
    shown = pages(welch(), "participant", "PRC", language, modules=LENSES)[:3]
    with override("en"):
        english = {heading_of(page) for page in shown}
    with override(language):
        assert len(english | {heading_of(page) for page in shown}) == 6


def test_the_dyads_of_the_panel_are_counted_over_its_pages():
    pages_of_panel = pages(welch(), "assessor", "PRC", "en", modules=["vignettes"])
    assert [place_of(page, pages_of_panel) for page in pages_of_panel] == [
        {"sections_before": before, "sections": 12} for before in (0, 3, 6, 9)
    ] + [{"sections_before": 0, "sections": 1}]
    with override("en"):
        assert {heading_of(page) for page in pages_of_panel[:4]} == {"What the evidence supports"}
