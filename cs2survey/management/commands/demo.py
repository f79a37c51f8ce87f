import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cs2survey.serving import PortTakenError, programs, require_free, serve
from simulation.demonstration import demonstrate
from simulation.public_sample import sample_the_public


class Command(BaseCommand):
    help = "Sets up the demonstration study, then serves it with a real worker until Ctrl-C."
    requires_system_checks = ["keys"]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--setup-only", action="store_true", help="no server: data and links only"
        )
        parser.add_argument(
            "--public", action="store_true", help="also a simulated sample of the public"
        )
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        port = options["port"]
        settings.BASE_URL = _base_url(port)
        try:
            if not options["setup_only"]:
                require_free(port)
            told = demonstrate(settings.VAR / "demo.json")
            if options["public"]:
                told = sample_the_public(settings.VAR / "demo.json")
            self._tell(told)
            if not options["setup_only"]:
                self.stdout.write("Ctrl-C ends it.\n")
                self.stdout.flush()
                sys.exit(serve(programs(port)))
        except PortTakenError as problem:
            raise CommandError(str(problem)) from problem

    def _tell(self, told: dict[str, Any]) -> None:
        line = self.stdout.write
        line("\nA demonstration with simulated answers. Its translations are machine drafts.\n")
        for side, link in told["participant_links"].items():
            line(f"  a participant of {side}:  {link}")
        line(f"  an assessor:           {told['assessor_link']}")
        who = told["facilitator"]
        line(f"  the facilitator:       {told['base_url']}/staff/")
        line(f"                         {who['username']} / {who['password']}")
        line(f"  the gap matrix:        {told['base_url']}/releases/{told['release']}/")
        line(f"  a researcher:          {told['base_url']}/api/v1/docs/")
        line(f"                         Authorization: Bearer {told['researcher_token']}\n")
        if public := told.get("public"):
            line(f"  the public sample:     {told['base_url']}/releases/{public['release']}/")
            line(f"                         Authorization: Bearer {public['researcher_token']}\n")


def _base_url(port: int) -> str:
    """The address the links name: the configured one, or this machine's on the chosen port."""
    return settings.BASE_URL if settings.HTTPS else f"http://localhost:{port}"
