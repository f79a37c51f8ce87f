"""Puts what the envelopes of a round held into its tables, in the order in which it is given."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count

from surveys.bulk_rows import insert_rows
from surveys.group_sizes import SMALLEST_GROUP
from surveys.models.base import Seat
from surveys.models.own_concern import OwnConcern
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from surveys.respondent_groups import group_of
from surveys.unsealing import Content, EnvelopeOpener, RatingRow


def insert_opened(opener: EnvelopeOpener, contents: Sequence[Content]) -> None:
    """Insert responses and their ratings, and what participants wrote in an order of its own."""
    responses = [opener.response(content) for content in contents]
    Response.objects.bulk_create(responses, batch_size=1000)
    ratings = (
        rating
        for response, content in zip(responses, contents, strict=True)
        for rating in opener.ratings(response, content)
    )
    insert_rows(Rating, RatingRow._fields, ratings)
    OwnConcern.objects.bulk_create(opener.own_concerns(contents), batch_size=1000)


def erase_texts_of_few(round: Round) -> None:
    """Delete what a side of fewer than five wrote, once all of the round is opened.

    It is left out for good: a reader would know too well who may have written it.
    """
    sizes = Counter(
        {
            side: number
            for seat, side, number in Response.objects.filter(round=round)
            .values_list("seat", "side")
            .annotate(people=Count("pk"))
            .order_by()
            if seat == Seat.PARTICIPANT
        }
    )
    texts = OwnConcern.objects.filter(round=round)
    sides = texts.values_list("perceiver", flat=True).distinct()
    texts.filter(perceiver__in=[s for s in sides if sizes[s] < SMALLEST_GROUP]).delete()


def turnout(round: Round) -> list[list[object]]:
    """Return [*group, n] for each group of whom answers were opened, in order."""
    counts: Counter[tuple[str, ...]] = Counter()
    rows = Response.objects.filter(round=round).values_list("seat", "side", "level")
    for *group, number in rows.annotate(people=Count("pk")).order_by():
        counts[group_of(*group)] += number
    return [[*group, n] for group, n in sorted(counts.items())]
