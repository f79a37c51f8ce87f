"""Those who save do not wait for each other on PostgreSQL, and lose nothing to each other."""

import threading

import pytest
from django.db import connections, transaction

from surveys import locking, responding
from surveys.envelope_contents import Answer
from tests import factories
from tests.production.postgres.rounds import together
from tests.surveys.holders import KEY, OTHER, again

pytestmark = pytest.mark.services


def test_somebody_saves_while_another_is_in_the_middle_of_saving() -> None:
    round = factories.make_round()
    one, other = factories.begin(round), factories.begin(round)
    with transaction.atomic():
        responding.save_answers(holder=one, answers={KEY: Answer(1)})
        together(lambda: responding.save_answers(holder=other, answers={KEY: Answer(2)}))
    assert responding.read_draft(again(one)) == {KEY: Answer(1)}
    assert responding.read_draft(again(other)) == {KEY: Answer(2)}


def test_two_pages_of_one_person_saved_at_once_are_both_kept() -> None:
    """The second waits for the first and adds to what that has written."""
    holder = factories.begin(factories.make_round())
    begun, done = threading.Event(), threading.Event()

    def save() -> None:
        begun.set()
        responding.save_answers(holder=again(holder), answers={OTHER: Answer(2)})
        done.set()
        connections.close_all()

    thread = threading.Thread(target=save, daemon=True)
    with transaction.atomic():
        responding.save_answers(holder=holder, answers={KEY: Answer(1)})
        thread.start()
        assert begun.wait(10)
        assert not done.wait(0.3)
    thread.join(20)
    assert done.is_set()
    assert responding.read_draft(again(holder)) == {KEY: Answer(1), OTHER: Answer(2)}


def test_whoever_closes_waits_for_those_who_save() -> None:
    round = factories.make_round()
    holder = factories.begin(round)
    states: list[str] = []

    def lock() -> None:
        with transaction.atomic():
            states.append(locking.state_locked(round))
        connections.close_all()

    thread = threading.Thread(target=lock, daemon=True)
    with transaction.atomic():
        responding.save_answers(holder=holder, answers={KEY: Answer(1)})
        thread.start()
        thread.join(0.3)
        assert states == []
    thread.join(20)
    assert states == ["open"]
