from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.export.archive import archive_of, files_of
from analytics.export.queries import publication_of
from tests import factories
from tests.analytics.api.whole import whole_release
from tests.analytics.export.test_verification import forged, genuine

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum")


@pytest.fixture(scope="module")
def release(study):
    return whole_release(study, people=0)


@pytest.fixture(scope="module")
def content(release):
    publication = publication_of(release, [])
    return archive_of(publication, files_of(publication)).content


@pytest.fixture
def archive(content, tmp_path):
    path = tmp_path / "forum.zip"
    path.write_bytes(content)
    return path


def run(path, **options):
    """What is said, and what is complained of; CommandError where the command exits with 1."""
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_release", str(path), stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), f"{err.getvalue()}{error}"
    return out.getvalue(), err.getvalue()


def test_an_archive_of_a_release_here_is_as_it_is_here(archive, release):
    said, wrong = run(archive)
    assert wrong == ""
    assert f"SHA-256 of the release: {release.checksum}" in said
    assert "That is the checksum of the release in this database." in said
    assert run(archive, release=str(release.pk), checksum=release.checksum[:16])[1] == ""


def test_whoever_does_not_have_the_release_is_reported_what_to_compare(db, tmp_path):
    path = tmp_path / "forum.zip"
    path.write_bytes(genuine())
    said, wrong = run(path)
    assert wrong == ""
    assert "compare that with a citation in print" in said
    known = said.partition("SHA-256 of the release: ")[2][:16]
    assert "in print" not in run(path, checksum=known)[0]


def test_an_edited_file_is_named_with_how_to_mend_it(archive):
    archive.write_bytes(archive.read_bytes()[:-1])
    assert "This is not a whole ZIP archive." in run(archive)[1]
    archive.write_bytes(forged())
    said, wrong = run(archive, checksum="0" * 16)
    assert said == ""
    assert wrong.startswith("release.json: is not what was released: its SHA-256 is ")
    assert "Download it again" in wrong


def test_another_release_is_not_the_one_asked_for(archive, study):
    other = whole_release(study, people=0, turn=1)
    assert "release.json: is not what was released" in run(archive, release=str(other.pk))[1]


@pytest.mark.parametrize("release_id", ["00000000-0000-4000-8000-000000000000", "nonsense"])
def test_a_release_that_is_not_here_is_reported(archive, release_id):
    wrong = run(archive, release=release_id)[1]
    assert wrong == f"There is no release {release_id} in this database."


def test_a_file_that_is_not_there_is_reported(db, tmp_path):
    assert "No such file" in run(tmp_path / "nothing.zip")[1]
