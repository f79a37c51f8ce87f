from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.api_tokens import revoke_api_token
from surveys.management.forms import study_of, user_of


class Command(BaseCommand):
    help = "Revokes somebody's tokens of a study: those of a name, or all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument("username")
        parser.add_argument("--name", help="of the token, as its owner sees it; without it all")

    def handle(self, *args: Any, **options: Any) -> None:
        study, user = study_of(options["study"]), user_of(options["username"])
        tokens = user.api_tokens.filter(study=study.pk)
        if options["name"] is not None:
            tokens = tokens.filter(name=options["name"])
        revoked = list(tokens)
        if not revoked:
            raise CommandError(f"Nothing was done: {user} has no such token of {study.slug}.")
        for token in revoked:
            revoke_api_token(token=token, by="operator")
        self.stdout.write(f"{len(revoked)} revoked.")
