from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from surveys.access import role_of
from surveys.api_tokens import SCOPES, TOKEN_DAYS, issue_api_token, require_days
from surveys.management.forms import require_valid, study_of, user_of
from surveys.people_forms import TokenForm


class Command(BaseCommand):
    help = "Prints a new token, once, by which a program reads a study's releases as its owner may."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's short name")
        parser.add_argument("username", help="whose token it is: somebody with a role in the study")
        parser.add_argument("--name", required=True, help='what it is for, as "R on my laptop"')
        parser.add_argument("--days", type=int, default=TOKEN_DAYS, help=f"at most {TOKEN_DAYS}")
        parser.add_argument(
            "--scope",
            action="append",
            choices=SCOPES,
            help="what it opens; again for each further one; without it all",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        study, user = study_of(options["study"]), user_of(options["username"])
        if role_of(user, study.pk) is None:
            raise CommandError(
                f"Nothing was done: {user} has no role in {study.slug}; give one by `grant_role`."
            )
        try:
            require_days(options["days"])
        except ValueError as problem:
            raise CommandError(f"Nothing was done: {problem}.") from None
        data = {
            "name": options["name"],
            "study": str(study.pk),
            "scopes": options["scope"] or SCOPES,
            "expires_on": timezone.localdate() + timedelta(days=options["days"]),
        }
        form = TokenForm([(str(study.pk), study.slug)], data)
        require_valid(form)
        token = issue_api_token(
            user=user,
            study=study.pk,
            name=form.cleaned_data["name"],
            by="operator",
            days=form.days(),
            scopes=form.cleaned_data["scopes"],
        )
        self.stdout.write(token)
