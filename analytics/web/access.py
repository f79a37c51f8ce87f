"""Who reads a release: somebody with a role in its study, the bearer of a link, or anybody.

The token of a link stays in the path of every page it opens, and in no cookie: two links in one
browser never mix, a page opened again later is still the same page, closing it leaves nothing on a
device that others use, and no page can be reached by a cookie sent along from elsewhere.
"""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from analytics.models import Release
from analytics.release.audience import Bearer, Who, audiences_of, may_read
from analytics.release.queries import find_release, releases_with_rounds
from analytics.web.links import named_in, read
from surveys.access import CHECKS, Role
from surveys.models.staff import User

View = Callable[..., HttpResponse]
NO_RELEASE = uuid.UUID(int=0)


@dataclass(frozen=True)
class Reader:
    """Somebody whom the audience of a release reaches.

    ``who`` is their role in the study, the kind of link they came by, or None for anybody at all;
    ``link`` is the token of that link, "" without one. ``side`` is the one whose own answers the
    link shows, "" for the room's link and for roles. ``user`` is whoever is signed in, None where
    they came by a link, which tells nothing of them.
    """

    release: Release
    who: Who
    link: str = ""
    side: str = ""
    user: User | AnonymousUser | None = None

    @property
    def is_staff(self) -> bool:
        """Whether they have a role in the study."""
        return isinstance(self.who, Role)

    def url(self, page: str, *args: str) -> str:
        """The address of a page of the release, for this reader."""
        if self.link:
            return reverse(f"link_{page}", args=[self.link, *args])
        return reverse(page, args=[self.release.pk, *args])

    def navigation(self) -> dict[str, Any]:
        """The links around a page; those of staff only for staff."""
        round = self.release.round
        return {
            "staff": self.is_staff,
            "study_url": reverse("study", args=[round.study.slug]) if self.is_staff else "",
            "round_url": reverse("round", args=[round.pk]) if self.is_staff else "",
            "matrix_url": self.url("heatmap"),
            "audience_url": self.url("audience") if self.who in CHECKS else "",
            "own_url": reverse("link", args=[self.link]) if self.side else "",
        }


def reader_of(user: User | AnonymousUser, release_id: uuid.UUID) -> Reader:
    """Whoever is, or is not, signed in, as a reader of the release; otherwise 404."""
    return Reader(*find_release(user, pk=release_id), user=user)


def link_reader(token: str) -> Reader:
    """The bearer of a link to a release that has reached them; otherwise 404.

    The answer is the same for a link that nobody wrote and for one whose audience has not come yet,
    and so is the work.
    """
    named = named_in(token)
    if named is None:
        raise Http404
    # One query whoever wrote the link, and no release fetched that has not reached its bearer.
    release_id, side = read(token) or (NO_RELEASE, named[1])
    first = Bearer.SIDE if side else Bearer.ROOM
    reached = releases_with_rounds().filter(pk=release_id, audience__in=audiences_of(first))
    release = reached.first()
    if release is None:
        raise Http404
    who = Bearer.ROOM if may_read(release, Bearer.ROOM) else Bearer.SIDE
    return Reader(release, who, token, side)


def by_role(view: View) -> View:
    """Give the view whoever the release reaches; who is not signed in may sign in first."""

    @never_cache
    @require_GET
    @wraps(view)
    def guarded(request: HttpRequest, release_id: uuid.UUID, **kwargs: Any) -> HttpResponse:
        try:
            reader = reader_of(request.user, release_id)
        except Http404:
            if request.user.is_authenticated:
                raise
            return redirect_to_login(request.get_full_path())
        return view(request, reader, **kwargs)

    return guarded


def by_staff(
    roles: Collection[Role], methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> Callable[[View], View]:
    """Give the view whoever is signed in and has one of these roles in the study."""

    def guard(view: View) -> View:
        @never_cache
        @login_required
        @require_http_methods([*methods])
        @wraps(view)
        def guarded(request: HttpRequest, release_id: uuid.UUID, **kwargs: Any) -> HttpResponse:
            reader = reader_of(request.user, release_id)
            if reader.who not in roles:
                raise Http404
            return view(request, reader, **kwargs)

        return guarded

    return guard


def by_link(view: View, *, needs: Bearer = Bearer.ROOM) -> View:
    """Give the view the bearer of a link that opens as much, whoever may be signed in."""

    @never_cache
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        reader = link_reader(token)
        if reader.who not in (needs, Bearer.ROOM):
            raise Http404
        return view(request, reader, **kwargs)

    return guarded
