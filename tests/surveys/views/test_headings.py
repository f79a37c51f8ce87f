import pytest
from django.utils.translation import override

from surveys.instruments.sequence import LENSES_ON_ONE_PAGE
from surveys.questionnaire import pages
from surveys.views.headings import heading_of
from tests.factories import welch


def test_a_page_of_several_sections_is_named_by_its_lens_and_any_other_by_its_title():
    modules = ["impression", *LENSES_ON_ONE_PAGE[1:], "vignettes"]
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


@pytest.mark.parametrize("language", ["zh-hans", "ja", "ko"])
def test_every_such_page_has_a_name_in_every_language(language):
    shown = pages(welch(), "participant", "PRC", language, modules=LENSES_ON_ONE_PAGE[1:])
    with override("en"):
        english = {heading_of(page) for page in shown}
    with override(language):
        assert len(english | {heading_of(page) for page in shown}) == 6
