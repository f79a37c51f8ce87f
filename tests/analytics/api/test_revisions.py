"""A later revision is what everybody reads, and the earlier ones stay to be had."""

import hashlib
import json
from dataclasses import replace

import pytest
from django.test import Client

from analytics import SOFTWARE
from analytics.computing import gap_matrix, revise
from analytics.release import method
from analytics.release.method import METHOD
from analytics.release.queries import cells_of
from tests import factories
from tests.analytics.api.complaints import complaints
from tests.analytics.api.whole import whole_release
from tests.analytics.made import LOW, make_release, not_converging

TABLES = ("cells", "means", "changes", "concern_changes")


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    """A second round, whose first revision is followed by one in which every figure is another."""
    whole_release(study)
    return whole_release(study, turn=1)


@pytest.fixture(scope="module")
def revised(release):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(method, "METHOD", METHOD | {"edition": METHOD["edition"] + 1})
        for module, name, field in (
            (gap_matrix, "gap_cells", "n_left"),
            (gap_matrix, "gap_means", "n_concerns"),
            (revise.changes, "changes_since", "n_after"),
        ):
            patch.setattr(module, name, _other(getattr(module, name), field))
        return revise.revise_release(release=release, by="ada")


def _other(function, field):
    """The same rows, 1000 added to one of their fields."""
    return lambda *told: [
        replace(row, **{field: getattr(row, field) + 1000}) for row in function(*told)
    ]


def checksum(content):
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ("cells", "n_left"),
        ("means", "n_concerns"),
        ("changes", "n_after"),
        ("concern_changes", "answers_after"),
    ],
)
def test_the_latest_is_read_unless_another_is_asked_for(ask, release, revised, table, field):
    path = f"releases/{release.pk}/{table}/"
    latest, first, second = (ask(path, **q).json() for q in ({}, {"revision": 1}, {"revision": 2}))
    assert latest == second != first
    assert len(latest) == len(first) > 0
    # A sum over concerns has 1000 more for each of them.
    added = [1000 * row["n_concerns"] if table == "concern_changes" else 1000 for row in latest]
    assert [row[field] - more for row, more in zip(latest, added, strict=True)] == [
        row[field] for row in first
    ]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("wrong", ["3", "0", "-1", "two", "", "1.0", "01"])
def test_an_unknown_revision_is_refused_with_those_that_are_known(
    ask, release, revised, table, wrong
):
    answer = ask(f"releases/{release.pk}/{table}/", revision=wrong)
    assert complaints(answer) == {"revision": [f"{wrong!r} is not one of: 1, 2."]}


@pytest.mark.parametrize("table", ["blocks", "impressions"])
def test_what_was_counted_has_no_revisions(ask, release, table):
    answer = ask(f"releases/{release.pk}/{table}/", revision=1)
    assert complaints(answer)["revision"][0].startswith("There is no such parameter here.")


def test_a_revision_is_one_value_and_goes_with_filters_and_csv(ask, release, revised):
    path = f"releases/{release.pk}/means/"
    assert complaints(ask(f"{path}?revision=1&revision=2")) == {"revision": ["Give one value."]}
    query = {"revision": 1, "gap": "image", "perceiver": "PRC", "target": ""}
    (row,) = ask(path, **query).json()
    (header, line) = ask(path, format="csv", **query).content.decode().splitlines()
    assert str(row["n_concerns"]) in line.split(",")
    assert row["n_concerns"] < 1000
    assert "n_concerns" in header


def test_the_release_lists_its_revisions(ask, release, revised):
    told = ask(f"releases/{release.pk}/").json()
    first, second = told["revisions"]
    assert told["metadata"] == release.metadata == first["metadata"]
    assert (first["revision"], first["checksum"]) == (1, release.checksum)
    assert (second["revision"], second["checksum"]) == (2, revised.checksum)
    assert second["software"] == SOFTWARE
    assert second["method"]["edition"] == first["method"]["edition"] + 1
    assert second["metadata"]["revises"] == release.checksum


def test_a_revision_says_in_every_language_why_it_has_no_pooled_figures(study, ask):
    def problem(release):
        (told,) = ask(f"releases/{release.pk}/").json()["revisions"]
        return told["pooling_problem"]

    assert problem(make_release(study, audience="researchers")) is None
    with not_converging():
        release = make_release(study, audience="researchers")
    assert problem(release)["name"] == "not converged"
    label = problem(release)["label"]
    assert set(label) == {"en", "zh-Hans", "ja", "ko"}
    assert "the model could not be fitted" in label["en"]


def test_a_reader_can_verify_every_revision(ask, release, revised):
    path = f"releases/{release.pk}"
    revisions = ask(f"{path}/").json()["revisions"]
    assert len(revisions) == 2
    for revision in revisions:
        whole = ask(f"{path}/canonical/", revision=revision["revision"]).content
        assert hashlib.sha256(whole).hexdigest() == revision["checksum"]
    latest = ask(f"{path}/canonical/").content
    assert hashlib.sha256(latest).hexdigest() == revised.checksum


def test_what_one_may_not_read_tells_no_revisions(study, ask):
    release = make_release(study, lambda question, lens: LOW)
    assert ask(f"releases/{release.pk}/cells/", revision=7).status_code == 404


# --- Pages ---------------------------------------------------------------------------------------


@pytest.fixture
def pages(facilitator):
    client = Client()
    client.force_login(facilitator)
    names = ("", "PRC-JPN/", "change/")
    return lambda release: [client.get(f"/releases/{release.pk}/{name}") for name in names]


def test_pages_say_nothing_of_a_first_revision(pages, study):
    whole_release(study)
    for page in pages(whole_release(study, turn=1)):
        assert page.status_code == 200
        assert b"revision" not in page.content


def test_pages_show_the_latest_and_say_which(revised, pages, release):
    for page in pages(release):
        told = page.content.decode()
        assert "The figures are those of revision 2" in told
        assert f"SHA-256 {revised.checksum[:16]})" in told
    cell = cells_of(release)[0]
    assert cell.n_left > 1000
