import pytest
from django.core.exceptions import ValidationError

from surveys.password_forms import AddressField


@pytest.mark.parametrize(
    ("written", "kept"),
    [(" Kim@Example.ORG ", "Kim@example.org"), ("kim@한국.example", "kim@xn--3e0b707e.example")],
)
def test_an_address_is_kept_in_one_form(written, kept):
    assert AddressField().clean(written) == kept


def test_an_address_is_refused_with_the_reason():
    with pytest.raises(ValidationError, match="before the @ that are not ASCII"):
        AddressField().clean("김@example.org")
    with pytest.raises(ValidationError, match="is not a mail address"):
        AddressField().clean("kim@exam\u202eple.org")
    assert AddressField(required=False).clean("") == ""
