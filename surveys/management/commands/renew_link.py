from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.delivering.renewing import mail_new_link, show_new_link
from surveys.management.forms import require_valid
from surveys.management.rounds import add_person, add_round, person_of, refusals, round_of
from surveys.roll_forms import MAIL, MailLinkForm


class Command(BaseCommand):
    help = (
        "Gives somebody on the roll a new link; the old one leads nowhere from then on. It goes by "
        "mail, or before the round opens is printed. Nothing tells whether they had begun."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_round(parser)
        add_person(parser)
        way = parser.add_mutually_exclusive_group(required=True)
        way.add_argument("--mail", metavar="ADDRESS", help="mail the link to this address")
        way.add_argument("--show", action="store_true", help="print it; only before the opening")
        parser.add_argument("--language", help="of the mail, such as ja")

    def handle(self, *args: Any, **options: Any) -> None:
        round, person = round_of(options["round"]), person_of(options)
        with refusals():
            if options["show"]:
                self.stdout.write(show_new_link(round=round, person=person, by="operator"))
                return
            if not options["language"]:
                raise CommandError("Nothing was done: --mail needs the --language of the mail.")
            seat, side, name = person
            given = {"address": options["mail"], "language": options["language"], "act": MAIL}
            form = MailLinkForm(round, {"seat": seat, "side": side, "name": name, **given})
            require_valid(form, {"address": "--mail", "language": "--language"})
            mail_new_link(
                round=round,
                person=person,
                address=form.cleaned_data["address"],
                language=form.cleaned_data["language"],
                by="operator",
            )
        self.stdout.write(f"A new link goes to {name}; the old one leads nowhere any more.")
