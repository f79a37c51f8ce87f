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
    """Insert responses and their ratings, and what participants wrote in an order of its own.

    What a side of fewer than five wrote is left out for good: a reader would know too well who may
    have written it.
    """
    written = [content for content in contents if content.get("texts")]
    groups = {(content["seat"], content["side"]) for content in written}
    large = {group for group in groups if _has_enough(opener.round, *group)}
    responses = [opener.response(content) for content in contents]
    Response.objects.bulk_create(responses, batch_size=1000)
    ratings = (
        rating
        for response, content in zip(responses, contents, strict=True)
        for rating in opener.ratings(response, content)
    )
    insert_rows(Rating, RatingRow._fields, ratings)
    of_large = [content for content in written if (content["seat"], content["side"]) in large]
    OwnConcern.objects.bulk_create(opener.own_concerns(of_large), batch_size=1000)


def _has_enough(round: Round, seat: str, side: str) -> bool:
    """Return whether five of a side have sent, of whom some may have been opened already."""
    group = {"round": round, "seat": seat, "side": side}
    sealed = Envelope.objects.filter(sealed__isnull=False, set_aside=False, **group)
    opened = Response.objects.filter(**group)
    return sealed[:SMALLEST_GROUP].count() + opened[:SMALLEST_GROUP].count() >= SMALLEST_GROUP


def erase_texts_of_few(round: Round) -> None:
    """Delete what a side wrote that is of fewer than five after all, once the round is opened.

    Of a large round, that is, while whose chunks were opened somebody withdrew.
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
