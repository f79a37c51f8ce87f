"""The keyring holds the key of each archive for its recipients, and for so many days."""

from datetime import date, timedelta

import pytest

from cs2survey.backup import keyring
from cs2survey.backup.streams import DamagedArchiveError
from tests.backups import Recipient


@pytest.fixture
def keeper() -> Recipient:
    return Recipient()


def test_keys_whose_days_are_over_are_destroyed(tmp_path, settings, keeper):
    settings.BACKUP_KEYS = tmp_path / "keyring"
    today = date(2026, 11, 20)
    recipients = [keyring.recipient_of(keeper.public)]
    for days, backup in ((-1, "old-1"), (0, "today-2"), (1, "new-3")):
        until = today + timedelta(days=days)
        keyring.make_key(backup=backup, part="answers", until=until, recipients=recipients)
    other = settings.BACKUP_KEYS / "notes.txt"
    other.write_text("not a key")
    assert keyring.destroy_expired_keys(today) == ["old-1.answers.until-2026-11-19.age"]
    left = sorted(path.name.split(".")[0] for path in settings.BACKUP_KEYS.iterdir())
    assert left == ["new-3", "notes", "today-2"]
    assert {path.stat().st_mode & 0o777 for path in settings.BACKUP_KEYS.glob("*.age")} == {0o600}


def test_a_file_of_the_keyring_opens_for_its_recipients_alone(tmp_path, settings, keeper):
    settings.BACKUP_KEYS = tmp_path
    second = Recipient()
    public = keyring.make_key(
        backup="one-1",
        part="answers",
        until=date(2026, 11, 20),
        recipients=[keyring.recipient_of(each.public) for each in (keeper, second)],
    )
    (path,) = tmp_path.iterdir()
    for each in (keeper, second):
        assert str(keyring.read_key(path, [each.private]).to_public()) == str(public)
    with pytest.raises(DamagedArchiveError):
        keyring.read_key(path, [Recipient().private])
    assert keyring.identities_in(f"# a comment\n{keeper.private}\n\n")
    for text in ("", "# a comment\n", "AGE-SECRET-KEY-1NOTHING"):
        with pytest.raises(keyring.WrongRecipientError):
            keyring.identities_in(text)
