"""What a checkout needs before its first page, in one process. Repeated, it keeps what is there."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from cs2survey import translations
from cs2survey.side_by_side import in_another_process

READY = ".ready"  # as the Makefile has it


def set_up() -> None:
    """Make keys, compile translations, migrate both databases, collect files, load questionnaires.

    What does not need the rest is done beside it, in a process of its own.
    """
    call_command("make_keys")
    # Settings are read before there are keys.
    settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = settings.SECRET_KEYS.keys
    wait = in_another_process(_make_files)
    _migrate()
    call_command("load_instrument")
    wait()
    (settings.VAR / READY).touch()


def _make_files() -> None:
    translations.compile_all()
    call_command("collectstatic", interactive=False, verbosity=0)


def _migrate() -> None:
    """Migrate the answers, then the identities: what refuses to be upgraded leaves both as is.

    Where both are new nothing can be refused, and they are made at the same time.
    """
    answers, identity = (
        partial(call_command, "migrate", database=database, verbosity=0)
        for database in ("default", "identity")
    )
    if any(_is_there(database) for database in ("default", "identity")):
        answers()
        identity()
    else:
        wait = in_another_process(identity)
        answers()
        wait()


def _is_there(database: str) -> bool:
    """Return whether this may hold anything: any database but one of SQLite that has no file."""
    fields = settings.DATABASES[database]
    return "sqlite" not in fields["ENGINE"] or Path(fields["NAME"]).exists()
