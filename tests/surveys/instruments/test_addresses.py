from surveys.instruments.addresses import address
from surveys.instruments.parser import parse
from surveys.instruments.text import texts
from tests.factories import welch
from tests.surveys.instruments.small import SMALL


def test_a_text_is_named_by_keys_and_never_by_its_place():
    content = parse(SMALL, "small.yaml").content
    addresses = [address(path, content) for path, _versions in texts(content)]
    assert "threats[JPN>ROK:portrayals].item" in addresses
    assert "parties[PRK].name" in addresses
    assert "vignettes.situations[high].text" in addresses
    assert "reflection.answers.not_sure" in addresses


def test_no_two_texts_share_an_address_though_threats_share_a_key():
    content = welch().content
    keys = [threat["key"] for threat in content["threats"]]
    assert len({*keys}) < len(keys)
    addresses = [address(path, content) for path, _versions in texts(content)]
    assert len({*addresses}) == len(addresses) > 150


def test_an_entry_without_a_key_is_named_by_its_place_from_one():
    assert address(("levels", 1, 0), {"levels": [[], [{"key": "young"}]]}) == "levels[2][young]"
