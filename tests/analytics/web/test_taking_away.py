"""A figure is drawn once for all who read it alike, and one at a time on a machine."""

import errno
import fcntl
import subprocess
import sys
from unittest import mock

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from analytics.models import Release
from analytics.release.audience import widen
from analytics.web import figures
from analytics.web.links import token_of
from tests import factories
from tests.analytics.made import make_release

# Another process that holds the turn until its input ends.
HOLDER = """
import fcntl, sys
file = open(sys.argv[1], "w")
fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURES = tmp_path
    caches["figures"].clear()
    return tmp_path


@pytest.fixture
def release(study):
    return make_release(study, audience="room")


@pytest.fixture
def drawn():
    """How many figures were drawn."""
    with mock.patch.object(figures, "drawn", side_effect=figures.drawn) as drawing:
        yield lambda: drawing.call_count


def by_link(release, end="svg", chart="threat", query=""):
    return reverse(f"link_chart_{end}", args=[token_of(release.pk), chart]) + query


def test_it_is_drawn_once_whatever_else_the_address_says(client, release, drawn):
    first = client.get(by_link(release))
    again = [client.get(by_link(release, query=query)) for query in ("", "?n=1", "?n=2")]
    assert {reply.content for reply in again} == {first.content}
    assert {reply["Content-Disposition"] for reply in again} == {first["Content-Disposition"]}
    assert drawn() == 1


def test_each_figure_language_and_reader_has_its_own(client, study, release, drawn):
    svg = client.get(by_link(release)).content
    client.cookies["cs2_language"] = "ja"
    assert client.get(by_link(release)).content != svg
    assert client.get(by_link(release, chart="PRC-JPN")).content != svg
    staff = Client()
    staff.force_login(factories.make_staff(study, "auditor"))
    assert staff.get(reverse("chart_svg", args=[release.pk, "threat"])).content == svg
    assert drawn() == 4


def test_what_nobody_may_read_is_not_kept_for_them(client, study):
    held = make_release(study)
    staff = Client()
    staff.force_login(factories.make_staff(study, "facilitator"))
    assert staff.get(reverse("chart_svg", args=[held.pk, "threat"])).status_code == 200
    assert client.get(by_link(held)).status_code == 404
    widen(release=held, to=Release.Audience.SIDES, by="test")
    assert client.get(by_link(held)).status_code == 404


def test_another_is_not_drawn_meanwhile_also_in_another_process(client, release, folder, drawn):
    assert client.get(by_link(release)).status_code == 200
    command = [sys.executable, "-c", HOLDER, str(folder / "turn")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        refused = client.get(by_link(release, chart="PRC-JPN"))
        assert (refused.status_code, refused["Retry-After"]) == (503, "3")
        assert "Another figure is being drawn." in refused.content.decode()
        # What was drawn before is there all the same.
        assert client.get(by_link(release)).status_code == 200
        assert drawn() == 1
        holder.stdin.close()
        holder.wait()
    assert client.get(by_link(release, chart="PRC-JPN")).status_code == 200


def test_a_figure_that_cannot_be_drawn_leaves_the_turn_to_others(client, release, folder):
    with (
        mock.patch.object(figures, "as_svg", side_effect=ZeroDivisionError),
        pytest.raises(ZeroDivisionError),
    ):
        client.get(by_link(release))
    assert client.get(by_link(release, chart="anger")).status_code == 404
    with (folder / "turn").open() as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert client.get(by_link(release)).status_code == 200


def test_a_full_disk_keeps_nobody_from_a_figure(client, release, drawn):
    full = OSError(errno.ENOSPC, "No space left on device")
    with mock.patch.object(caches["figures"], "_write_content", side_effect=full):
        assert client.get(by_link(release)).status_code == 200
    assert client.get(by_link(release)).status_code == 200
    client.get(by_link(release))
    assert drawn() == 2
