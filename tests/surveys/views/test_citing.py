"""Who is cited and under which licence is set on a page of the study, in any order."""

import pytest

from surveys.models.audit import AnswerAudit
from surveys.models.study import Study
from tests import factories
from tests.html import parse

ADDRESS = "/staff/studies/forum/citation/"
WELCH = {
    "role": "creator",
    "kind": "person",
    "name": "David A. Welch",
    "family": "Welch",
    "given": "David A.",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
}
WANG = {
    "role": "creator",
    "kind": "person",
    "name": "王缉思",
    "family": "王",
    "given": "缉思",
    "latin": "Wang Jisi",
    "affiliation": "Peking University",
    "ror": "02v51f717",
}
FORUM = {"role": "HostingInstitution", "kind": "organisation", "name": "Forum", "ror": "057zh3y96"}
EMPTY = {"role": "creator", "kind": "person"}


def form(*agents, initial=0, **publishing):
    """What a browser sends with these rows."""
    management = {"TOTAL_FORMS": len(agents), "INITIAL_FORMS": initial}
    fields = {f"names-{name}": value for name, value in management.items()}
    for number, agent in enumerate(agents):
        fields |= {f"names-{number}-{name}": value for name, value in agent.items()}
    return fields | publishing


@pytest.fixture
def staff(client, study):
    client.force_login(factories.make_staff(study, "facilitator", "facilitator"))
    return client


def attribution():
    return Study.objects.get(slug="forum").attribution


def errors(reply):
    assert reply.status_code == 422
    notice = parse(reply).one("div", role="alert")
    return [link.text for link in notice.all("a")]


def test_names_are_kept_in_the_order_of_their_places(staff):
    sent = form(
        WELCH | {"ORDER": "2"},
        FORUM,
        EMPTY,
        WANG | {"ORDER": "1"},
        publisher="Institute",
        publisher_ror="03yrm5c26",
        licence="CC-BY-4.0",
    )
    assert staff.post(ADDRESS, sent)["Location"] == ADDRESS
    kept = attribution()
    assert [creator["name"] for creator in kept["creators"]] == ["王缉思", "David A. Welch"]
    assert kept["creators"][0]["ror"] == "https://ror.org/02v51f717"
    assert kept["creators"][1] == {
        "name": "David A. Welch",
        "kind": "person",
        "family": "Welch",
        "given": "David A.",
        "orcid": "0000-0002-1825-0097",
    }
    (host,) = kept["contributors"]
    assert (host["type"], host["kind"]) == ("HostingInstitution", "organisation")
    assert kept["publisher"] == {"name": "Institute", "ror": "https://ror.org/03yrm5c26"}
    assert kept["licence"] == "CC-BY-4.0"
    entry = AnswerAudit.objects.latest("number")
    assert (entry.act, entry.detail["changed"]) == ("change_study", ["attribution"])


def test_what_is_kept_stands_in_the_form_and_can_be_taken_out(staff):
    staff.post(ADDRESS, form(WELCH, WANG))
    page = parse(staff.get(ADDRESS))
    names = [
        field["value"]
        for field in page.all("input")
        if field["name"].endswith("-name") and field.get("value")
    ]
    assert names == ["David A. Welch", "王缉思"]
    staff.post(ADDRESS, form(WELCH | {"DELETE": "on"}, WANG, initial=2))
    assert [creator["name"] for creator in attribution()["creators"]] == ["王缉思"]
    staff.post(ADDRESS, form(WANG | {"DELETE": "on"}, initial=1))
    assert attribution() == {}


def test_the_form_warns_that_names_become_public_and_suggests_a_licence(staff):
    page = parse(staff.get(ADDRESS))
    assert "Every name here becomes public" in page.text
    options = page.one("select", name="licence").all("option")
    assert options[0]["value"] == ""
    assert [o["value"] for o in options if "(suggested)" in o.text] == ["CC-BY-4.0"]
    assert not [o for o in options if o.get("selected") is not None and o["value"]]


def test_the_host_is_the_publisher_until_another_is_named(client, db):
    study = factories.make_study(slug="hosted", host="Institute of Peace")
    client.force_login(factories.make_staff(study, "owner"))
    page = parse(client.get("/staff/studies/hosted/citation/"))
    assert page.one("input", name="publisher")["value"] == "Institute of Peace"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (WELCH | {"orcid": "0000-0002-1825-0079"}, "This is no ORCID iD"),
        (WANG | {"ror": "02v51f718"}, "This is no ROR ID"),
        (WELCH | {"name": ""}, "Write the name as it is to be cited."),
        (WELCH | {"family": ""}, "Write the family name too"),
        (WANG | {"affiliation": ""}, "Name the affiliation whose ROR ID this is."),
        (FORUM | {"orcid": "0000-0002-1825-0097"}, "Only a person has this"),
        (WELCH | {"name": "a\u202eb"}, "There is a character that cannot be seen"),
    ],
)
def test_what_is_wrong_with_a_name_is_said_and_nothing_is_kept(staff, row, words):
    (said,) = errors(staff.post(ADDRESS, form(row)))
    assert said.startswith(words)
    assert attribution() == {}


@pytest.mark.parametrize(
    ("publishing", "words"),
    [
        ({"licence": "other", "other_licence": "CC-BY"}, "This is no identifier of one licence"),
        ({"licence": "other"}, "This is no identifier of one licence"),
        ({"licence": "CC0-1.0", "other_licence": "MIT"}, "Choose “another one”"),
        ({"publisher_ror": "03yrm5c26"}, "Name the publisher whose ROR ID this is."),
        ({"publisher": "x", "publisher_ror": "no"}, "This is no ROR ID"),
    ],
)
def test_what_is_wrong_with_publisher_and_licence_is_said(staff, publishing, words):
    (said,) = errors(staff.post(ADDRESS, form(WELCH, **publishing)))
    assert said.startswith(words)
    assert attribution() == {}


def test_another_licence_is_found_by_its_identifier(staff):
    staff.post(ADDRESS, form(licence="other", other_licence="etalab-2.0"))
    assert attribution() == {"licence": "etalab-2.0"}
    page = parse(staff.get(ADDRESS))
    assert page.one("input", name="other_licence")["value"] == "etalab-2.0"


def test_a_post_without_its_rows_is_refused_in_words(staff):
    reply = staff.post(ADDRESS, {})
    assert reply.status_code == 422
    assert parse(reply).one("div", role="alert").text
