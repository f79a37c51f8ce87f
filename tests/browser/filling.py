"""`python -m tests.browser.filling ROUND`: four more of each side and four assessors answer."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from surveys.models.round import Round
    from tests import factories

    round = Round.objects.get(pk=sys.argv[1])
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(4):
            factories.respond(round, side=side, marks=3)
        factories.respond(round, seat="assessor", side=side, marks=0)
