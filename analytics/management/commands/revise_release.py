from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.management.arguments import named_release
from analytics.models import GapMatrix, Release
from analytics.release.queries import cells_of


class Command(BaseCommand):
    help = "Computes a release anew from its published blocks, by the method of this version."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("release", help="the release's id, as in its address")

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported here because scipy, which comes along, takes a second.
        from analytics.computing.revise import NothingNewError, revise_release

        release = named_release(options["release"])
        try:
            revision = revise_release(release=release, by="operator")
        except NothingNewError as problem:
            raise CommandError(f"Nothing was written: {problem}.") from None
        self._print(release, revision)

    def _print(self, release: Release, revision: GapMatrix) -> None:
        before, after = (
            {(c.gap, c.panel_without, c.key): c.kind for c in cells_of(release, revision=number)}
            for number in (revision.revision - 1, revision.revision)
        )
        renamed = sum(before.get(place) != kind for place, kind in after.items())
        self.stdout.write(
            f"Revision {revision.revision}, SHA-256 {revision.checksum}: {len(after)} cells, "
            f"{renamed} of them called otherwise than in revision {revision.revision - 1}."
        )
        if carried := revision.metadata["carried_over"]["figures"]:
            self.stdout.write(f"Carried over from revision 1: {', '.join(carried)}.")
