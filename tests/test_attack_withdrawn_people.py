"""Nothing that is published changes when somebody withdraws; a second release would tell."""

import pytest

from attacks import withdrawn_people as attack
from attacks.databases import on_sqlite


@pytest.fixture(scope="module")
def database(django_db_blocker):
    with django_db_blocker.unblock(), on_sqlite() as place:
        yield place


@pytest.mark.usefixtures("database")
def test_nothing_published_changes_when_somebody_withdraws():
    rows, changed, left = attack.changed_rows(1)
    assert rows > 100
    assert (changed, left) == (0, 0)


@pytest.mark.usefixtures("database")
def test_a_change_would_be_seen(monkeypatch):
    rows = iter([{"a", "b"}, {"a", "c"}])
    monkeypatch.setattr(attack, "published", lambda: next(rows))
    assert attack.changed_rows(1) == (2, 2, 0)


@pytest.mark.parametrize(
    ("rows", "changed", "left", "holds"),
    [(9, 0, 0, True), (9, 1, 0, False), (9, 0, 1, False), (0, 0, 0, False)],
)
def test_any_of_it_breaks_the_promise(rows, changed, left, holds):
    assert attack.judged(rows, changed, left).holds is holds


def test_a_second_release_would_tell_what_one_who_withdrew_had_answered():
    # As many as of one who joined, for eight people: docs/confidentiality.md.
    assert attack.published_twice([8], 1).reached.endswith("in 182 of 1920 cases")
