from django.utils.translation import override

from surveys.instruments.places import FIELD_LABELS, place
from surveys.instruments.translating import text_rows
from tests.factories import welch

PATH = ("threats", 0, "referent")


def test_a_place_is_said_from_the_outside_in_and_in_the_language_of_the_page():
    content = welch().content
    assert place(PATH, content) == (
        "Articulated threats · PRC → JPN: resurgent-militarism · What is to be secured"
    )
    with override("ja"):
        assert place(PATH, content).startswith("表明された脅威認識 · PRC → JPN")


def test_every_field_that_holds_a_text_has_a_label():
    answers = {*welch().content["marks"], "low", "medium", "high", "grown", "same", "lessened"}
    answers |= {"capability", "intent", "inadvertence", "yes", "no", "not_sure"}
    fields = {step for row in text_rows(welch().content) for step in row.path}
    assert {field for field in fields if isinstance(field, str)} - answers <= FIELD_LABELS.keys()
