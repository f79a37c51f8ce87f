"""Times the pages of releases: python -m benchmarks.inside.release_pages 5 84 8334

Everything is done five times. Each of the other numbers is one of people in a group, as
`people.answer` has it, and makes a release.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from analytics.models import Release
from analytics.release.publish import publish_round
from benchmarks.inside import people
from benchmarks.inside.whole_job import computed, version
from benchmarks.machine import medians
from surveys.models.response import Rating
from surveys.models.staff import StudyRole, User
from surveys.models.study import Study

PAGES = {
    "matrix": ("heatmap",),
    "dyad": ("dyad", "PRC", "JPN"),
    "presentation": ("presentation", "PRC", "JPN"),
    "brief": ("release-brief", "PRC", "JPN"),
}


@override_settings(ROOT_URLCONF="benchmarks.inside.empty_page", ALLOWED_HOSTS=["testserver"])
def main(times: int, *sizes: int) -> dict[str, Any]:
    """Median seconds and the number of queries of each page, by ratings; and of an empty page."""
    call_command("collectstatic", interactive=False, verbosity=0)
    study = people.migrated()
    client = signed_in(study)
    releases = {120 * n: released(study, n) for n in sizes}
    works = {
        f"{ratings} {page}": request(client, reverse(name, args=[release.pk, *ends]))
        for ratings, release in releases.items()
        for page, (name, *ends) in PAGES.items()
    }
    works["empty"] = request(client, "/empty/")
    return {
        "engine": version(),
        "ratings": Rating.objects.count(),
        "seconds": medians(works, times),
        "queries": {name: queries(work) for name, work in works.items()},
    }


def signed_in(study: Study) -> Client:
    user = User.objects.create_user("facilitator")
    StudyRole.objects.create(study=study.pk, user=user, role=StudyRole.Role.FACILITATOR)
    client = Client()
    client.force_login(user)
    return client


def released(study: Study, n: int) -> Release:
    round = people.closed_round(study)
    people.answer(round, n)
    return publish_round(**computed(round))


def request(client: Client, url: str) -> Callable[[], object]:
    def work() -> object:
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answered {response.status_code}")
        return response

    return work


def queries(work: Callable[[], object]) -> int:
    """How many statements both databases answer."""
    caught = [CaptureQueriesContext(connections[name]) for name in connections]
    with caught[0], caught[1]:
        work()
    return sum(len(each) for each in caught)


if __name__ == "__main__":
    json.dump(main(*map(int, sys.argv[1:])), sys.stdout)
