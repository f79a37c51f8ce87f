"""The key of an open step goes on when the seal key of the server is replaced."""

import pytest

from surveys import sealing
from surveys.key_rotation import destroy_old_keys, held, rotate_key, rotating_keys
from tests.key_files import key_file
from tests.surveys.seminars import counted, given, joined, make_seminar, opened

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_of_our_own(tmp_path, settings):
    settings.SEAL_KEYS = key_file(tmp_path, "1a" * 32)


def needs() -> list[list[str]]:
    return [each.needs for each in held(rotating_keys()["seal_key"])]


def test_an_open_step_can_be_counted_when_the_old_key_is_gone(settings):
    seminar = make_seminar()
    seats = joined(seminar, 5)
    given(opened(seminar), seats, [3] * 5)
    slug = seminar.study.slug
    assert needs() == [[f"a seminar of {slug}, of which a step is open"]]
    old = settings.SEAL_KEYS.newest
    rotate_key(name="seal_key", by="ada")
    seminar.refresh_from_db()
    with pytest.raises(sealing.UnreadableError):
        sealing.unwrap(bytes(seminar.wrapped_private_key), seal_key=old)
    destroy_old_keys(name="seal_key", by="ada", at_once=True)
    counted(seminar)
    assert seminar.counts.get().cumulative == [[0, 2]] * 3 + [[3, 5]] * 4
    assert needs() == [[]]
