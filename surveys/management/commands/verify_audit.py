from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.audit_verifying import UNCERTAIN, Fault, verify
from surveys.audit_wording import fault_words
from surveys.models.audit import CHAINS

BROKEN, UNCERTAIN_CODE = 1, 3


class Command(BaseCommand):
    help = (
        "Checks that no entry of the audit was altered, removed or put in, by the chains' digests "
        "and by every anchor. Exit code 1: one was. 3: it cannot be told."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--anchors",
            action="append",
            type=Path,
            default=[],
            metavar="FILE",
            help="a file with further anchors, such as those of a mail; may be repeated",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for path in options["anchors"]:
            if not path.is_file():
                raise CommandError(f"There is no file {path}.")
        faults = verify(options["anchors"])
        if any(fault.kind not in UNCERTAIN for fault in faults):
            raise CommandError(_listed("The audit was tampered with", faults), returncode=BROKEN)
        if faults:
            heading = "What is there is whole, but not all can be told"
            raise CommandError(_listed(heading, faults), returncode=UNCERTAIN_CODE)
        entries = sum(chain._default_manager.count() for chain in CHAINS)
        self.stdout.write(f"{entries} entries, whole, and as the anchors have them.")


def _listed(heading: str, faults: list[Fault]) -> str:
    lines = [f"{fault.chain or 'anchors'}: {fault_words(fault)}" for fault in faults]
    return "\n".join([f"{heading}:", *lines])
