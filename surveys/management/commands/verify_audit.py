from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.auditing import faults
from surveys.models.audit import AnswerAudit, IdentityAudit


class Command(BaseCommand):
    help = "Checks that neither audit chain was altered."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [
            f"{chain.database}: {fault}"
            for chain in (AnswerAudit, IdentityAudit)
            for fault in faults(chain)
        ]
        if problems:
            raise CommandError("The audit chain is broken:\n" + "\n".join(problems))
        self.stdout.write(
            f"{AnswerAudit.objects.count() + IdentityAudit.objects.count()} entries, whole."
        )
