"""Which further pages a release has."""

from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _

from analytics.models import Block, Release
from analytics.reading import has_visible_changes
from surveys.access import Role


class Link(TypedDict):
    """A page and its name."""

    url: str
    words: str


def more_pages(release: Release, role: Role | None) -> list[Link]:
    """The pages beside the matrix that are there for somebody of this role."""
    blocks = Block.objects.filter(release=release, item_kind__in=["impression", "vignette"])
    kinds = set(blocks.order_by().values_list("item_kind", flat=True).distinct())
    changed = has_visible_changes(release, role)
    there = [
        ("impressions", _("Which side gives most cause for concern"), "impression" in kinds),
        ("vignettes", _("How each group uses the words"), "vignette" in kinds),
        ("change", _("What changed since the earlier round"), changed),
        ("files", _("Files and citation"), True),
    ]
    return [
        {"url": reverse(name, args=[release.pk]), "words": words}
        for name, words, is_there in there
        if is_there
    ]
