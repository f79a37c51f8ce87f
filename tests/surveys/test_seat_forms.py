import pytest
from django.http import QueryDict

from surveys.seat_forms import ModulesForm, PaperChoiceForm, seat_choices
from tests.factories import short, welch


def filled(text: str) -> PaperChoiceForm:
    return PaperChoiceForm(welch(), QueryDict(text))


def test_every_seat_can_be_chosen_and_no_party_without_participants():
    assert [key for key, _words in seat_choices(welch())] == [
        *(f"participant-{side}" for side in ("PRC", "JPN", "ROK", "USA")),
        *(f"assessor-{side}" for side in ("PRC", "JPN", "ROK", "USA")),
    ]


def test_an_empty_form_asks_for_what_a_new_round_would():
    form = ModulesForm(short())
    assert form.initial == {
        "seat": "participant-PRC",
        "asks_threats": True,
        "modules": ["impression", "predicted", "vignettes"],
    }


def test_what_was_chosen_is_what_is_printed():
    form = filled(
        "seat=assessor-ROK&languages=ko&languages=ja&modules=vignettes&heading=Forum&asks_threats=on"
    )
    assert form.is_valid(), form.errors
    chosen = form.paper_form(welch())
    assert (chosen.seat, chosen.side, chosen.heading) == ("assessor", "ROK", "Forum")
    assert (list(chosen.languages), chosen.modules) == (["ko", "ja"], ["vignettes"])


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("seat=participant-PRK&languages=en", "seat"),
        ("seat=participant-PRC", "languages"),
        ("seat=participant-PRC&languages=en&languages=ja&languages=ko", "languages"),
        ("seat=participant-PRC&languages=de", "languages"),
        ("seat=participant-PRC&languages=en&modules=nothing", "modules"),
        ("languages=en", "seat"),
        (f"seat=participant-PRC&languages=en&heading={'x' * 161}", "heading"),
    ],
)
def test_anything_else_is_refused_where_it_stands(text, field):
    form = filled(text)
    assert set(form.errors) == {field}
