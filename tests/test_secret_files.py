import pytest
from django.core.exceptions import ImproperlyConfigured

from cs2survey.secret_files import secret_in, with_password


def test_a_secret_is_what_its_file_holds(tmp_path):
    file = tmp_path / "secret"
    file.write_text("p@ss: word\n")
    assert secret_in(str(file)) == "p@ss: word"
    assert secret_in("") == ""


def test_a_file_that_cannot_be_read_is_named_with_what_makes_it(tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"nowhere \(No such file.*make secrets"):
        secret_in(str(tmp_path / "nowhere"))


@pytest.mark.parametrize("url", ["postgres://app@db:5432/name", "postgres://app:old@db:5432/name"])
def test_a_password_is_put_into_an_address(url):
    assert with_password(url, "p@:/") == "postgres://app:p%40%3A%2F@db:5432/name"
    assert with_password(url, "") == url
    assert with_password("", "secret") == ""
