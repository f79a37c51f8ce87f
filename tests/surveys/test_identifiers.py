import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import identifiers, licences
from surveys.identifiers import normal_doi, normal_orcid, normal_ror
from surveys.licences import LICENCES, licence_address, licence_name, normal_licence

ORCIDS = ("0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X")
RORS = ("https://ror.org/00f54p054", "https://ror.org/03vek6s52", "https://ror.org/042nb2s44")


@pytest.mark.parametrize("module", [identifiers, licences])
def test_examples_are_right(module):
    found = doctest.testmod(module)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("orcid", ORCIDS)
def test_an_orcid_is_read_as_people_write_it(orcid):
    bare = orcid.replace("-", "")
    for written in (orcid, bare, f"https://orcid.org/{orcid}", f" {orcid.lower()} "):
        assert normal_orcid(written) == orcid


@given(st.sampled_from(ORCIDS), st.integers(0, 18), st.sampled_from("0123456789"))
def test_one_wrong_digit_of_an_orcid_is_noticed(orcid, place, digit):
    wrong = orcid[:place] + digit + orcid[place + 1 :]
    assert normal_orcid(wrong) == (orcid if wrong == orcid else None)


@pytest.mark.parametrize("ror", RORS)
def test_a_ror_id_is_read_as_people_write_it(ror):
    bare = ror.rpartition("/")[2]
    for written in (ror, bare, f"ror.org/{bare}", bare.upper()):
        assert normal_ror(written) == ror


@given(st.sampled_from(RORS), st.integers(17, 24), st.sampled_from("0123456789abcdefgh"))
def test_one_wrong_letter_of_a_ror_id_is_noticed(ror, place, letter):
    wrong = ror[:place] + letter + ror[place + 1 :]
    assert normal_ror(wrong) == (ror if wrong == ror else None)


@pytest.mark.parametrize(
    "written",
    [
        "10.5281/zenodo.42",
        "https://doi.org/10.5281/zenodo.42",
        "http://dx.doi.org/10.5281/zenodo.42",
        "doi:10.5281/zenodo.42",
        "DOI: 10.5281/zenodo.42 ",
    ],
)
def test_a_doi_loses_its_resolver(written):
    assert normal_doi(written) == "10.5281/zenodo.42"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "10.5281",
        "10.52/x",
        "11.5281/x",
        "10.5281/a b",
        "10.5281/<b>",
        "10.5281/é",
        "see 10.1000/1",
    ],
)
def test_what_is_no_doi_is_none(written):
    assert normal_doi(written) is None


@pytest.mark.parametrize("licence", LICENCES)
def test_licences_that_are_offered_are_in_the_list_of_spdx(licence):
    assert normal_licence(licence.lower()) == licence
    assert licence_name(licence) != licence


@pytest.mark.parametrize(
    "text",
    ["", "CC-BY", "LicenseRef-scancode-public-domain", "Classpath-exception-2.0", "MIT OR CC0-1.0"],
)
def test_what_is_not_one_licence_of_spdx_is_none(text):
    assert normal_licence(text) is None


def test_where_licences_are_read():
    assert licence_address("CC0-1.0") == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert licence_address("CC-BY-SA-4.0") == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert licence_address("ODbL-1.0") == "https://spdx.org/licenses/ODbL-1.0.html"
    assert licence_name("Etalab-2.0") == "Etalab-2.0"
