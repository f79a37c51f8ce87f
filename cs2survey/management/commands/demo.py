import os
import shlex
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from cs2survey.serving import PortTakenError, default_programs, require_free, serve
from cs2survey.setting_up import set_up
from cs2survey.side_by_side import FailedBesideError, in_another_process
from simulation.demonstration import build_demonstration, is_of_an_earlier_version
from simulation.public_sample import build_public_sample


class Command(BaseCommand):
    help = "Sets up the demonstration study, then serves it with a real worker until Ctrl-C."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--setup-only", action="store_true", help="no server: data and links only"
        )
        parser.add_argument(
            "--public", action="store_true", help="also a simulated sample of the public"
        )
        parser.add_argument("--set-up", action="store_true", help="first do what `set_up` does")
        parser.add_argument(
            "--meanwhile", metavar="COMMAND", help="runs it while answers are simulated"
        )
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--with-parent", action="store_true", help="end with the program that started this one"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port, parent = options["port"], os.getppid() if options["with_parent"] else None
        if not settings.HTTPS:
            settings.BASE_URL = f"http://localhost:{port}"
        try:
            if not options["setup_only"]:
                require_free(port)
            demo = self._built(options)
        except (PortTakenError, FailedBesideError) as problem:
            raise CommandError(str(problem)) from problem
        self._write_links(demo)
        if not options["setup_only"]:
            self.stdout.write("Ctrl-C ends it.\n")
            self.stdout.flush()
            sys.exit(serve(default_programs(port), parent=parent))

    def _built(self, options: dict[str, Any]) -> dict[str, Any]:
        command = shlex.split(options["meanwhile"] or "true")
        meanwhile = subprocess.Popen(command)  # noqa: S603  what the Makefile asks for
        if options["set_up"]:
            set_up()
        self.check(tags=["keys"])
        demo = build_demonstration(settings.VAR / "demo.json", begin=in_another_process)
        if meanwhile.wait():
            raise FailedBesideError(f"{options['meanwhile']} failed")
        if options["public"]:
            demo = build_public_sample(settings.VAR / "demo.json")
        return demo

    def _write_links(self, demo: dict[str, Any]) -> None:
        line, base = self.stdout.write, demo["base_url"]
        line("\nA demonstration with simulated answers. Its translations are machine drafts.\n")
        for side, link in demo["participant_links"].items():
            line(f"  a participant of {side}:  {link}")
        line(f"  an assessor:           {demo['assessor_link']}")
        line(f"  the facilitator:       {base}/staff/")
        line("                         {username} / {password}".format(**demo["facilitator"]))
        line(f"  the gap matrix:        {base}/releases/{demo['release']}/")
        line(f"  a researcher:          {base}/api/v1/docs/")
        line(f"                         Authorization: Bearer {demo['researcher_token']}\n")
        if public := demo.get("public"):
            line(f"  the public sample:     {base}/releases/{public['release']}/")
            line(f"                         Authorization: Bearer {public['researcher_token']}\n")
        if is_of_an_earlier_version():
            line("An earlier version made this demonstration; it asks what was asked then. Ctrl-C,")
            line("`make clean` and `make demo` make a new one.\n")
