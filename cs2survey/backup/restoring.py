"""Restores a backup into two empty databases: all of it, or nothing."""

import base64
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

import pyrage
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connections, transaction
from django.db.models import Field, Model

from cs2survey.backup.contents import BATCH, FORMAT, PARTS, migrations_of, models_of, row_of
from cs2survey.backup.keyring import read_key
from cs2survey.backup.streams import DamagedArchiveError, Line, read_archive
from surveys import sealing
from surveys.auditing import audit_answers, audit_identity
from surveys.key_rotation import wrapped_rounds
from surveys.models.round import Round
from surveys.server_keys import unwrap_private_key

UNFINISHED = ".restoring"
# What making the tables puts into them.
MADE_WITH_THE_TABLES = (Permission, ContentType)


class Sealed(NamedTuple):
    """An archive and its file of the keyring."""

    archive: Path
    key: Path


class NotRestoredError(Exception):
    """Raised rather than restore something that would not work; says what to do instead."""


def restore(
    *, parts: Mapping[str, Sealed], private: Sequence[pyrage.x25519.Identity], by: str
) -> int:
    """Restore both parts of one backup, with the recipients' private keys; returns how many rows.

    The databases are without tables, or these are without rows; the key files of the installation
    are back in their place. Raises NotRestoredError and DamagedArchiveError, and then both
    databases are as before.
    """
    keys = {part: read_key(sealed.key, private) for part, sealed in parts.items()}
    for part in PARTS:
        _require_empty(part)
    with ExitStack() as stack:
        takers = {part: _Taker(part) for part in PARTS}
        for taker in takers.values():
            stack.callback(taker.discard_files)
        for database in PARTS.values():
            stack.enter_context(transaction.atomic(using=database))
        for part, taker in takers.items():
            with parts[part].archive.open("rb") as archive:
                read_archive(archive, [keys[part]], taker.take)
            taker.finish()
        backups = {taker.backup for taker in takers.values()}
        if len(backups) > 1:
            raise NotRestoredError(f"the archives are of different backups: {sorted(backups)}")
        _require_keys()
        (backup,) = backups
        audit_identity(by=by, act="restore", subject=backup)
        audit_answers(by=by, act="restore", subject=backup)
        for taker in takers.values():
            taker.keep_files()
    return sum(taker.rows for taker in takers.values())


def _require_empty(part: str) -> None:
    """Make the tables where there are none. Raises NotRestoredError where anything is in them."""
    database = PARTS[part]
    if not connections[database].introspection.table_names():
        call_command("migrate", database=database, verbosity=0)
    for model in apps.get_models(include_auto_created=True):
        is_ours = model in models_of(part) and model not in MADE_WITH_THE_TABLES
        if is_ours and model._base_manager.using(database).exists():
            raise NotRestoredError(
                f"the database {database} is not empty ({model._meta.db_table}): restore into new "
                "ones, in which nothing was loaded"
            )


def _require_keys() -> None:
    """Raise NotRestoredError unless the server's keys are those that the rounds need."""
    lacking = set(Round.objects.exclude(pepper_id="").values_list("pepper_id", flat=True))
    lacking -= set(settings.PEPPERS.ids)
    if lacking:
        raise NotRestoredError(
            f"{settings.PEPPERS.path} lacks the keys {sorted(lacking)}: put your copy back first"
        )
    for round in wrapped_rounds():
        try:
            unwrap_private_key(bytes(round.wrapped_private_key))
        except sealing.UnreadableError:
            raise NotRestoredError(
                f"{settings.SEAL_KEYS.path} does not open round {round.number} of "
                f"{round.study.slug}: put your copy back first"
            ) from None


class _Taker:
    """Takes the lines of an archive, one after the other, into one database."""

    def __init__(self, part: str) -> None:
        self.part, self.database = part, PARTS[part]
        self.backup = ""
        self.rows = 0
        self._files: set[str] = set()
        self._batch: list[Model] = []
        self._end: dict[str, int] | None = None

    def take(self, line: Line) -> None:
        if "format" in line:
            self._begin(line)
        elif not self.backup:
            raise DamagedArchiveError("the archive does not begin as one of this program does")
        elif "model" in line:
            self._take_row(line["model"], line["row"])
        elif "file" in line:
            self._take_piece(line["file"], base64.b64decode(line["piece"]))
        else:
            self._end = line["end"]

    def finish(self) -> None:
        """Insert what is left, and number what comes from after it. Raises DamagedArchiveError."""
        self._insert()
        if self._end != {"rows": self.rows, "files": len(self._files)}:
            raise DamagedArchiveError("the archive does not hold what it says at its end")
        connection = connections[self.database]
        statements = connection.ops.sequence_reset_sql(no_style(), models_of(self.part))
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _begin(self, line: Line) -> None:
        if (line["format"], line["part"]) != (FORMAT, self.part):
            raise NotRestoredError(f"this is an archive of {line['part']}, not of {self.part}")
        if line["migrations"] != migrations_of(self.part):
            raise NotRestoredError(
                "the backup was made by another version of the program: restore it with that "
                "version, and upgrade then"
            )
        self.backup = line["backup"]
        for model in MADE_WITH_THE_TABLES:
            if model in models_of(self.part):
                model._base_manager.using(self.database).all().delete()

    def _take_row(self, label: str, values: list[Any]) -> None:
        model = apps.get_model(label)
        if self._batch and (type(self._batch[0]) is not model or len(self._batch) >= BATCH):
            self._insert()
        self._batch.append(row_of(model, values, self.part))
        self.rows += 1

    def _insert(self) -> None:
        batch, self._batch = self._batch, []
        if not batch:
            return
        model = type(batch[0])
        if any(_is_set_when_saved(field) for field in model._meta.concrete_fields):
            for row in batch:
                row.save_base(raw=True, force_insert=True, using=self.database)
        else:
            model._base_manager.using(self.database).bulk_create(batch)

    def _take_piece(self, place: str, piece: bytes) -> None:
        """Append to a file beside where it belongs, so that none is there in part."""
        self._files.add(place)
        path = _unfinished(self._goal(place))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(piece)

    def _goal(self, place: str) -> Path:
        root, *inside = PurePosixPath(place).parts
        if root not in settings.BACKED_UP_FILES[self.part] or ".." in inside:
            raise DamagedArchiveError(f"{place} is no place of a file")
        goal: Path = settings.BACKED_UP_FILES[self.part][root]
        return goal.joinpath(*inside)

    def keep_files(self) -> None:
        """Put the files where they belong; a file that is there already stays as it is."""
        for goal in map(self._goal, self._files):
            if not goal.exists():
                _unfinished(goal).rename(goal)

    def discard_files(self) -> None:
        """Remove what was not kept."""
        for goal in map(self._goal, self._files):
            _unfinished(goal).unlink(missing_ok=True)


def _unfinished(goal: Path) -> Path:
    return goal.with_name(f"{goal.name}{UNFINISHED}")


def _is_set_when_saved(field: "Field[Any, Any]") -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))
