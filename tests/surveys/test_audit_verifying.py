from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from surveys.audit_anchors import Anchor, anchor_heads, anchors_in, head_of
from surveys.audit_verifying import Fault, Kind, faults_of, verify
from surveys.audit_wording import fault_words
from surveys.auditing import audit_answers, audit_identity, audit_keys, digest, key_id
from surveys.models.audit import AnswerAudit, IdentityAudit

AT = "2026-11-29T15:00:00+00:00"
ACTS = ("open_round", "close_round", "open_envelopes", "publish", "widen")
FIELDS = [field.attname for field in AnswerAudit._meta.fields]


@pytest.fixture(scope="module", autouse=True)
def _chain(module_db):
    """Five acts upon a round, and one upon a person."""
    for act in ACTS:
        audit_answers(by="ada", act=act, subject="round", languages=["en", "ko"], n=3)
    audit_identity(by="ada", act="invite", subject="round")


@pytest.fixture(autouse=True)
def anchors(settings, tmp_path):
    """The file of anchors, as after each act."""
    settings.AUDIT_ANCHORS = tmp_path / "anchors"
    lines = [
        Anchor("answers", entry.number, entry.digest, f"2026-11-29T15:0{entry.number}:00+00:00")
        for entry in AnswerAudit.objects.all()
    ]
    identity = head_of(IdentityAudit)
    settings.AUDIT_ANCHORS.write_text("".join(f"{a.line()}\n" for a in [*lines, identity]))
    return settings.AUDIT_ANCHORS


def kinds():
    return [(fault.kind, fault.first, fault.last) for fault in verify()]


def test_whole_chains_have_no_fault():
    assert verify() == []


# --- What a chain tells by itself -----------------------------------------------------------------


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
@pytest.mark.parametrize("number", [1, 3, 5])
def test_an_altered_entry_is_found(changes, number):
    AnswerAudit.objects.filter(number=number).update(**changes)
    assert Fault("answers", Kind.ALTERED, number, number) in list(faults_of(AnswerAudit))


def test_entries_between_others_that_are_missing_are_named():
    AnswerAudit.objects.filter(number__in=[2, 3]).delete()
    assert list(faults_of(AnswerAudit)) == [
        Fault("answers", Kind.MISSING, 2, 3),
        Fault("answers", Kind.MOVED, 4, 4),
    ]


def test_an_entry_in_another_place_is_found():
    AnswerAudit.objects.filter(number=2).update(number=6)
    assert list(faults_of(AnswerAudit)) == [
        Fault("answers", Kind.MISSING, 2, 2),
        Fault("answers", Kind.MOVED, 3, 3),
        Fault("answers", Kind.MOVED, 6, 6),
        Fault("answers", Kind.ALTERED, 6, 6),
    ]


def test_a_chain_rewritten_without_the_key_is_found(settings):
    """Whoever has the database alone knows how plain digests are made, and no key."""
    rewrite("", {})
    assert Fault("answers", Kind.WITHOUT_KEY, 5, 5) in list(faults_of(AnswerAudit))


def test_plain_entries_after_one_with_a_key_are_found():
    entry = AnswerAudit(number=6, at=timezone.now(), actor="eve", act="act", key="")
    entry.previous = AnswerAudit.objects.get(number=5).digest
    entry.digest = digest(entry, {})
    entry.save()
    assert list(faults_of(AnswerAudit)) == [Fault("answers", Kind.WITHOUT_KEY, 6, 6)]


def test_entries_under_a_key_of_ones_own_are_found():
    own = "e5" * 32
    rewrite(key_id(own), {key_id(own): bytes.fromhex(own)})
    faults = list(faults_of(AnswerAudit))
    assert [(fault.kind, fault.first) for fault in faults] == [
        (Kind.UNKNOWN_KEY, number) for number in range(1, 6)
    ]


def rewrite(key, keys):
    """Write the whole chain anew with another actor, as somebody could with these keys."""
    entries, previous = list(AnswerAudit.objects.all()), "0" * 64
    AnswerAudit.objects.all().delete()
    for entry in entries:
        entry.actor, entry.key, entry.previous = "eve", key, previous
        previous = entry.digest = digest(entry, keys)
        entry.save(force_insert=True)


# --- What only anchors tell -----------------------------------------------------------------------


def test_the_last_entries_cannot_be_removed_unnoticed(anchors):
    AnswerAudit.objects.filter(number__gt=2).delete()
    assert list(faults_of(AnswerAudit)) == []
    assert verify() == [
        Fault(
            "answers", Kind.REMOVED, 3, 5, since="2026-11-29T15:02:00+00:00", source=f"{anchors}:5"
        )
    ]


def test_all_entries_cannot_be_removed_unnoticed():
    AnswerAudit.objects.all().delete()
    assert kinds() == [(Kind.REMOVED, 1, 5)]


def test_whoever_has_the_key_and_the_database_cannot_rewrite_what_is_anchored(anchors):
    keys = audit_keys()
    rewrite(next(iter(keys)), keys)
    assert list(faults_of(AnswerAudit)) == []
    assert verify() == [Fault("answers", Kind.REPLACED, 1, 5, source=f"{anchors}:1")]


def test_new_entries_in_the_place_of_removed_ones_are_found():
    AnswerAudit.objects.filter(number__gt=3).delete()
    for _ in range(3):
        audit_answers(by="eve", act="act", subject="it")
    assert list(faults_of(AnswerAudit)) == []
    assert kinds() == [(Kind.REPLACED, 4, 6)]


def test_only_what_no_anchor_has_seen_yet_can_be_removed():
    """The window: from an act's commit until its anchor is on the disk."""
    audit_answers(by="ada", act="act", subject="it")
    AnswerAudit.objects.filter(number=6).delete()
    assert verify() == []
    audit_answers(by="ada", act="act", subject="it")
    anchor_heads()
    AnswerAudit.objects.filter(number=6).delete()
    assert kinds() == [(Kind.REMOVED, 6, 6)]


# --- What cannot be told --------------------------------------------------------------------------


def test_a_chain_without_any_anchor_cannot_be_vouched_for(anchors):
    anchors.unlink()
    assert verify() == [
        Fault("answers", Kind.NOT_ANCHORED, 1, 5),
        Fault("identity", Kind.NOT_ANCHORED, 1, 1),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '{"chain": "answers"}',
        Anchor("other", 1, "0" * 64, AT).line(),
        Anchor("answers", "1", "0" * 64, AT).line(),
        Anchor("answers", 1, "0", AT).line(),
        Anchor("answers", 1, 0, AT).line(),
        Anchor("answers", 1, "0" * 64, "noon").line(),
        Anchor("answers", 1, "0" * 64, "2026-11-29").line(),
    ],
)
def test_a_line_that_holds_no_anchor_is_named(anchors, line):
    with anchors.open("a") as file:
        file.write(f"{line}\n")
    assert verify() == [Fault("", Kind.ANCHOR_UNREADABLE, source=f"{anchors}:7")]


def test_a_file_that_cannot_be_read_is_named(settings, tmp_path):
    settings.AUDIT_ANCHORS = tmp_path
    assert Fault("", Kind.ANCHORS_UNREADABLE, source=str(tmp_path)) in verify()


# --- Whatever is done to a chain ------------------------------------------------------------------


@st.composite
def tampered(draw, rows):
    """A chain after one to three removals, alterations, exchanges and insertions."""
    rows = [dict(row) for row in rows]
    for _ in range(draw(st.integers(1, 3))):
        act = draw(st.sampled_from(["remove", "cut", "alter", "exchange", "insert"]))
        place = draw(st.integers(0, max(len(rows) - 1, 0)))
        if act == "insert" or not rows:
            number = draw(st.integers(1, 8))
            rows.insert(place, forged(number, rows[place - 1]["digest"] if rows else "0" * 64))
        elif act == "remove":
            rows.pop(place)
        elif act == "cut":
            rows = rows[:place]
        elif act == "alter":
            field = draw(st.sampled_from(["actor", "act", "subject", "key", "digest", "at"]))
            value = rows[place][field]
            later = field == "at"
            rows[place][field] = value + timedelta(seconds=1) if later else f"x{value[1:]}"
        else:
            other = draw(st.integers(0, len(rows) - 1))
            numbers = rows[place]["number"], rows[other]["number"]
            rows[other]["number"], rows[place]["number"] = numbers
    return rows


def forged(number, previous):
    entry = AnswerAudit(number=number, at=timezone.now(), actor="eve", previous=previous)
    entry.digest = digest(entry, {})
    return {name: getattr(entry, name) for name in FIELDS}


def unique(rows, field):
    return len({row[field] for row in rows}) == len(rows)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_done_to_a_chain_is_found(data):
    whole = sorted(AnswerAudit.objects.values(), key=lambda row: row["number"])
    rows = data.draw(tampered(whole))
    if not all(unique(rows, field) for field in ("number", "previous", "digest")):
        return  # The database refuses it.
    AnswerAudit.objects.all().delete()
    AnswerAudit.objects.bulk_create(AnswerAudit(**row) for row in rows)
    found = verify()
    AnswerAudit.objects.all().delete()
    AnswerAudit.objects.bulk_create(AnswerAudit(**row) for row in whole)
    changed = sorted(rows, key=lambda row: row["number"]) != whole
    assert bool(found) == changed


# --- The command ----------------------------------------------------------------------------------


def refused():
    with pytest.raises(CommandError) as refusal:
        call_command("verify_audit")
    return refusal.value.returncode, str(refusal.value)


def test_the_command_says_that_all_is_whole(capsys):
    call_command("verify_audit")
    assert capsys.readouterr().out == "6 entries, whole, and as the anchors have them.\n"


def test_the_command_names_what_is_missing_and_since_when(anchors):
    AnswerAudit.objects.filter(number__gt=2).delete()
    assert refused() == (
        1,
        "The audit was tampered with:\nanswers: Entries 3 to 5 were removed from the end. "
        f"Anchor: {anchors}:5. What was anchored until 2026-11-29 15:02 UTC is there.",
    )


def test_the_command_tells_what_cannot_be_told_by_another_code(anchors):
    anchors.unlink()
    code, text = refused()
    assert (code, text.splitlines()[0]) == (3, "What is there is whole, but not all can be told:")
    assert "identity: No anchor tells" in text


def test_the_command_takes_the_anchors_of_a_mail(anchors, tmp_path):
    """Removed from the database and from the file of the same machine."""
    mailed = tmp_path / "mailed"
    mailed.write_text(head_of(AnswerAudit).line() + "\n")
    AnswerAudit.objects.filter(number=5).delete()
    kept = [line for line in anchors.read_text().splitlines() if '"entries": 5' not in line]
    anchors.write_text("\n".join(kept))
    call_command("verify_audit")
    with pytest.raises(CommandError, match=r"Entry 5 was removed .*mailed:1"):
        call_command("verify_audit", anchors=[mailed])
    with pytest.raises(CommandError, match="There is no file"):
        call_command("verify_audit", anchors=[tmp_path / "none"])


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("language", ["en", "zh-hans", "ja", "ko"])
def test_every_fault_has_its_words(kind, language):
    with translation.override(language):
        words = fault_words(Fault("answers", kind, 2, 3, "2026-11-29T15:02:00+00:00", "file:1"))
    assert "file:1" in words
    assert "%" not in words


def test_anchors_are_read_in_their_order(anchors):
    assert [a.entries for a in anchors_in(anchors) if a.chain == "answers"] == [1, 2, 3, 4, 5]
