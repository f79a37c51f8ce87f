"""Which further pages a release has."""

from django.utils.translation import gettext as _

from analytics.models import Block
from analytics.release.queries import has_visible_changes
from analytics.web.access import Reader
from surveys.access import Role


def related_pages(reader: Reader) -> list[dict[str, str]]:
    """Address and name of each page beside the matrix that is there for this reader."""
    release = reader.release
    blocks = Block.objects.filter(release=release, item_kind__in=["impression", "vignette"])
    kinds = set(blocks.order_by().values_list("item_kind", flat=True).distinct())
    changed = has_visible_changes(release, reader.who)
    pages = [
        ("impressions", _("Which side gives most cause for concern"), "impression" in kinds),
        ("vignettes", _("How each group uses the words"), "vignette" in kinds),
        ("change", _("What changed since the earlier round"), changed),
        # A link opens pages; the files come by the API, to those who have a role.
        ("files", _("Files and citation"), isinstance(reader.who, Role)),
    ]
    return [{"url": reader.url(name), "words": words} for name, words, exists in pages if exists]
