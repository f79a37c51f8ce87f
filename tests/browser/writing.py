"""`python -m tests.browser.writing`: an open round in which people write; prints a link to it."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from uuid import uuid4

    from surveys import inviting
    from tests import factories

    round = factories.make_round(
        factories.make_study(f"writing-{uuid4()}"),
        widest_audience="public",
        document=factories.short(),
        modules=["impression", "own_concerns", "own_answers"],
    )
    _invitation, token = inviting.invite(
        round=round, seat="participant", side="PRC", by="test", confirmed_roll=True
    )
    sys.stdout.write(f"/i/{token}/\n")
