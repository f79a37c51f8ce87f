import pytest

from surveys.delivering.names import LONGEST_NAME, plain_address, plain_name


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (" Professor  A. ", "Professor A."),
        ("高橋　直", "高橋 直"),
        ("박 교수", "박 교수"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
        ("", ""),
    ],
)
def test_names_are_kept_with_single_spaces(written, plain):
    assert plain_name(written) == plain


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Wang\nBcc: all@example.org", "U+000A, place 5"),
        ("Wang\r", "U+000D, place 5"),
        ("\u202eWang", "U+202E, place 1"),
        ("Wa\u200fng", "U+200F, place 3"),
        ("Wa\u2028ng", "U+2028, place 3"),
        ("W\x00", "U+0000, place 2"),
        ("W\u3164", "U+3164, place 2"),
    ],
)
def test_a_name_with_an_unseen_character_is_refused_with_its_place(name, where):
    with pytest.raises(ValueError, match="cannot be seen") as refusal:
        plain_name(name)
    assert where in str(refusal.value)


def test_a_name_is_no_markup():
    with pytest.raises(ValueError, match=r"in the name: “<b>” \(place 1\) is markup"):
        plain_name("<b>Wang</b>")


def test_an_endless_name_is_refused():
    with pytest.raises(ValueError, match="longer than 120"):
        plain_name("x" * (LONGEST_NAME + 1))


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (" Wang@Example.ORG ", "Wang@example.org"),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｏｒｇ", "wang@example.org"),
        ("wang@外交.example", "wang@xn--tlq87w.example"),
        ("first.last+tag@sub.example.co.kr", "first.last+tag@sub.example.co.kr"),
    ],
)
def test_addresses_are_put_into_one_form(written, plain):
    assert plain_address(written) == plain


@pytest.mark.parametrize(
    "address",
    [
        "",
        "wang",
        "wang@",
        "@example.org",
        "a b@example.org",
        "wang@example.org\nBcc: x@example.org",
        "wang@example.org, x@example.org",
        "Wang <wang@example.org>",
        "wang@exa mple.org",
        "wang@example..org",
        '"wang\x01"@example.org',
        f"wang@{'x' * 64}.org",
    ],
)
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match="is not a mail address"):
        plain_address(address)


def test_letters_that_mail_servers_do_not_take_are_named():
    with pytest.raises(ValueError, match=r"王@example\.org.*not ASCII"):
        plain_address("王@example.org")
