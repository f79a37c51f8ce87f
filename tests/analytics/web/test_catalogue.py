"""The catalogue shows a release to whoever may read it, with all that it takes to cite it."""

import json
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from requests.utils import parse_header_links

from analytics.export.citations.formats import FORMATS, IN_FILES
from analytics.release.citation import citation
from analytics.release.dois import doi_of, record_doi
from analytics.web.catalogue import LINKSET
from surveys.licences import LICENCES
from surveys.models.audit import AnswerAudit
from tests import factories
from tests.analytics.answered import page, released, rows, status
from tests.analytics.everything import blocks, released_once
from tests.analytics.stored import store_small_files
from tests.html import parse

DOI = "10.5281/zenodo.42"
ATTRIBUTION = {
    "creators": [
        {"name": "王缉思", "kind": "person", "family": "王", "given": "缉思", "latin": "Wang Jisi"},
        {"name": "A. B", "kind": "person", "family": "B", "orcid": "0000-0002-1825-0097"},
    ],
    "contributors": [{"type": "Translator", "name": "佐藤花子", "kind": "person"}],
    "publisher": {"name": "Forum </script><b> Press"},
    "licence": "CC-BY-4.0",
}
LANGUAGES = ("en", "zh-hans", "ja", "ko")


@pytest.fixture(scope="module")
def study(module_db):
    return factories.make_study(slug="forum", attribution=ATTRIBUTION)


@pytest.fixture(scope="module")
def public(study):
    release = released(study, blocks(), audience="public")
    store_small_files(release)
    return release


@pytest.fixture(scope="module")
def held(study):
    return released(study, blocks(), simulated=True)


@pytest.fixture
def staff(study):
    client = Client()
    client.force_login(factories.make_staff(study, "facilitator", "facilitator"))
    return client


def address(release, name=""):
    return f"http://localhost:8000/catalogue/{release.pk}/{name}"


# --- The list ------------------------------------------------------------------------------------


def test_public_releases_are_listed_for_everybody_and_no_others(client, public, held):
    record_doi(release=public, doi=DOI, by="test")
    html = parse(client.get("/catalogue/"))
    links = [a["href"] for a in html.one("main").all("a")]
    assert links == [f"/catalogue/{public.pk}/"]
    assert f"https://doi.org/{DOI}" in html.one("main").text
    assert str(held.pk) not in html.text
    assert not html.all("meta", name="robots")


def test_an_empty_catalogue_says_so():
    html = render_to_string("analytics/catalogue.html", {"entries": []})
    assert "Nothing has been published for everybody yet." in html


# --- Who reads an entry --------------------------------------------------------------------------


def test_an_entry_is_for_whoever_may_read_the_release(client, public, held, staff, study):
    researcher = Client()
    researcher.force_login(factories.make_staff(study, "researcher"))
    assert status(client, "catalogue_entry", public) == 200
    for reader, expected in ((client, 404), (researcher, 404), (staff, 200)):
        assert status(reader, "catalogue_entry", held) == expected
        for name in (*(form.name for form in FORMATS), LINKSET):
            url = reverse("catalogue_record", args=[held.pk, name])
            assert reader.get(url).status_code == expected


def test_what_may_not_be_read_is_answered_as_what_is_not_there(client, held):
    nothing = "00000000-0000-0000-0000-000000000000"
    one, other = (client.get(f"/catalogue/{which}/") for which in (held.pk, nothing))
    assert (one.status_code, other.status_code) == (404, 404)
    assert parse(one).one("main").text == parse(other).one("main").text
    assert set(one.headers) == set(other.headers)


def test_search_engines_are_let_in_where_anybody_is(staff, client, public, held):
    assert not page(client, "catalogue_entry", public).all("meta", name="robots")
    (robots,) = page(staff, "catalogue_entry", held).all("meta", name="robots")
    assert robots["content"] == "noindex"
    assert page(staff, "catalogue_entry", held).all("script") == []


# --- What it says --------------------------------------------------------------------------------


def test_who_made_it_and_what_may_be_done_with_it(client, public):
    facts = page(client, "catalogue_entry", public).one("dl", **{"class": "particulars stacked"})
    said = {row.one("dt").text: row.one("dd").text for row in facts.all("div")}
    assert said["Creators"] == "王缉思 (Wang Jisi) A. B 0000-0002-1825-0097"
    assert said["Contributors"] == "佐藤花子 (Translator)"
    assert said["Publisher"] == "Forum </script><b> Press"
    assert said["Licence"] == f"{LICENCES['CC-BY-4.0']} (CC-BY-4.0)"
    assert said["Checksum (SHA-256)"] == public.checksum


def test_groups_have_the_sizes_that_the_release_publishes(client, public):
    (table,) = page(client, "catalogue_entry", public).all("table")
    told = dict(rows(table)[1:])
    sizes = {}
    for block in blocks():
        sizes.setdefault(block.group, set()).add(block.n)
    assert sorted(told.values()) == sorted(
        str(min(n)) if len(n) == 1 else f"{min(n)}–{max(n)}" for n in sizes.values()
    )


def test_questions_stand_in_all_languages(client, public):
    html = page(client, "catalogue_entry", public)
    asked = html.one("section", **{"aria-labelledby": "asked"})
    for part in asked.all("li"):
        assert [text["lang"] for text in part.all("p")] == ["en", "zh-Hans", "ja", "ko"]
    assert len(asked.all("li")) > 5


def test_a_question_nobody_answered_is_not_there(client, public):
    asked = page(client, "catalogue_entry", public).one("section", **{"aria-labelledby": "asked"})
    spans = {(block.lens, block.key) for block in blocks()}
    assert len(asked.all("li")) == len(spans)


@pytest.mark.parametrize("language", LANGUAGES)
def test_made_up_answers_are_named_in_every_form(staff, held, language):
    staff.cookies["django_language"] = language
    html = page(staff, "catalogue_entry", held)
    assert len(html.all("p", **{"class": "notice warning"})) == 1
    for form in FORMATS:
        url = reverse("catalogue_record", args=[held.pk, form.name])
        assert "imulated" in staff.get(url).content.decode(), form.name


def test_the_doi_is_in_every_form_once_it_is_recorded(client, staff, public):
    before = client.get(f"/catalogue/{public.pk}/").content.decode()
    assert DOI not in before
    record_doi(release=public, doi=DOI, by="test")
    html = page(client, "catalogue_entry", public)
    assert html.one("blockquote").text == citation(public, DOI)
    assert page(staff, "files", public).one("blockquote").text == citation(public, DOI)
    for form in FORMATS:
        url = reverse("catalogue_record", args=[public.pk, form.name])
        assert DOI in client.get(url).content.decode(), form.name


def test_what_stands_on_the_page_is_what_is_downloaded(client, public):
    html = page(client, "catalogue_entry", public)
    shown = {pre.get("aria-label"): pre for pre in html.all("pre")}
    for form in FORMATS:
        reply = client.get(reverse("catalogue_record", args=[public.pk, form.name]))
        assert reply["Content-Type"].startswith(form.media_type)
        assert reply["Content-Disposition"].endswith(f'-{form.name}"')
        if form in IN_FILES:
            assert " ".join(reply.content.decode().split()) == shown[form.name].text


def test_there_is_no_other_format(client, public):
    assert client.get(f"/catalogue/{public.pk}/citation.txt").status_code == 404


# --- For programs --------------------------------------------------------------------------------


def test_search_engines_read_the_data_in_the_page_and_no_script_runs(client, public):
    reply = client.get(f"/catalogue/{public.pk}/")
    kinds = re.findall(r"<script([^>]*)>", reply.content.decode())
    assert kinds == [' type="application/ld+json"']
    (text,) = re.findall(r"<script[^>]*>(.*?)</script>", reply.content.decode(), re.DOTALL)
    data = json.loads(text)
    assert data["publisher"]["name"] == "Forum </script><b> Press"
    assert data["url"] == address(public)
    own = json.loads(client.get(address(public, "dataset.jsonld")).content)
    assert data == own
    assert "script-src 'self'" in reply["Content-Security-Policy"]


def test_links_of_the_header_lead_to_what_belongs_to_the_release(client, public):
    read = parse_header_links(client.get(f"/catalogue/{public.pk}/")["Link"])
    found = {}
    for link in read:
        found.setdefault(link["rel"], []).append(link["url"])
    assert found["cite-as"] == [address(public)]
    assert found["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert found["describedby"] == [address(public, form.name) for form in FORMATS]
    assert found["author"] == ["https://orcid.org/0000-0002-1825-0097"]
    (item,) = found["item"]
    assert item.endswith(f"/api/v1/releases/{public.pk}/files/forum-round-1.zip")
    assert found["linkset"] == [address(public, LINKSET)]
    reply = client.get(found["linkset"][0])
    assert reply["Content-Type"] == "application/linkset+json"
    (links, *_files) = json.loads(reply.content)["linkset"]
    assert [item["href"].rpartition("/")[2] for item in links["item"]] == [
        "forum-round-1.zip",
        "README.en.md",
        "blocks.csv",
        "empty.csv",
    ]


def test_lines_have_a_place_for_a_token_only_where_one_is_needed(client, staff, public, held):
    lines = [code.text for code in page(client, "catalogue_entry", public).all("code")]
    lines = [line for line in lines if f"/api/v1/releases/{public.pk}/" in line]
    assert len(lines) == 4
    assert not any("cs2_" in line or "Authorization" in line for line in lines)
    for code in page(staff, "catalogue_entry", held).all("code"):
        if "/api/v1/" in code.text:
            assert "cs2_…" in code.text


def test_an_entry_asks_for_no_answer_and_makes_no_job(client, study):
    release = released_once(study, "public")
    assert status(client, "catalogue_entry", release) == 200
    html = page(client, "catalogue_entry", release)
    assert not [a for a in html.all("a") if a["href"].startswith("/api/")]


# --- The DOI -------------------------------------------------------------------------------------


def test_those_who_run_the_study_record_the_doi(staff, public):
    url = reverse("release_doi", args=[public.pk])
    assert page(staff, "release_doi", public).one("input", name="doi").get("value") in (None, "")
    reply = staff.post(url, {"doi": f"https://doi.org/{DOI}"})
    assert reply["Location"] == f"/catalogue/{public.pk}/"
    assert doi_of(public) == DOI
    assert AnswerAudit.objects.get(act="record_doi").actor == "facilitator"
    assert page(staff, "release_doi", public).one("input", name="doi")["value"] == DOI
    assert staff.post(url, {"doi": ""}).status_code == 302
    assert doi_of(public) == ""


def test_what_is_no_doi_is_refused_in_words(staff, public):
    reply = staff.post(reverse("release_doi", args=[public.pk]), {"doi": "zenodo.42"})
    assert reply.status_code == 422
    assert "This is no DOI" in parse(reply).one("div", role="alert").text
    assert doi_of(public) == ""


@pytest.mark.parametrize("role", ["auditor", "researcher"])
def test_nobody_else_records_one(study, public, role):
    client = Client()
    client.force_login(factories.make_staff(study, role))
    url = reverse("release_doi", args=[public.pk])
    assert client.post(url, {"doi": DOI}).status_code == 404
    assert doi_of(public) == ""
