"""Ordering the ZIP of all sheets, its job in the worker, and what the page says meanwhile."""

import errno

import pytest
from django.urls import reverse

from analytics.brief import archive
from analytics.brief import jobs as ours
from analytics.brief.ordering import find_job
from surveys import jobs
from surveys.fonts import FontMissingError
from surveys.models.job import Job
from tests.html import parse

ASKED = {"language": "ja", "beside": "en"}
QUERY = "?language=ja&beside=en"


@pytest.fixture
def release(full, settings, tmp_path):
    settings.RELEASE_FILES = tmp_path / "releases"
    return full


@pytest.fixture
def quick(monkeypatch):
    """Sheets that are made at once."""
    monkeypatch.setattr(archive, "pdf_of", lambda briefs: b"%PDF sheet")


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def page_of(staff, release):
    return parse(staff.get(reverse("release-briefs", args=[release.pk]) + QUERY))


def zip_of(staff, release):
    return staff.get(reverse("release-briefs-zip", args=[release.pk]) + QUERY)


def order(staff, release, **asked):
    return staff.post(reverse("release-briefs", args=[release.pk]), {**ASKED, **asked})


def run(release):
    job = find_job(release, ["ja", "en"])
    jobs.run(str(job.pk))
    job.refresh_from_db()
    return job


def test_a_look_orders_nothing(staff, release):
    page = page_of(staff, release)
    assert (
        page.one("main").one("form", method="post").one("button").text
        == "Make the sheets of all dyads"
    )
    assert len(page.one("ul", **{"class": "links"}).all("a")) == 6
    answer = zip_of(staff, release)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("release-briefs", args=[release.pk]) + QUERY
    assert not Job.objects.filter(kind="briefs").exists()


def test_ordered_made_and_downloaded(staff, release, quick):
    answer = order(staff, release)
    assert answer["Location"] == reverse("release-briefs", args=[release.pk]) + QUERY
    page = page_of(staff, release)
    assert page.one("progress")["value"] == "0"
    assert page.one("meta", **{"http-equiv": "refresh"})["content"] == "5"
    job = run(release)
    assert (job.state, job.progress) == (Job.State.DONE, 100)
    page = page_of(staff, release)
    assert not page.all("progress")
    (link,) = [a for a in page.all("a") if "briefs.zip" in a["href"]]
    downloaded = staff.get(link["href"])
    assert downloaded["Content-Type"] == "application/zip"
    assert downloaded["Content-Disposition"] == (
        'attachment; filename="forum-round-1-briefs.ja+en.zip"'
    )
    assert downloaded.content == archive.archive_path(release, ["ja", "en"]).read_bytes()


def test_ordered_twice_is_made_once_and_lost_is_made_again(staff, release, quick):
    order(staff, release)
    order(staff, release)
    run(release)
    order(staff, release)
    job = Job.objects.get(kind="briefs")
    assert job.state == Job.State.DONE
    archive.archive_path(release, ["ja", "en"]).unlink()
    order(staff, release)
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    assert run(release).state == Job.State.DONE
    order(staff, release, beside="")
    assert Job.objects.filter(kind="briefs").count() == 2


@pytest.mark.parametrize(
    ("problem", "code", "words"),
    [
        (FontMissingError("install Noto Sans CJK"), "font_missing", "install Noto Sans CJK"),
        (OSError(errno.ENOSPC, "full"), "disk_full", "the disk of the server is full"),
        (OSError(errno.EACCES, "no"), "not_writable", "may not write into the folder"),
    ],
)
def test_what_stopped_it_is_said_and_it_is_tried_again(
    staff, release, monkeypatch, quick, problem, code, words
):
    def refuse(release, tags, progress):
        raise problem

    order(staff, release)
    with monkeypatch.context() as patch:
        patch.setattr(ours, "store_briefs", refuse)
        job = run(release)
    assert (job.state, job.error_code) == (Job.State.FAILED, code)
    page = page_of(staff, release)
    assert words in page.text
    assert page.one("main").one("form", method="post").one("button").text == "Try again"
    order(staff, release)
    assert run(release).state == Job.State.DONE


def test_an_unexpected_error_is_said_by_its_name(staff, release, monkeypatch):
    def refuse(release, tags, progress):
        raise RuntimeError

    monkeypatch.setattr(ours, "store_briefs", refuse)
    order(staff, release)
    Job.objects.filter(kind="briefs").update(attempts=jobs.MOST_ATTEMPTS - 1)
    assert run(release).state == Job.State.FAILED
    assert "RuntimeError" in page_of(staff, release).text


def test_another_problem_of_the_disk_is_tried_again_by_itself(staff, release, monkeypatch):
    def refuse(release, tags, progress):
        raise OSError(errno.EIO, "bad")

    monkeypatch.setattr(ours, "store_briefs", refuse)
    order(staff, release)
    assert run(release).state == Job.State.RUNNING
