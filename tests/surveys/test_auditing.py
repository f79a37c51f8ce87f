import threading
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.utils import timezone

from surveys import apps as migrate
from surveys.audit_verifying import Kind, faults_of
from surveys.auditing import (
    GENESIS,
    audit_answers,
    audit_identity,
    audit_keys,
    begin_keyed_entries,
    digest,
)
from surveys.key_files import KeyFile, key_id
from surveys.models.audit import AnswerAudit, IdentityAudit
from tests.key_files import key_file

CHAINS = pytest.mark.parametrize(
    ("chain", "audit"), [(AnswerAudit, audit_answers), (IdentityAudit, audit_identity)]
)


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
    assert digest(first, audit_keys()) == first.digest != second.digest
    assert list(faults_of(chain)) == []


def test_a_digest_is_made_under_the_first_key_and_names_it(db, settings, tmp_path):
    old, new = "a1" * 32, "b2" * 32
    settings.AUDIT_KEYS = key_file(tmp_path, old, name="old")
    audit_answers(by="ada", act="first", subject="it")
    settings.AUDIT_KEYS = key_file(tmp_path, new, old, name="both")
    audit_answers(by="ada", act="second", subject="it")
    first, second = AnswerAudit.objects.all()
    assert (first.key, second.key) == (key_id(old), key_id(new))
    assert old[:16] not in first.key
    assert list(faults_of(AnswerAudit)) == []
    with pytest.raises(KeyError):
        digest(first, {key_id(new): bytes.fromhex(new)})
    wrong = {key_id(old): bytes.fromhex(new)}
    assert digest(first, wrong) != first.digest


def test_a_digest_says_to_which_chain_its_entry_belongs(db):
    audit_answers(by="ada", act="act", subject="it")
    entry = AnswerAudit.objects.get()
    fields = {f.name: getattr(entry, f.name) for f in AnswerAudit._meta.fields}
    assert digest(IdentityAudit(**fields), audit_keys()) != entry.digest


def test_without_a_key_nothing_is_written(db, settings, tmp_path):
    settings.AUDIT_KEYS = KeyFile(tmp_path / "none")
    with pytest.raises(ImproperlyConfigured, match="make_keys"):
        audit_answers(by="ada", act="act", subject="it")
    assert not AnswerAudit.objects.exists()


def test_a_chain_from_before_there_were_keys_goes_on_with_one(db):
    """Its plain digests stay; the first entry with a key fixes them."""
    entry = AnswerAudit(
        number=1, at=timezone.now(), actor="ada", act="act", subject="it", previous=GENESIS
    )
    entry.digest = digest(entry, {})
    entry.save()
    assert [fault.kind for fault in faults_of(AnswerAudit)] == [Kind.WITHOUT_KEY]
    for _ in range(2):
        begin_keyed_entries(AnswerAudit)
    begun = AnswerAudit.objects.get(number=2)
    assert (begun.act, begun.detail) == ("begin_keyed_entries", {"entries_without_key": 1})
    assert AnswerAudit.objects.count() == 2
    assert list(faults_of(AnswerAudit)) == []
    assert entry.digest == begun.previous


def test_keys_begin_in_the_migration_that_brings_them_alone(db):
    def migrated(name, backwards=False):
        migration = SimpleNamespace(app_label="surveys", name=name)
        migrate.begin_keyed_entries("default", plan=[(migration, backwards)])
        migrate.begin_keyed_entries("identity", plan=[(migration, backwards)])
        return AnswerAudit.objects.count()

    entry = AnswerAudit(number=1, at=timezone.now(), previous=GENESIS)
    entry.digest = digest(entry, {})
    entry.save()
    assert migrated("0014_password_rules_of_accounts") == 1
    assert migrated("0016_keyed_audit", backwards=True) == 1
    assert migrated("0016_keyed_audit") == 2
    assert not IdentityAudit.objects.exists(), "an empty chain begins with its first act"


def test_the_chains_are_apart(db):
    audit_answers(by="ada", act="close_round", subject="it")
    assert not IdentityAudit.objects.exists()
    audit_identity(by="ada", act="invite", subject="it")
    assert AnswerAudit.objects.count() == IdentityAudit.objects.count() == 1


def test_an_empty_chain_is_whole(db):
    assert list(faults_of(AnswerAudit)) == []


def test_an_entry_is_taken_back_with_what_it_records(db):
    with transaction.atomic():
        audit_answers(by="ada", act="open_round", subject="it")
        transaction.set_rollback(True)
    assert not AnswerAudit.objects.exists()


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
    assert list(faults_of(chain)) == []
