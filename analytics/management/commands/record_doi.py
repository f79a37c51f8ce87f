from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.management.arguments import named_release
from analytics.release.dois import NoDOIError, record_doi


class Command(BaseCommand):
    help = "Records the DOI that a repository gave to a release; citations have it from then on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("release", help="the release's id, as in its address")
        parser.add_argument("doi", help='such as 10.5281/zenodo.1234567; "" takes it away')

    def handle(self, *args: Any, **options: Any) -> None:
        release = named_release(options["release"])
        try:
            doi = record_doi(release=release, doi=options["doi"], by="operator")
        except NoDOIError as problem:
            raise CommandError(
                f"{problem}: one begins with 10., a number and a slash. Nothing was written."
            ) from None
        self.stdout.write(f"The release has the DOI {doi}." if doi else "The release has no DOI.")
