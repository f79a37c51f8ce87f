import threading

import pytest
from django.db import connections, transaction

from surveys.auditing import GENESIS, audit_answers, audit_identity, digest, faults
from surveys.models.audit import AnswerAudit, IdentityAudit

CHAINS = pytest.mark.parametrize(
    ("chain", "audit"), [(AnswerAudit, audit_answers), (IdentityAudit, audit_identity)]
)


@pytest.fixture
def three(db):
    for act in ("open_round", "close_round", "widen"):
        audit_answers(by="ada", act=act, subject="round", languages=["en", "ko"], n=3)


@CHAINS
def test_each_entry_follows_the_one_before(db, chain, audit):
    audit(by="ada", act="first", subject="it", note="語")
    audit(by="bea", act="second", subject="it")
    first, second = chain.objects.all()
    assert (first.number, first.previous) == (1, GENESIS)
    assert (second.number, second.previous) == (2, first.digest)
    assert (first.actor, first.act, first.subject, first.detail) == (
        "ada",
        "first",
        "it",
        {"note": "語"},
    )
    assert digest(first) == first.digest != second.digest
    assert list(faults(chain)) == []


def test_the_chains_are_apart(db):
    audit_answers(by="ada", act="close_round", subject="it")
    assert not IdentityAudit.objects.exists()
    audit_identity(by="ada", act="invite", subject="it")
    assert AnswerAudit.objects.count() == IdentityAudit.objects.count() == 1


def test_an_empty_chain_is_whole(db):
    assert list(faults(AnswerAudit)) == []


def test_an_entry_is_taken_back_with_what_it_records(db):
    with transaction.atomic():
        audit_answers(by="ada", act="open_round", subject="it")
        transaction.set_rollback(True)
    assert not AnswerAudit.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"actor": "eve"},
        {"act": "other"},
        {"subject": "other"},
        {"detail": {"n": 4}},
        {"at": "2020-01-01T00:00:00Z"},
        {"digest": "0" * 64},
    ],
)
@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_altered_entry_is_found(three, changes, number):
    AnswerAudit.objects.filter(number=number).update(**changes)
    assert f"entry {number} was altered" in list(faults(AnswerAudit))


def test_an_entry_altered_together_with_its_digest_is_found_by_the_next(three):
    entry = AnswerAudit.objects.get(number=2)
    entry.actor = "eve"
    entry.digest = digest(entry)
    entry.save()
    assert list(faults(AnswerAudit)) == ["entry 3 does not follow the one before it"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_missing_entry_is_found(three, number):
    AnswerAudit.objects.filter(number=number).delete()
    assert list(faults(AnswerAudit)) == [
        f"entry {number} is missing",
        f"entry {number + 1} does not follow the one before it",
    ]


def test_entries_in_another_order_are_found(three):
    AnswerAudit.objects.filter(number=2).update(number=4)
    assert list(faults(AnswerAudit)) == [
        "entry 2 is missing",
        "entry 3 does not follow the one before it",
        "entry 4 does not follow the one before it",
        "entry 4 was altered",
    ]


@CHAINS
def test_writers_at_the_same_moment_make_one_chain(transactional_db, chain, audit):
    audit(by="ada", act="first", subject="it")
    start, problems = threading.Barrier(4), []

    def write(name):
        try:
            start.wait(timeout=10)
            for _ in range(5):
                audit(by=name, act="act", subject="it")
        except Exception as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(f"writer {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert chain.objects.count() == 21
    assert list(faults(chain)) == []
