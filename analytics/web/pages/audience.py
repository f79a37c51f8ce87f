"""Who may read a release, and how far it may still be widened, as pages."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from analytics.models import Release
from analytics.release.audience import AUDIENCES, Bearer, may_read, wider
from analytics.vocabulary.audiences import AUDIENCE_NAMES
from analytics.web.access import Reader
from analytics.web.links import token_of
from analytics.web.pages.shared import page_context, words_of
from surveys.access import RUNS
from surveys.instruments.loader import document_of


def audience(reader: Reader) -> dict[str, Any]:
    """Every stage with what it lets whom see; steps and links only for who may widen it."""
    release, stages = reader.release, stage_words()
    at, steps = AUDIENCES.index(Release.Audience(release.audience)), wider(release)
    context = page_context(reader) | {
        "agreed": agreed_words(release),
        "stages": [
            texts
            | {"here": place == at, "reached": place <= at, "agreed": place <= at + len(steps)}
            for place, texts in enumerate(stages.values())
        ],
    }
    if reader.who not in RUNS:
        return context
    return context | {
        "steps": [{"to": str(step), "name": stages[step]["name"]} for step in steps],
        "side_links": _side_links(release),
        "room_link": _link(release) if may_read(release, Bearer.ROOM) else "",
    }


def confirmation(reader: Reader, to: str) -> dict[str, Any]:
    """What will be seen by whom from that moment: every stage that is newly reached."""
    steps, stages = wider(reader.release), stage_words()
    reached = steps[: steps.index(Release.Audience(to)) + 1]
    return page_context(reader) | {
        "to": to,
        "name": stages[to]["name"],
        "reached": [stages[stage] for stage in reached],
    }


def agreed_words(release: Release) -> str:
    """The widest audience participants agreed to, in words."""
    return str(AUDIENCE_NAMES[release.metadata["consent"]["widest_audience"]])


def stage_words() -> dict[str, dict[str, str]]:
    """Each audience by name, and what it lets whom see, the narrowest first."""
    return {
        "held": {
            "name": pgettext("audience of a release", "Held"),
            "says": _("The people who run the study, and its auditors, see everything."),
        },
        "sides": {
            "name": pgettext("audience of a release", "Sides"),
            "says": _(
                "Each side's participants see the counts of their own side's answers by their "
                "side's link: nothing of another side, of the panel or of any gap."
            ),
        },
        "room": {
            "name": pgettext("audience of a release", "Room"),
            "says": _(
                "All participants see every page, of all sides and of the panel, by the room's "
                "link or their side's; of changes since earlier rounds those alone that the room "
                "may see too."
            ),
        },
        "researchers": {
            "name": pgettext("audience of a release", "Researchers"),
            "says": _(
                "The study's researchers see every page when they have signed in, and can take "
                "all published data with them."
            ),
        },
        "public": {
            "name": pgettext("audience of a release", "Public"),
            "says": _(
                "Everybody who has its address sees every page without signing in, and can pass "
                "it on."
            ),
        },
    }


def _side_links(release: Release) -> list[dict[str, str]]:
    if not may_read(release, Bearer.SIDE):
        return []
    words, sides = words_of(release), document_of(release.round.instrument).sides
    return [
        {"name": words.name(side), "url": _link(release, side)}
        for side in words.order
        if side in sides
    ]


def _link(release: Release, side: str = "") -> str:
    return f"{settings.BASE_URL}{reverse('link', args=[token_of(release.pk, side)])}"
