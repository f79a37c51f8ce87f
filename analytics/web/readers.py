"""Who reads a release: somebody of a role, the bearer of a link, or anybody once it is public.

The token of a link stays in the path of every page it opens, and in no cookie: two links in one
browser never mix, a page opened again later is still the same page, closing it leaves nothing on a
device that others use, and no page can be reached by a cookie sent along from elsewhere.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse

from analytics.models import Release
from analytics.release.audience import Bearer, Who, may_read
from analytics.release.queries import find_with_role, known_releases
from analytics.web.links import read
from surveys.access import CHECKS
from surveys.models.staff import User


@dataclass(frozen=True)
class Reader:
    """Somebody whom the audience of a release reaches; ``link`` is the token they came by.

    ``side`` is the one whose own answers the link shows, "" for the room's link and for roles.
    """

    release: Release
    who: Who = None
    link: str = ""
    side: str = ""

    def url(self, page: str, *args: str) -> str:
        """The address of a page of the release, for this reader."""
        if self.link:
            return reverse(f"link_{page}", args=[self.link, *args])
        return reverse(page, args=[self.release.pk, *args])

    def frame(self) -> dict[str, Any]:
        """What stands around a page: nothing that leads a bearer to what only staff may see."""
        round = self.release.round
        staff = self.who is not None and not isinstance(self.who, Bearer)
        return {
            "staff": staff,
            "study_url": reverse("study", args=[round.study.slug]) if staff else "",
            "round_url": reverse("round", args=[round.pk]) if staff else "",
            "matrix_url": self.url("heatmap"),
            "audience_url": self.url("audience") if self.who in CHECKS else "",
            "own_url": reverse("link", args=[self.link]) if self.side else "",
        }


def reader_of(user: User | AnonymousUser, **which: Any) -> Reader:
    """Whoever is, or is not, signed in, as a reader of the release; otherwise 404."""
    return Reader(*find_with_role(user, **which))


def bearer_of(token: str) -> Reader:
    """The bearer of a link to a release that has reached them; otherwise 404.

    Links that nobody wrote and links whose audience has not come yet are told apart by nothing.
    """
    named = read(token)
    release = known_releases().filter(pk=named[0]).first() if named else None
    if named is None or release is None:
        raise Http404
    side = named[1]
    for who in (Bearer.ROOM, Bearer.SIDE) if side else (Bearer.ROOM,):
        if may_read(release, who):
            return Reader(release, who, token, side)
    raise Http404
