from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from surveys.instruments.document import all_questions
from surveys.instruments.parser import shipped
from surveys.models.audit import AnswerAudit
from surveys.models.instrument import Instrument
from tests import factories

(WELCH,) = [path for path in shipped() if path.stem == "welch2013"]
LOADED = f"welch2013 4: {len(all_questions(factories.welch()))} questions\n"


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


# --- load_instrument -----------------------------------------------------------------------------


def test_the_shipped_questionnaires_are_loaded_when_none_is_named(db):
    assert run("load_instrument") == LOADED
    assert run("load_instrument") == LOADED
    assert Instrument.objects.count() == len(shipped())


def altered(tmp_path: Path, before: str, after: str) -> str:
    text = WELCH.read_text(encoding="utf-8")
    assert before in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    return str(path)


def test_a_broken_file_is_refused_by_file_line_and_field(db, tmp_path):
    path = altered(tmp_path, "slug: welch2013", "slug: [")
    with pytest.raises(CommandError, match=r"mine\.yaml:\d+: "):
        run("load_instrument", path)
    path = altered(tmp_path, "version: 4", "version: three")
    with pytest.raises(CommandError, match=r"mine\.yaml:\d+: version: is 'three'; expected "):
        run("load_instrument", path)
    assert not Instrument.objects.exists()


def test_a_file_that_is_not_there_is_named(db):
    with pytest.raises(CommandError, match=r"nowhere\.yaml"):
        run("load_instrument", "nowhere.yaml")


def test_a_questionnaire_in_use_is_refused_with_the_mend(open_round, tmp_path):
    path = altered(tmp_path, "slug: welch2013", "slug:  welch2013")
    assert run("load_instrument", path) == LOADED
    path = altered(tmp_path, "Security concerns among four sides", "Concerns of four sides")
    with pytest.raises(CommandError, match=r"in use by a round.*as a new version: 5"):
        run("load_instrument", path)


# --- make_keys -----------------------------------------------------------------------------------


def test_keys_are_made_once_and_only_their_owner_reads_them(tmp_path, settings):
    paths = [tmp_path / "keys" / name for name in ("secret_key", "pepper", "seal_key", "audit_key")]
    settings.SECRET_KEY_FILE, settings.PEPPER_FILE = paths[:2]
    settings.SEAL_KEY_FILE, settings.AUDIT_KEY_FILE = paths[2:]
    assert run("make_keys") == "".join(f"made {path}\n" for path in paths)
    keys = [path.read_text() for path in paths]
    assert len(set(keys)) == 4
    assert all(len(bytes.fromhex(key)) == 32 for key in keys)
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    assert run("make_keys") == ""
    assert [path.read_text() for path in paths] == keys


# --- open_round ----------------------------------------------------------------------------------


def test_a_round_is_opened_until_an_hour_in_a_zone(draft_round):
    until = ("--closes-at", "2040-12-05 18:00", "--zone", "Asia/Seoul")
    said = run("open_round", str(draft_round.pk), "--allow-drafts", "--confirm-few", *until)
    assert said == (
        "Round 1 of forum is open until December 5, 2040, 18:00 "
        "(Korean Standard Time, UTC+09:00).\n"
    )
    draft_round.refresh_from_db()
    assert draft_round.takes_answers
    assert draft_round.closes_at == datetime(2040, 12, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (("--closes-at", "2040-12-05 18:00"), "--closes-at and --zone go together"),
        (("--zone", "Asia/Seoul"), "--closes-at and --zone go together"),
        (("--closes-at", "tomorrow", "--zone", "UTC"), "'tomorrow' is no time"),
        (("--closes-at", "2040-12-05 18:00", "--zone", "KST"), "there is no time zone 'KST'"),
        (("--closes-at", "2020-12-05 18:00", "--zone", "UTC"), "has passed"),
    ],
)
def test_an_hour_that_is_none_opens_nothing(draft_round, until, why):
    with pytest.raises(CommandError, match=f"Nothing was done: .*{why}"):
        run("open_round", str(draft_round.pk), "--allow-drafts", "--confirm-few", *until)
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"


# --- Closing -------------------------------------------------------------------------------------


def test_a_round_is_closed_for_good_or_not_at_all(open_round):
    with pytest.raises(CommandError, match=r"cannot be undone.*--for-good"):
        run("close_round", str(open_round.pk))
    open_round.refresh_from_db()
    assert open_round.state == "open"
    told = run("close_round", str(open_round.pk), "--for-good")
    assert "withheld, fewer than five: " in told
    assert "Neither a worker nor the scheduler answers." in told
    open_round.refresh_from_db()
    assert open_round.state == "closing"
    assert AnswerAudit.objects.get(act="close_round").actor == "operator"
    with pytest.raises(CommandError, match="the round is closing, not open"):
        run("close_round", str(open_round.pk), "--for-good")


def test_a_passphrase_is_read_from_standard_input(study, monkeypatch):
    round = factories.make_round(study, passphrase=" four words of ours")
    for typed, state in (("theirs\n", "open"), (" four words of ours\n", "closing")):
        monkeypatch.setattr("sys.stdin", StringIO(typed))
        if state == "open":
            with pytest.raises(CommandError, match="not the passphrase"):
                run("close_round", str(round.pk), "--for-good")
        else:
            run("close_round", str(round.pk), "--for-good")
        round.refresh_from_db()
        assert round.state == state


def test_a_closing_time_is_scheduled(open_round):
    told = run("schedule_closing", str(open_round.pk), "2040-12-05 18:00", "--zone", "Asia/Seoul")
    assert "until December 5, 2040, 18:00 (Korean Standard Time, UTC+09:00)." in told
    assert "closes by itself" in told
    open_round.refresh_from_db()
    assert open_round.closes_at == datetime(2040, 12, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hour", "zone", "why"),
    [
        ("2001-01-01 12:00", "UTC", "has passed"),
        ("soon", "UTC", "is no time"),
        ("2040-12-05 18:00", "Seoul", "no time zone"),
    ],
)
def test_an_hour_that_cannot_be_set_changes_nothing(open_round, hour, zone, why):
    with pytest.raises(CommandError, match=f"Nothing was changed: .*{why}"):
        run("schedule_closing", str(open_round.pk), hour, "--zone", zone)
    open_round.refresh_from_db()
    assert open_round.closes_at is None


# --- What is asked once more when a round opens ----------------------------------------------


def test_a_round_with_nobody_invited_opens_only_if_it_is_confirmed(draft_round):
    with pytest.raises(CommandError, match=r"Nobody is invited yet[\s\S]*add --confirm-few"):
        run("open_round", str(draft_round.pk), "--allow-drafts")
    draft_round.refresh_from_db()
    assert draft_round.state == "draft"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["four words of ours", "four words of ours "], "the two are not the same"),
        (["", ""], "the two are not the same, or empty"),
        (["short", "short"], "at least 12 letters"),
        (["four words of ours"] * 2, ""),
    ],
)
def test_a_passphrase_is_asked_for_twice(draft_round, monkeypatch, typed, said):
    monkeypatch.setattr("surveys.management.commands.open_round.getpass", lambda _: typed.pop())
    arguments = ["open_round", str(draft_round.pk), *["--allow-drafts", "--confirm-few"]]
    if said:
        with pytest.raises(CommandError, match=said):
            run(*arguments, "--ask-passphrase")
    else:
        run(*arguments, "--ask-passphrase")
    draft_round.refresh_from_db()
    expected = ("draft", "server") if said else ("open", "organisers")
    assert (draft_round.state, draft_round.key_holder) == expected
