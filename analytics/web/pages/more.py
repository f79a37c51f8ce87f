"""Which further pages a release has."""

from collections.abc import Callable
from typing import TypedDict

from django.utils.translation import gettext as _

from analytics.models import Block, Release
from analytics.release.audience import Who
from analytics.release.queries import has_visible_changes
from analytics.web.readers import Reader
from surveys.access import Role


class Link(TypedDict):
    """A page and its name."""

    url: str
    words: str


def more_pages(release: Release, role: Who, url: Callable[..., str] | None = None) -> list[Link]:
    """The pages beside the matrix that are there for somebody of this role; none may be."""
    url = url or Reader(release, role).url
    blocks = Block.objects.filter(release=release, item_kind__in=["impression", "vignette"])
    kinds = set(blocks.order_by().values_list("item_kind", flat=True).distinct())
    changed = has_visible_changes(release, role)
    there = [
        ("impressions", _("Which side gives most cause for concern"), "impression" in kinds),
        ("vignettes", _("How each group uses the words"), "vignette" in kinds),
        ("change", _("What changed since the earlier round"), changed),
        # A link opens pages; the files come by the API, to those who have a role.
        ("files", _("Files and citation"), isinstance(role, Role)),
    ]
    return [{"url": url(name), "words": words} for name, words, is_there in there if is_there]
