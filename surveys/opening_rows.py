"""Puts what the envelopes of a round held into its tables, in the order in which it is given."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, QuerySet

from surveys.bulk_rows import insert_rows
from surveys.group_sizes import SMALLEST_GROUP
from surveys.models.base import Seat
from surveys.models.own_concern import OwnConcern
from surveys.models.response import Envelope, Rating, Response
from surveys.models.round import Round
from surveys.respondent_groups import Group, group_of
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
    sizes: Counter[str] = Counter()
    for (seat, side, *_level), number in people_of(Response.objects.filter(round=round)).items():
        sizes[side] += number if seat == Seat.PARTICIPANT else 0
    texts = OwnConcern.objects.filter(round=round)
    sides = texts.values_list("perceiver", flat=True).distinct()
    texts.filter(perceiver__in=[s for s in sides if sizes[s] < SMALLEST_GROUP]).delete()


def turnout(round: Round) -> list[list[object]]:
    """Return [*group, n] for each group of whom answers were opened, in order."""
    counts = people_of(Response.objects.filter(round=round))
    return [[*group, n] for group, n in sorted(counts.items())]


def people_of(rows: QuerySet[Envelope] | QuerySet[Response]) -> Counter[Group]:
    """Return how many of these envelopes or responses there are of each group."""
    groups = rows.values_list("seat", "side", "level").annotate(people=Count("pk")).order_by()
    return Counter({group_of(*group): number for *group, number in groups})
