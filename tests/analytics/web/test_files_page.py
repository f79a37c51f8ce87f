import pytest
from django.test import Client
from django.urls import reverse

from analytics.export.store import Variant
from analytics.release.citation import citation
from surveys.models.job import Job
from tests import factories
from tests.analytics.answered import page, released, rows, status
from tests.analytics.api.whole import whole_release
from tests.analytics.stored import make_files, store_small_files

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
    release = whole_release(study, people=0)
    make_files(release)
    return release


def names(html):
    """The name at the end of every link to a file."""
    links = [link["href"] for link in html.one("main").all("a")]
    return [href.rpartition("/")[2] for href in links if href.startswith("/api/")]


def test_citation_checksum_and_terms_are_reported(staff, release):
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
        assert response.getvalue()
        if "/files/" in link["href"]:
            name = link["href"].rpartition("/")[2]
            assert name in response["Content-Disposition"]


def test_a_row_is_a_format_with_a_link_for_each_language(staff, release):
    html = page(staff, "files", release)
    headings = [heading.text for heading in html.all("h2")]
    assert headings[2:5] == [
        "To read first",
        "Data: Answers in steps of three people or more",
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
    release = released(study, simulated=simulated)
    assert ("These answers are simulated" in page(staff, "files", release).text) == simulated


def test_changes_are_there_for_those_alone_who_may_see_both_rounds(client, study):
    whole_release(study, people=0, audience="held")
    second = whole_release(study, people=0, turn=1)
    make_files(second)
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
    release = released(study)
    client.force_login(factories.make_staff(study, role))
    assert status(client, "files", release) == seen


def test_outsiders_are_reported_nothing_of_it(client, outsider, release):
    assert status(client, "files", release) == 302
    client.force_login(outsider)
    assert status(client, "files", release) == 404


def test_what_is_public_is_there_for_everybody(client, study):
    release = released(study, audience="public")
    store_small_files(release)
    assert names(page(client, "files", release))[1:] == ["README.en.md", "blocks.csv"]


def test_what_a_file_is_is_reported_in_the_language_of_the_page(staff, release):
    staff.cookies["cs2_language"] = "ja"
    html = page(staff, "files", release)
    assert "README.ja.md" in html.text
    row = rows(html.all("table")[0])[1]
    assert "Citation" not in row[0]
    assert "引用" in row[0]


# --- Files that are not there --------------------------------------------------------------------


@pytest.fixture
def bare(study):
    """A release without files."""
    return released(study, audience="researchers")


def job(release, **fields):
    key = f"files:{release.pk}"
    return Job.objects.create(kind="files", argument=str(release.pk), key=key, **fields)


def test_files_that_were_never_made_are_being_made_from_now_on(staff, bare):
    html = page(staff, "files", bare)
    assert "The files of this release are being made." in html.text
    assert html.one("h1").text == "Files and citation"
    assert html.one("blockquote").text == citation(bare)
    assert names(html) == []
    assert html.one("progress")["value"] == "0"
    assert [meta["content"] for meta in html.all("meta") if "http-equiv" in meta.attributes] == [
        "5"
    ]
    (again,) = [link for link in html.all("a") if link.text == "See whether they are ready"]
    assert again["href"] == reverse("files", args=[bare.pk])
    assert Job.objects.get().key == f"files:{bare.pk}"
    assert html.one("main").all("form") == []


def test_how_far_they_are_is_reported(staff, bare):
    job(bare, state="running", progress=40)
    assert page(staff, "files", bare).one("progress")["value"] == "40"


def test_when_they_are_there_the_page_stays_as_it_is(staff, bare):
    store_small_files(bare)
    html = page(staff, "files", bare)
    archive = f"forum-round-{bare.round.number}.zip"
    assert names(html) == [archive, "README.en.md", "blocks.csv"]
    assert html.all("meta", **{"http-equiv": "refresh"}) == []
    assert html.all("progress") == []
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("disk_full", "because the disk of the server is full"),
        ("not_writable", "the server may not write into the folder"),
        ("unexpected", "an unexpected error (ValueError)"),
    ],
)
def test_who_runs_the_study_can_try_again_what_stopped(staff, bare, code, words):
    failed = job(bare, state="failed", error="ValueError", error_code=code, attempts=5)
    html = page(staff, "files", bare)
    assert words in html.text
    assert "The release itself stands" in html.text
    assert names(html) == []
    form = html.one("main").one("form")
    assert form.one("button").text == "Try again"
    response = staff.post(form["action"])
    assert response["Location"] == reverse("files", args=[bare.pk])
    failed.refresh_from_db()
    assert (failed.state, failed.attempts, failed.error_code) == ("queued", 0, "")
    assert "are being made" in page(staff, "files", bare).text


@pytest.mark.parametrize(
    ("role", "may"),
    [("owner", True), ("facilitator", True), ("auditor", False), ("researcher", False)],
)
def test_others_are_reported_whom_to_ask(client, study, bare, role, may):
    failed = job(bare, state="failed", error_code="disk_full")
    client.force_login(factories.make_staff(study, role))
    html = page(client, "files", bare)
    assert bool(html.one("main").all("form")) == may
    assert ("Please ask the people who run the study" in html.text) != may
    response = client.post(reverse("make_files", args=[bare.pk]))
    failed.refresh_from_db()
    assert (response.status_code, failed.state) == ((302, "queued") if may else (404, "failed"))


def test_trying_again_needs_the_form_and_a_failure(client, outsider, facilitator, study, bare):
    url = reverse("make_files", args=[bare.pk])
    assert client.post(url)["Location"].startswith("/staff/sign-in/")
    client.force_login(outsider)
    assert client.post(url).status_code == 404
    client.force_login(facilitator)
    assert client.post(url).status_code == 302
    assert not Job.objects.exists()
    failed = job(bare, state="failed")
    assert client.get(url)["Location"] == reverse("files", args=[bare.pk])
    failed.refresh_from_db()
    assert failed.state == "failed"
    failed.delete()
    running = job(bare, state="running", attempts=2)
    client.post(url)
    running.refresh_from_db()
    assert (running.state, running.attempts) == ("running", 2)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(facilitator)
    assert strict.post(url).status_code == 403


def test_files_with_changes_are_shown_when_they_alone_are_missing(client, study):
    whole_release(study, people=0)
    second = whole_release(study, people=0, turn=1)
    store_small_files(second)
    client.force_login(factories.make_staff(study, "facilitator"))
    assert "are being made" in page(client, "files", second).text
    store_small_files(second, Variant.WITH_CHANGES)
    assert "are being made" not in page(client, "files", second).text
