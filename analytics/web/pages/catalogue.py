"""The releases that anybody may read, as the catalogue lists them."""

from typing import Any

from django.urls import reverse

from analytics.models import Release
from analytics.release.audience import audiences_of
from analytics.release.citation import citation
from analytics.release.dois import dois_of
from analytics.release.queries import releases_with_rounds
from surveys.languages import day_in_words, own_names, text_in


def index() -> dict[str, Any]:
    """Every release of this server that anybody may read."""
    public = releases_with_rounds().filter(audience__in=audiences_of(None))
    releases = list(public.order_by("round__study__slug", "round__number"))
    dois = dois_of(releases)
    return {"entries": [_entry(release, dois.get(release.pk, "")) for release in releases]}


def _entry(release: Release, doi: str) -> dict[str, Any]:
    round = release.round
    return {
        "url": reverse("catalogue_entry", args=[release.pk]),
        "title": text_in(round.title),
        "study": text_in(round.study.title),
        "closed_on": day_in_words(round.closed_on),
        "languages": own_names(round.languages),
        "citation": citation(release, doi),
        "simulated": round.simulated,
    }
