"""A backup: two archives that say nothing of each other, restored whole or not at all.

Most of these tests commit, to SQLite files of their own; those on PostgreSQL are in
`tests/production`.
"""

import io
import os
import shutil
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from cs2survey.backup import keyring, restoring
from cs2survey.backup.contents import LEFT_OUT, PARTS, models_of, row_of, values_of
from cs2survey.backup.restoring import NotRestoredError, restore
from cs2survey.backup.streams import DamagedArchiveError, read_archive
from cs2survey.routers import database_of
from surveys.models.audit import IdentityAudit
from surveys.models.job import Job
from surveys.models.response import Envelope
from surveys.models.round import Round
from surveys.models.study import Study
from surveys.withdrawing import withdraw
from tests import factories
from tests.backups import Recipient, back_up, everything, goes_on, sealed, under_way
from tests.key_files import key_file
from tests.machines import sqlite_machine

# --- What is in them -----------------------------------------------------------------------------


def test_every_model_is_in_one_archive_or_left_out_for_a_reason():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    held = {part: {model._meta.label for model in models_of(part)} for part in PARTS}
    assert held["answers"].isdisjoint(held["identity"])
    assert set().union(*held.values()) == labels - set(LEFT_OUT)
    assert set(LEFT_OUT) <= labels
    assert all(LEFT_OUT.values())
    for part, models in held.items():
        assert {database_of(apps.get_model(label)) for label in models} == {PARTS[part]}


def test_a_row_comes_back_to_the_last_microsecond_and_byte(open_round):
    factories.respond(open_round)
    for part in PARTS:
        for model in models_of(part):
            for row in model._base_manager.all():
                again = row_of(model, values_of(row), part)
                assert values_of(again) == values_of(row)
                assert again == row
    envelope = Envelope.objects.get()
    assert bytes(row_of(Envelope, values_of(envelope), "answers").sealed) == bytes(envelope.sealed)
    entry = IdentityAudit.objects.first()
    assert row_of(IdentityAudit, values_of(entry), "identity").at == entry.at


# --- A whole round -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def migrated(tmp_path_factory, django_db_blocker):
    """A folder of SQLite files with all tables and nothing in them."""
    folder = tmp_path_factory.mktemp("migrated")
    with django_db_blocker.unblock(), sqlite_machine(folder):
        for database in PARTS.values():
            call_command("migrate", database=database, verbosity=0)
    return folder


@pytest.fixture
def machine(tmp_path, settings, migrated, django_db_blocker):
    """Make a new machine, with tables or as yet without, and the keys in their place."""

    def new(name: str, *, with_tables: bool = True):
        folder = tmp_path / name
        folder.mkdir()
        settings.RELEASE_FILES = folder / "releases"
        settings.BACKED_UP_FILES = {"answers": {"releases": settings.RELEASE_FILES}, "identity": {}}
        for path in migrated.iterdir() if with_tables else ():
            shutil.copy(path, folder)
        return sqlite_machine(folder)

    settings.BACKUP_KEYS = tmp_path / "keyring"
    with django_db_blocker.unblock():
        yield new


@pytest.fixture
def keeper() -> Recipient:
    return Recipient()


def test_a_round_goes_on_where_its_backup_was_restored(
    machine, tmp_path, settings, keeper, monkeypatch
):
    with machine("first"):
        course = under_way()
        file = settings.RELEASE_FILES / "checksum" / "with-changes" / "blocks.csv"
        file.parent.mkdir(parents=True)
        file.write_bytes(os.urandom(150_000))
        published = file.read_bytes()
        before = everything()
        archives = back_up(tmp_path / "archives", keeper)
        entry = IdentityAudit.objects.get(act="back_up")
        assert set(entry.detail["sha256"]) == set(PARTS)
    labels = set(before)
    with machine("second", with_tables=False):
        parts = sealed(archives, settings.BACKUP_KEYS)
        monkeypatch.setattr("sys.stdin", StringIO(f"# made today\n{keeper.private}\n"))
        options = [
            f"--{part}{kind}={path}"
            for part, each in parts.items()
            for kind, path in (("", each.archive), ("-key", each.key))
        ]
        call_command("restore", *options, stdout=StringIO())
        restored = everything()
        restore_acts = {"surveys.IdentityAudit", "surveys.AnswerAudit"}
        for label in labels - restore_acts:
            assert restored[label] == before[label], label
        for label in restore_acts:
            assert restored[label][: len(before[label])] == before[label]
            assert restored[label][-1][3] == "restore"
        assert (settings.RELEASE_FILES / "checksum/with-changes/blocks.csv").read_bytes() == (
            published
        )
        assert [path.name for path in settings.RELEASE_FILES.rglob("*") if path.is_file()] == [
            "blocks.csv"
        ]
        goes_on(course)
        # A new row takes a number that is free.
        factories.make_staff().groups.create(name="new")


def test_neither_archive_holds_what_the_other_is_about(machine, tmp_path, settings, keeper):
    with machine("first"):
        course = under_way()
        archives = back_up(tmp_path / "archives", keeper)
        envelopes = {envelope.pk for envelope in Envelope.objects.all()}
    texts = {}
    for part, each in sealed(archives, settings.BACKUP_KEYS).items():
        taken: list[object] = []
        key = keyring.read_key(each.key, [keeper.private])
        with each.archive.open("rb") as archive:
            read_archive(archive, [key], taken.append)
        texts[part] = str(taken)
        # The recipient's own key opens no archive: only its file of the keyring does.
        with each.archive.open("rb") as archive, pytest.raises(DamagedArchiveError):
            read_archive(archive, [keeper.private], taken.append)
    assert all(pk in texts["answers"] for pk in envelopes)
    assert not any(pk in texts["identity"] for pk in envelopes)
    assert "surveys.Invitation" in texts["identity"]
    assert "surveys.Invitation" not in texts["answers"]
    assert "facilitator" not in texts["answers"]
    for secret in (*settings.PEPPERS.keys, *settings.SEAL_KEYS.keys, settings.SECRET_KEY):
        assert secret not in texts["answers"] + texts["identity"]
    assert course.sent not in texts["answers"] + texts["identity"]


def test_a_destroyed_key_makes_every_copy_unreadable(machine, tmp_path, settings, keeper):
    """What somebody withdrew after a backup was made is then in no copy of it either."""
    with machine("first"):
        round = factories.make_round(document=factories.short())
        code = factories.respond(round)
        archives = back_up(tmp_path / "archives", keeper)
        copies = {part: path.read_bytes() for part, path in archives.items()}
        parts = sealed(archives, settings.BACKUP_KEYS)
        assert withdraw(code=code)
        backup = archives["answers"].name.split(".")[0]
        said = StringIO()
        call_command("destroy_backup_key", backup, stdout=said)
        assert said.getvalue().count("destroyed") == 2
        assert IdentityAudit.objects.filter(act="destroy_backup_key", subject=backup).exists()
        with pytest.raises(CommandError, match="There is no key"):
            call_command("destroy_backup_key", backup)
    assert list(settings.BACKUP_KEYS.iterdir()) == []
    with machine("second"), pytest.raises(FileNotFoundError):
        restore(parts=parts, private=[keeper.private], by="test")
    for copy in copies.values():
        with pytest.raises(DamagedArchiveError):
            read_archive(io.BytesIO(copy), [keeper.private], [].append)


# --- What is refused -----------------------------------------------------------------------------


@pytest.fixture
def small(machine, tmp_path, settings, keeper):
    """The backup of an open round with one answer: its two sealed archives."""
    with machine("first"):
        factories.respond(factories.make_round(factories.make_study("forum")))
        Job.objects.create(kind="mail", key="mail:outbox")
        archives = back_up(tmp_path / "archives", keeper)
    return sealed(archives, settings.BACKUP_KEYS)


def test_nothing_is_restored_over_something(machine, small, keeper):
    with machine("second"):
        factories.make_study("another")
        with pytest.raises(NotRestoredError, match=r"default is not empty \(surveys_study\)"):
            restore(parts=small, private=[keeper.private], by="test")
        assert Study.objects.get().slug == "another"


def test_a_machine_without_the_keys_of_the_rounds_is_refused(
    machine, small, keeper, settings, tmp_path
):
    right = settings.PEPPERS
    with machine("second"):
        settings.PEPPERS = key_file(tmp_path, "ab" * 32, name="pepper")
        with pytest.raises(NotRestoredError, match=f"lacks the keys .'{right.newest_id}'"):
            restore(parts=small, private=[keeper.private], by="test")
        settings.PEPPERS = right
        settings.SEAL_KEYS = key_file(tmp_path, "ab" * 32, name="seal_key")
        with pytest.raises(NotRestoredError, match="does not open round 1 of forum"):
            restore(parts=small, private=[keeper.private], by="test")
        assert not Round.objects.exists()


def test_a_cut_archive_leaves_both_databases_empty(machine, small, keeper, settings):
    whole = small["identity"].archive.read_bytes()
    small["identity"].archive.write_bytes(whole[:-30])
    with machine("second"):
        with pytest.raises(DamagedArchiveError):
            restore(parts=small, private=[keeper.private], by="test")
        assert not Study.objects.exists()
        assert not IdentityAudit.objects.exists()
        small["identity"].archive.write_bytes(whole)
        restore(parts=small, private=[keeper.private], by="test")
        assert Study.objects.get().slug == "forum"


def test_archives_must_be_of_one_backup_one_version_and_their_own_part(
    machine, small, keeper, monkeypatch
):
    swapped = {"answers": small["identity"], "identity": small["answers"]}
    with machine("second"):
        with pytest.raises(NotRestoredError, match="an archive of identity, not of answers"):
            restore(parts=swapped, private=[keeper.private], by="test")
        with monkeypatch.context() as patch:
            patch.setattr(restoring, "migrations_of", lambda part: ["surveys.0001_initial"])
            with pytest.raises(NotRestoredError, match="another version"):
                restore(parts=small, private=[keeper.private], by="test")
        stranger = Recipient()
        with pytest.raises(DamagedArchiveError):
            restore(parts=small, private=[stranger.private], by="test")


def test_a_closing_round_a_wrong_recipient_and_no_days_are_refused(db, tmp_path, keeper, settings):
    settings.BACKUP_KEYS = tmp_path / "keyring"
    with pytest.raises(CommandError, match="'age1nobody' is no public key"):
        call_command("back_up", "--to", str(tmp_path), "--recipient", "age1nobody")
    options = ["--to", str(tmp_path), "--recipient", keeper.public]
    with pytest.raises(CommandError, match="one day at least"):
        call_command("back_up", *options, "--days", "0")
    Round.objects.filter(pk=factories.make_round().pk).update(state="closing")
    with pytest.raises(CommandError, match="a round is closing"):
        call_command("back_up", *options)
    assert list(tmp_path.iterdir()) == []
