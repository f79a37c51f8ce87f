"""No page shows staff's links to somebody else, and none can forget to say who reads it."""

import inspect
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from analytics.release.audience import Bearer
from analytics.web import link_urls, pages, urls
from analytics.web.access import Reader
from analytics.web.links import token_of
from analytics.web.pages import audience
from surveys.access import Role
from tests.analytics.everything import released_once
from tests.analytics.web.test_links import hrefs

# Every page, with what its function is given beside the reader.
PAGES = {
    "audience": {},
    "between_levels": {},
    "catalogue_entry": {},
    "change": {},
    "dyad": {"perceiver": "PRC", "target": "JPN"},
    "files": {},
    "grounds": {},
    "heatmap": {},
    "compare": {},
    "impressions": {},
    "orders": {},
    "presentation": {"perceiver": "PRC", "target": "JPN"},
    "preview": {},
    "reassurance": {},
    "self_image": {},
    "vignettes": {},
}
TEMPLATES = sorted(
    path.name
    for path in (Path(settings.BASE_DIR) / "templates/analytics").glob("*.html")
    if path.name not in ("api_docs.html", "planner.html", "references.html")
)
# Pages for staff, of no release: see test_planner.py and test_references.py.
PLANNER = "planner"
OF_A_STUDY = ("references", "references_file", "remove_reference")


@pytest.fixture
def release(study):
    released_once(study, "public")
    return released_once(study, "public")


def functions():
    """The functions that make the context of a page, by name."""
    modules = (module.name for module in pkgutil.iter_modules(pages.__path__))
    named = {name: import_module(f"analytics.web.pages.{name}") for name in modules}
    return {name: vars(module)[name] for name, module in named.items() if name in vars(module)}


def readers(release):
    """Whoever has no role in the study."""
    return [
        Reader(release, None),
        Reader(release, Bearer.ROOM, token_of(release.pk)),
        Reader(release, Bearer.ROOM, token_of(release.pk, "JPN"), "JPN"),
        Reader(release, Bearer.SIDE, token_of(release.pk, "JPN"), "JPN"),
    ]


def texts(value):
    """Every string in a context, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts(part)


def test_every_page_is_made_for_a_reader_who_has_to_be_named():
    assert set(functions()) == set(PAGES)
    for function in (*functions().values(), audience.confirmation):
        first, *_ = inspect.signature(function).parameters.values()
        assert (first.annotation, first.default) == (Reader, inspect.Parameter.empty)
    who = inspect.signature(Reader).parameters["who"]
    assert who.default is inspect.Parameter.empty


@pytest.mark.parametrize("name", [name for name in PAGES if name != "files"])
def test_no_page_has_a_staff_link_for_somebody_without_a_role(release, name):
    for reader in readers(release):
        context = functions()[name](reader, **PAGES[name]) or {}
        assert context.get("staff", False) is False
        assert not [text for text in texts(context) if "/staff/" in text]


@pytest.mark.parametrize("template", TEMPLATES)
def test_no_template_has_a_staff_link_unless_it_is_given_one(release, template):
    assert "/staff/" not in render_to_string(f"analytics/{template}", {"release": release})


def test_every_page_served_is_without_staff_links(client, release):
    walked = 0
    routes = [route for route in urls.urlpatterns if route.name != PLANNER]
    for route in (*routes, *link_urls.urlpatterns):
        for address in addresses(route.name, release):
            reply = client.get(address)
            if reply.status_code == 200:
                walked += 1
                assert b"/staff/" not in reply.content, address
                if reply["Content-Type"].startswith("image/"):
                    continue
                assert not [href for href in hrefs(reply) if href.startswith("/staff/")]
            else:
                assert reply.status_code == 302, address
    # Twelve pages and two formats of a figure for everybody, and as many more for each of two
    # links; the side's has a first page. Links lead to nothing of the files and the catalogue.
    assert walked == 14 + 2 * 14 + 1 + 1 + 3


def addresses(name, release):
    """The addresses of a page: for everybody, or by a side's link and by the room's."""
    ends = ["PRC", "JPN"] if name.endswith(("dyad", "presentation")) else []
    ends = ["PRC-JPN"] if "chart_" in name else ends
    if name == "catalogue":
        return [reverse(name)]
    if name == "catalogue_record":
        return [reverse(name, args=[release.pk, "dataset.jsonld"])]
    if name in OF_A_STUDY:
        return [reverse(name, args=[release.round.study.slug])]
    if name == "round_result":
        return [reverse(name, args=[release.round_id])]
    if not name.startswith("link"):
        return [reverse(name, args=[release.pk, *ends])]
    return [reverse(name, args=[token_of(release.pk, side), *ends]) for side in ("", "JPN")]


@pytest.mark.parametrize("role", Role)
def test_whoever_has_a_role_is_led_to_the_study_and_the_round(release, role):
    links = Reader(release, role).navigation()
    assert links["staff"] is True
    assert links["study_url"] == reverse("study", args=[release.round.study.slug])
    assert links["round_url"] == reverse("round", args=[release.round_id])
