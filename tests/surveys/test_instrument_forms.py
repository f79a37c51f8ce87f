from django.http import QueryDict
from django.utils.translation import override

from surveys.instrument_forms import FileForm, ReadingForm, SheetForm, TextsForm, name_of
from surveys.instruments.parser import parse
from tests.factories import welch
from tests.surveys.instruments.small import PLAIN


def test_what_is_not_chosen_is_what_a_round_usually_has():
    with override("ja"):
        form = ReadingForm(welch(), QueryDict(""))
    assert (form.value("seat"), form.value("side"), form.value("language")) == (
        "participant",
        "PRC",
        "ja",
    )
    assert form.value("modules") == ["impression", "predicted", "vignettes"]
    assert form.value("threats") is True


def test_what_does_not_fit_changes_nothing():
    form = ReadingForm(welch(), QueryDict("seat=participant&side=PRK&language=ko"))
    assert form.value("side") == "PRC"
    assert form.value("language") == "en"
    assert "side" in form.errors


def test_only_parts_that_have_words_are_offered():
    form = ReadingForm(parse(PLAIN, "small.yaml"))
    assert list(form.fields["modules"].choices) == []
    assert [code for code, _name in form.fields["side"].choices] == ["JPN", "ROK"]


def test_the_first_language_and_ones_own_stand_side_by_side():
    with override("ko"):
        assert TextsForm(welch()).value("languages") == ["en", "ko"]
    assert TextsForm(welch()).value("languages") == ["en"]


def test_a_sheet_is_for_any_language_but_the_first():
    assert [tag for tag, _name in SheetForm(welch()).fields["language"].choices] == [
        "zh-Hans",
        "ja",
        "ko",
    ]


def test_line_ends_of_browsers_are_not_kept():
    form = FileForm({"text": "a: 1\r\nb: 2\r\n"})
    assert form.is_valid()
    assert form.cleaned_data["text"] == "a: 1\nb: 2\n"


def test_a_version_is_named_in_one_word(instrument):
    assert name_of(instrument) == "welch2013:4"
