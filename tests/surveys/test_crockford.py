import pytest

from surveys.crockford import ALPHABET, normal_letters, random_letters


def test_random_letters_are_all_of_the_alphabet_and_never_the_same():
    drawn = {random_letters(20) for _ in range(500)}
    assert len(drawn) == 500
    assert {len(letters) for letters in drawn} == {20}
    assert set("".join(drawn)) == set(ALPHABET)


@pytest.mark.parametrize(
    "typed", ["AB-01 9", "ab019", "aboi9", "ABOL9", "ＡＢ０１９", " a-b-0-1-9\n"]
)
def test_what_looks_alike_is_corrected(typed):
    assert normal_letters(typed, 5) == "AB019"


@pytest.mark.parametrize("typed", ["", "AB01", "AB0199", "ABU19", "ABÄ19", "AB王19"])
def test_what_cannot_be_letters_of_ours_is_none(typed):
    assert normal_letters(typed, 5) is None
