import pytest
from django.urls import reverse

from analytics.release.citation import citation
from tests import factories
from tests.analytics.answered import page, rows, status
from tests.analytics.api.whole import whole_release

pytestmark = pytest.mark.slow


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    return whole_release(study, people=0)


def names(html):
    """The name at the end of every link to a file."""
    links = [link["href"] for link in html.one("main").all("a")]
    return [href.rpartition("/")[2] for href in links if "/files/" in href]


def test_citation_checksum_and_terms_are_told(staff, release):
    html = page(staff, "files", release)
    assert html.one("h1").text == "Files and citation"
    assert html.one("blockquote").text == citation(release)
    assert html.all("code")[0].text == release.checksum
    assert "For use as agreed with the participants of the study." in html.text


def test_the_archive_comes_first_and_then_every_file_in_it(staff, release):
    found = names(page(staff, "files", release))
    assert found[0] == "forum-round-1.zip"
    listed = staff.get(reverse("api_files", args=[release.pk])).json()
    assert sorted(found) == sorted(row["name"] for row in listed)


def test_every_link_leads_to_its_file(staff, release):
    for link in page(staff, "files", release).one("main").all("a"):
        response = staff.get(link["href"])
        assert response.status_code == 200
        if "/files/" in link["href"]:
            name = link["href"].rpartition("/")[2]
            assert name in response["Content-Disposition"]


def test_a_row_is_a_format_with_a_link_for_each_language(staff, release):
    html = page(staff, "files", release)
    headings = [heading.text for heading in html.all("h2")]
    assert headings[2:5] == [
        "To read first",
        "Data: Answers in steps of three people",
        "Data: Gaps at single questions",
    ]
    head, *formats = rows(html.all("table")[1])
    assert head == ["What it is", "File"]
    assert [words for words, _ in formats] == [
        "R, Python and every other program (CSV)",
        "Excel and other spreadsheets (CSV with a byte-order mark)",
        "Pandas, R and databases (Parquet)",
        "SPSS",
        "Stata",
    ]
    spss = html.all("table")[1].all("tr")[4].all("a")
    assert [(link["hreflang"], link.text) for link in spss] == [
        ("en", "English blocks.en.sav"),
        ("zh-Hans", "简体中文 blocks.zh-Hans.sav"),
        ("ja", "日本語 blocks.ja.sav"),
        ("ko", "한국어 blocks.ko.sav"),
    ]


def test_the_checksum_of_every_file_is_there_without_a_script(staff, release):
    html = page(staff, "files", release)
    listed = staff.get(reverse("api_files", args=[release.pk])).json()
    sums = html.one("dl")
    told = zip(sums.all("dt"), sums.all("dd"), strict=True)
    assert {name.text: digest.text for name, digest in told} == {
        row["name"]: row["sha256"] for row in listed
    }
    assert html.all("script") == []


@pytest.mark.parametrize("simulated", [True, False])
def test_made_up_answers_are_named(staff, study, simulated):
    release = whole_release(study, people=0, simulated=simulated)
    assert ("These answers are simulated" in page(staff, "files", release).text) == simulated


def test_changes_are_there_for_those_alone_who_may_see_both_rounds(client, study):
    whole_release(study, people=0, audience="held")
    second = whole_release(study, people=0, turn=1)
    seen = {}
    for role in ("facilitator", "researcher"):
        client.force_login(factories.make_staff(study, role))
        seen[role] = names(page(client, "files", second))
    assert "changes.csv" in seen["facilitator"]
    assert [name for name in seen["researcher"] if name.startswith("changes")] == []


def test_the_matrix_leads_to_it(staff, release):
    assert reverse("files", args=[release.pk]) in [
        link["href"] for link in page(staff, "heatmap", release).all("a")
    ]


@pytest.mark.parametrize(
    ("role", "seen"), [("facilitator", 200), ("auditor", 200), ("researcher", 404)]
)
def test_who_sees_what_is_held(client, study, role, seen):
    release = whole_release(study, people=0, audience="held")
    client.force_login(factories.make_staff(study, role))
    assert status(client, "files", release) == seen


def test_outsiders_are_told_nothing_of_it(client, outsider, release):
    assert status(client, "files", release) == 302
    client.force_login(outsider)
    assert status(client, "files", release) == 404
