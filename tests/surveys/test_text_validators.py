import pytest
from django.core.exceptions import ValidationError

from surveys.text_validators import validate_plain


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("to\u202ewards", "a character that cannot be seen (U+202E, place 3), such as"),
        ("a<b>c", "“<b>” (place 2) is markup of web pages"),
        ("a<i x=\u202e1>c", "“<i x=1>” (place 2) is markup of web pages"),
        ("a" + "\u0301" * 3, "More than 2 marks stand upon one letter (place 4)"),
    ],
)
def test_the_reason_and_the_place_are_said(text, message):
    with pytest.raises(ValidationError) as refused:
        validate_plain(text)
    assert message in refused.value.messages[0]


def test_a_plain_text_is_valid():
    validate_plain("GDP < 1 %")
