from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from analytics.export.archive_checks import against
from analytics.export.verification import Verdict, verify
from analytics.models import Release


class Command(BaseCommand):
    help = "Checks an archive of a release and every file in it, without trusting the archive."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, help="the ZIP archive as it was downloaded")
        parser.add_argument("--release", help="id of the release here that it must be")
        parser.add_argument("--checksum", help="the checksum in the citation, or its beginning")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            verdict = verify(options["archive"].read_bytes())
        except OSError as problem:
            raise CommandError(f"{options['archive']}: {problem.strerror}") from None
        expected = _stored(options["release"], verdict)
        for checksum in (expected, options["checksum"]):
            verdict.problems += against(verdict.checksum, checksum)
        self._print(verdict, bool(expected), options["checksum"])

    def _print(self, verdict: Verdict, stored: bool, checksum: str | None) -> None:
        for problem in verdict.problems:
            self.stderr.write(str(problem))
        if verdict.problems:
            raise CommandError(
                "Do not use this archive. Download it again, from the page of the release's files "
                "or the API, and verify that."
            )
        for name in verdict.unlike:
            self.stdout.write(f"{name}: made by another version of the program; not compared.")
        self.stdout.write(f"{verdict.compared} files are what release.json gives.")
        self.stdout.write(f"SHA-256 of the release: {verdict.checksum}")
        if stored:
            self.stdout.write("That is the checksum of the release in this database.")
        elif not checksum:
            self.stdout.write(
                "The release is not in this database, so compare that with a citation in print: "
                "somebody who wrote the whole archive anew could not be told from here."
            )


def _stored(wanted: str | None, verdict: Verdict) -> str | None:
    """The checksum in the database of the release; None if it is not there and nobody said so."""
    try:
        release = Release.objects.filter(pk=wanted or verdict.release).first()
    except (ValidationError, DatabaseError):
        release = None
    if release is None and wanted:
        raise CommandError(f"There is no release {wanted} in this database.")
    return release.checksum if release else None
