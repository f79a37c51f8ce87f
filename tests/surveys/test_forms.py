import pytest

from surveys import offering
from surveys.forms import CodeForm, KeptForm, SendForm
from surveys.offering import Offer
from tests.surveys.holders import invited

CODE = "0123456789ABCDEFGHJKMNPQRS"


@pytest.mark.parametrize("typed", ["", "abc", CODE + "0", "U" * 26, "\0" * 26])
def test_what_is_no_code_is_refused(typed):
    form = CodeForm({"code": typed})
    assert not form.is_valid()
    assert list(form.errors) == ["code"]


def test_a_code_is_taken_in_any_writing():
    form = CodeForm({"code": " 01234-56789 abcde fghjk mnpqrs"})
    assert form.is_valid()
    assert form.cleaned_data["code"] == CODE


def test_a_code_is_kept_only_if_it_was_offered(open_round):
    invitation, offer = invited(open_round), Offer(CODE, agreed=True)
    form = KeptForm(invitation, {"offer": offering.sign(offer, invitation), "kept": "on"})
    assert form.is_valid()
    assert form.cleaned_data["offer"] == offer
    for typed in ("", CODE, offering.sign(offer, invited(open_round))):
        form = KeptForm(invitation, {"offer": typed, "kept": "on"})
        assert list(form.errors) == ["offer"]


def test_a_code_has_to_be_kept_first(open_round):
    invitation = invited(open_round)
    form = KeptForm(invitation, {"offer": offering.sign(Offer(CODE), invitation)})
    assert not form.is_valid()
    assert list(form.errors) == ["kept"]


@pytest.mark.parametrize(
    ("answered", "left_open", "replaces", "label"),
    [
        (5, 0, False, None),
        (4, 1, False, None),
        (5, 0, True, None),
        (4, 1, True, "Replace all that I have sent, although one question is open here."),
        (3, 2, True, "Replace all that I have sent, although 2 questions are open here."),
        (0, 5, True, "Replace all that I have sent, although no question is answered here."),
        (0, 5, False, "Submit, although no question is answered."),
    ],
)
def test_sending_is_asked_about_where_less_might_replace_more(answered, left_open, replaces, label):
    of_set = {"answered": answered, "left_open": left_open, "replaces": replaces}
    form = SendForm({}, **of_set)
    assert form.is_valid() == (label is None)
    assert [field.label for field in form] == ([label] if label else [])
    assert SendForm({"sure": "on"}, **of_set).is_valid()
