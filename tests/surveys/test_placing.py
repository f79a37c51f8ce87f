from unittest import mock

import pytest
from django.db import connection
from django.db.models import QuerySet

from surveys import placing, responding
from surveys.models.response import Envelope
from surveys.models.round import Round
from tests import factories


@pytest.fixture
def written(monkeypatch):
    """The locators of every statement that inserts envelopes, in the order given to it."""
    orders, bulk_create = [], QuerySet.bulk_create

    def writing(self, rows, **options):
        orders.append([row.pk for row in rows])
        return bulk_create(self, rows, **options)

    monkeypatch.setattr(QuerySet, "bulk_create", writing)
    return orders


def locators(round: Round) -> set[str]:
    return set(Envelope.objects.filter(round=round).values_list("pk", flat=True))


def test_in_a_large_round_some_others_are_written_with_a_newcomer(open_round, written):
    before = [factories.begin(open_round).envelope.pk for _ in range(4)]
    with mock.patch.object(placing, "MOST_WRITTEN_TOGETHER", 2):
        drawn = set()
        for _ in range(12):
            newcomer = factories.begin(open_round).envelope.pk
            assert len(written[-1]) == 3
            assert newcomer in written[-1]
            drawn |= set(written[-1]) - {newcomer}
    assert drawn & set(before)
    assert len(drawn) > 4, "others are drawn anew for each newcomer"
    assert len(locators(open_round)) == 16


def test_mixing_writes_everybody_once_in_random_crowds_and_changes_nothing(open_round, written):
    for number in range(9):
        holder = factories.begin(open_round)
        if number % 2:
            responding.submit(holder=holder)
    other = factories.begin(factories.make_round(open_round.study))
    before = {row["locator"]: row for row in Envelope.objects.values()}
    written.clear()
    with mock.patch.object(placing, "MIXED_TOGETHER", 3):
        placing.mix(open_round)
        placing.mix(open_round)
    first, second = written[:3], written[3:]
    for crowds in (first, second):
        assert [len(crowd) for crowd in crowds] == [3, 3, 3]
        assert set().union(*crowds) == locators(open_round)
    assert [set(crowd) for crowd in first] != [set(crowd) for crowd in second]
    after = {row["locator"]: row for row in Envelope.objects.values()}
    assert other.envelope.pk not in set().union(*written)
    for locator, row in before.items():
        for name, value in row.items():
            kept = after[locator][name]
            assert kept == value or bytes(kept) == bytes(value), name


def test_somebody_who_withdraws_while_envelopes_are_mixed_stays_withdrawn(open_round):
    gone, other = factories.begin(open_round), factories.begin(open_round)
    locked = placing.locking.state_locked

    def withdrawn_before(round):
        Envelope.objects.filter(pk=gone.envelope.pk).delete()
        return locked(round)

    with mock.patch.object(placing.locking, "state_locked", withdrawn_before):
        placing.mix(open_round)
    assert locators(open_round) == {other.envelope.pk}


def test_rounds_without_envelopes_are_not_mixed(open_round, study):
    assert placing.rounds_to_mix() == []
    factories.begin(open_round)
    closed = factories.make_round(study)
    factories.begin(closed)
    Round.objects.filter(pk=closed.pk).update(state="closed", wrapped_private_key=b"")
    draft = factories.make_round(study, state="draft")
    if connection.vendor == "sqlite":
        assert placing.rounds_to_mix() == [open_round]
    assert draft not in placing.rounds_to_mix()
    assert closed not in placing.rounds_to_mix()


def test_on_postgresql_a_round_is_mixed_once_for_each_time_somebody_wrote(open_round):
    if connection.vendor != "postgresql":
        pytest.skip("transaction numbers of rows")
    holders = [factories.begin(open_round) for _ in range(3)]
    # The test itself is one transaction, whose savepoints have numbers of their own.
    placing.mix(open_round)
    assert placing.rounds_to_mix() == []
    responding.submit(holder=holders[1])
    assert placing.rounds_to_mix() == [open_round]
    placing.mix(open_round)
    assert placing.rounds_to_mix() == []
