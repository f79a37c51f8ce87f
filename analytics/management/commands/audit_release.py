from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from analytics.disclosure.audit import Audit, Finding, PromiseBrokenError, audit_blocks, findings
from analytics.management.arguments import named_release
from analytics.release.queries import blocks_of
from analytics.release.rows import BlockRow
from analytics.release.verdicts import withstands_of
from surveys.instruments.document import Document, answers_of
from surveys.instruments.loader import document_of


class Command(BaseCommand):
    help = "Attacks a release with what is published: what could a member learn of the others?"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("release", help="the release's id, as in its address")
        parser.add_argument(
            "--question", help="also tell what is learnt at this question, e.g. PRC>JPN:military"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        release = named_release(options["release"])
        rows = blocks_of(release)
        try:
            audit = audit_blocks(rows, withstands_of(release.metadata))
        except PromiseBrokenError as problem:
            raise CommandError(f"This release was tampered with: {problem}") from None
        if options["question"]:
            matching = [row for row in rows if row.key == options["question"]]
            self._print_each(matching, document_of(release.round.instrument))
        self._print(audit)

    def _print_each(self, rows: Sequence[BlockRow], document: Document) -> None:
        if not rows:
            raise CommandError("The release has no such question.")
        for row in rows:
            answers = answers_of(document, row.item_kind, row.perceiver, row.item)
            self.stdout.write(f"\n{row.key} {row.lens} {row.group}, {row.n} people")
            for finding in findings([row]):
                self.stdout.write(f"  {_learnt(finding, answers)}")

    def _print(self, audit: Audit) -> None:
        self.stdout.write(
            f"\n{audit.blocks} blocks ({audit.distinct} different), {audit.withheld} groups below "
            f"five withheld; {audit.colluders} attackers tried, every tally of each block listed."
        )
        if not audit.keeps_promises:
            raise CommandError(f"{len(audit.broken)} of them learn too much.")
        self.stdout.write(
            "Nobody's answer is certain, and nowhere is it certain that one or two hold an answer."
        )


def _learnt(finding: Finding, answers: Sequence[str]) -> str:
    """One line: what members who gave some answers learn of how many others gave each."""
    counts = [
        f"{answers[place]} {low}" if low == high else f"{answers[place]} {low}-{high}"
        for place, (low, high) in enumerate(finding.held_by)
    ]
    held = [answers[place] for place in finding.knowledge.held]
    who = f"who holds {held[0]} knows" if len(held) == 1 else f"who hold {' and '.join(held)} know"
    return f"{who} of the others: {', '.join(counts)}"
