import pytest

from surveys.forms import CodeForm, KeptForm

CODE = "0123456789ABCDEFGHJKMNPQRS"


@pytest.mark.parametrize("make", [KeptForm, CodeForm])
@pytest.mark.parametrize("typed", ["", "abc", CODE + "0", "U" * 26, "\0" * 26])
def test_what_is_no_code_is_refused(make, typed):
    form = make({"code": typed, "kept": "on"})
    assert not form.is_valid()
    assert list(form.errors) == ["code"]


@pytest.mark.parametrize("make", [KeptForm, CodeForm])
def test_a_code_is_taken_in_any_writing(make):
    form = make({"code": " 01234-56789 abcde fghjk mnpqrs", "kept": "on"})
    assert form.is_valid()
    assert form.cleaned_data["code"] == CODE


def test_a_code_has_to_be_kept_first():
    form = KeptForm({"code": CODE})
    assert not form.is_valid()
    assert list(form.errors) == ["kept"]
    assert form.cleaned_data["code"] == CODE
