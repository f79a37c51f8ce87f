import threading

import pytest
from django.db import transaction

from surveys import audit_anchors
from surveys.audit_anchors import (
    Anchor,
    UnreadableAnchorError,
    anchor_head,
    anchor_heads,
    anchors_in,
    head_of,
)
from surveys.audit_verifying import verify
from surveys.auditing import audit_answers, audit_identity
from surveys.models.audit import AnswerAudit, IdentityAudit

AT = "2026-11-29T15:00:00+00:00"


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path / "folder" / "anchors"
    return settings.AUDIT_ANCHORS


def anchored(file):
    return [(anchor.chain, anchor.entries) for anchor in anchors_in(file)]


def test_every_act_is_anchored_when_it_is_committed(transactional_db, file):
    audit_answers(by="ada", act="first", subject="it")
    assert anchored(file) == [("answers", 1)]
    with transaction.atomic():
        audit_answers(by="ada", act="second", subject="it")
        audit_answers(by="ada", act="third", subject="it")
        assert anchored(file) == [("answers", 1)]
    audit_identity(by="ada", act="other", subject="it")
    assert anchored(file) == [("answers", 1), ("answers", 3), ("identity", 1)]
    first, *_ = anchors_in(file)
    assert first.head == AnswerAudit.objects.get(number=1).digest
    assert verify() == []


def test_an_act_that_is_taken_back_is_not_anchored(transactional_db, file):
    with transaction.atomic():
        audit_answers(by="ada", act="first", subject="it")
        transaction.set_rollback(True)
    assert anchored(file) == []


def test_an_act_stays_where_its_anchor_cannot_be_written(transactional_db, file, settings, caplog):
    settings.AUDIT_ANCHORS = file.parent  # a folder
    file.parent.mkdir()
    audit_answers(by="ada", act="first", subject="it")
    assert AnswerAudit.objects.count() == 1
    assert anchor_heads() == 0
    assert "anchors cannot be written: Is a directory" in caplog.text
    settings.AUDIT_ANCHORS = file
    assert anchor_heads() == 1
    assert anchored(file) == [("answers", 1)]


def test_the_worker_anchors_what_a_crash_left_out_and_nothing_twice(db, file):
    audit_answers(by="ada", act="first", subject="it")
    audit_identity(by="ada", act="first", subject="it")
    assert (anchor_heads(), anchor_heads()) == (2, 0)
    audit_identity(by="ada", act="second", subject="it")
    assert (anchor_heads(), anchor_heads()) == (1, 0)
    assert anchored(file) == [("answers", 1), ("identity", 1), ("identity", 2)]


def test_only_their_owner_reads_the_anchors(db, file):
    audit_answers(by="ada", act="first", subject="it")
    anchor_head(AnswerAudit)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_that_a_crash_cut_short_costs_no_other(db, file):
    audit_answers(by="ada", act="first", subject="it")
    anchor_head(AnswerAudit)
    with file.open("a") as lines:
        lines.write('{"chain": "answers", "ent')
    audit_answers(by="ada", act="second", subject="it")
    anchor_head(AnswerAudit)
    first, broken, second = anchors_in(file)
    assert (first.entries, second.entries) == (1, 2)
    assert isinstance(broken, UnreadableAnchorError)


def test_a_disk_that_is_full_is_noticed(db, file, monkeypatch):
    audit_answers(by="ada", act="first", subject="it")
    monkeypatch.setattr(audit_anchors, "_is_cut_short", lambda descriptor: False)
    with pytest.raises(OSError, match="No space left"):
        audit_anchors._append(type(file)("/dev/full"), "line")


def test_writers_at_the_same_moment_lose_no_line(file):
    def write(name):
        for number in range(1, 26):
            audit_anchors._append(file, Anchor("answers", number, name * 64, AT).line())

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    written = [(anchor.head[0], anchor.entries) for anchor in anchors_in(file)]
    assert sorted(written) == [(name, number) for name in "abcd" for number in range(1, 26)]


def test_an_empty_chain_has_no_head(db, file):
    assert head_of(IdentityAudit) is None
    assert anchor_heads() == 0
    assert not file.exists()
