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


def in_pools_of(least: int):
    return mock.patch.object(placing, "LEAST_IN_POOL", least)


def test_a_round_has_so_many_pools_that_there_are_enough_in_each(open_round):
    for expected, added in ((1, 0), (1, 7), (2, 1), (2, 7), (4, 1)):
        for _ in range(added):
            factories.begin(open_round)
        with in_pools_of(4):
            assert len(placing.pools_of(open_round)) == expected
    with in_pools_of(1), mock.patch.object(placing, "PART", placing.AFTER_ALL):
        assert len(placing.pools_of(open_round)) == 4096, "by one part of 256, of 16 envelopes"


def test_everybody_is_in_one_pool(open_round):
    everybody = {factories.begin(open_round).envelope.pk for _ in range(12)}
    other = factories.begin(factories.make_round(open_round.study)).envelope
    with in_pools_of(3):
        pools = placing.pools_of(open_round)
        members = [set(pool.envelopes.values_list("pk", flat=True)) for pool in pools]
        assert len(pools) == 4
        assert sum(map(len, members)) == 12
        assert set().union(*members) == everybody
        for pool, locators in zip(pools, members, strict=True):
            assert {placing.pool_of(open_round, locator) for locator in locators} <= {pool}
        assert placing.pool_of(open_round, other.pk).round == open_round
    first, last = "0" * 64, "f" * 64
    assert placing.pool_of(open_round, first) == placing.pool_of(open_round, last)


def test_in_a_large_round_the_others_of_a_pool_are_written_with_a_newcomer(open_round, written):
    for _ in range(12):
        factories.begin(open_round)
    before = locators(open_round)
    with in_pools_of(3):
        for _ in range(4):
            written.clear()
            newcomer = factories.begin(open_round).envelope.pk
            pool = placing.pool_of(open_round, newcomer).envelopes.values_list("pk", flat=True)
            halves = [set(half) for half in written]
            assert halves[0] | halves[1] >= {newcomer}
            assert halves[0] | halves[1] == set(pool)
            assert len(halves[0]) - len(halves[1]) in (0, 1)
            assert len(pool) < 16
    assert len(locators(open_round)) == 16
    assert locators(open_round) > before


def test_mixing_writes_everybody_once_in_random_crowds_and_changes_nothing(open_round, written):
    for number in range(17):
        holder = factories.begin(open_round)
        if number % 2:
            responding.submit(holder=holder)
    other = factories.begin(factories.make_round(open_round.study))
    before = {row["locator"]: row for row in Envelope.objects.values()}
    orders = []
    # As after a page was saved in each.
    all_pools = mock.patch.object(placing, "pools_to_mix", placing.pools_of)
    with in_pools_of(2), mock.patch.object(placing, "MIXED_TOGETHER", 8), all_pools:
        assert len(placing.pools_of(open_round)) == 8
        for _ in range(3):
            written.clear()
            placing.mix(open_round)
            assert len(written) == 4
            assert sum(map(len, written)) == 17
            assert set().union(*written) == locators(open_round)
            orders.append([list(crowd) for crowd in written])
    assert orders[0] != orders[1] != orders[2]
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


def test_on_postgresql_pools_are_mixed_once_for_each_time_somebody_wrote(open_round):
    if connection.vendor != "postgresql":
        pytest.skip("transaction numbers of rows")
    holders = [factories.begin(open_round) for _ in range(12)]
    with in_pools_of(3), mock.patch.object(placing, "LEAST_MIXED", 6):
        # The test itself is one transaction, whose savepoints have numbers of their own.
        placing.mix(open_round)
        assert placing.rounds_to_mix() == []
        responding.submit(holder=holders[1])
        own = placing.pool_of(open_round, holders[1].envelope.pk)
        showing = placing.pools_to_mix(open_round)
        assert own in showing
        assert len(showing) == 2, "another one, among which it is hidden"
        assert placing.rounds_to_mix() == [open_round]
        placing.mix(open_round)
        assert placing.rounds_to_mix() == []
        factories.begin(open_round)
        assert placing.rounds_to_mix() == [open_round]
