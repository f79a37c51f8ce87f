"""Those who run a study load figures on a page, after every line was checked, and remove them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from analytics.reference.columns import COLUMNS
from analytics.reference.queries import as_csv, figures_of
from tests import factories
from tests.analytics.reference.files import POLL, file_of, rows
from tests.html import parse
from tests.surveys.uploads.books import book_of, saved

PAGE = "/staff/studies/forum/references/"


@pytest.fixture
def asked(study):
    factories.make_round(study, state="draft")
    return study


@pytest.fixture
def staff(client, facilitator):
    client.force_login(facilitator)
    return client


def send(staff, content, **fields):
    return staff.post(PAGE, {"pasted": content.decode(), "encoding": "utf-8", **fields})


def values_in(reply):
    """What a browser would send with the form that is shown."""
    return {field.html_name: field.value() or "" for field in reply.context["form"]}


def test_lines_are_shown_before_they_are_loaded(staff, asked):
    checked = send(staff, file_of({}, {"item": "military"}))
    assert checked.status_code == 200
    lines = parse(checked).one("table").one("tbody").all("tr")
    assert [row.text for row in lines] == [
        f"2 JPN PRC percentage 54.30 {POLL['source']} 2024-03",
        f"3 JPN PRC military percentage 54.30 {POLL['source']} 2024-03",
    ]
    assert figures_of(asked) == []
    loaded = staff.post(PAGE, values_in(checked) | {"load": ""}, follow=True)
    assert "2 figures are loaded." in parse(loaded).text
    assert [figure.item for figure in figures_of(asked)] == ["", "military"]


def test_a_workbook_is_sent_once_and_loaded_as_it_was_shown(staff, asked):
    file = SimpleUploadedFile("poll.xlsx", saved(book_of(rows({}, {"item": "military"}))))
    checked = staff.post(PAGE, {"file": file, "encoding": ""})
    staff.post(PAGE, values_in(checked) | {"load": ""})
    assert len(figures_of(asked)) == 2


def test_one_fault_keeps_all_out_and_the_text_is_there_again(staff, asked):
    content = file_of({}, {"value": "104", "date": ""})
    reply = send(staff, content, load="")
    assert reply.status_code == 422
    assert [p.text for p in parse(reply).all("p") if p.get("class") == "remark"] == [
        "date: is missing",
        "value: is 104, and must be from 0 to 100",
    ]
    assert values_in(reply)["pasted"] == content.decode()
    assert figures_of(asked) == []


def test_a_file_that_cannot_be_read_is_refused_in_words(staff, asked):
    reply = send(staff, b"name,side\nLi,PRC\n", load="")
    assert reply.status_code == 422
    assert "line 1 names columns that are not known: name, side" in parse(reply).text


def test_every_column_is_described(staff, asked):
    described = parse(staff.get(PAGE)).one("dl")
    assert [term.one("code").text for term in described.all("dt")] == [c.name for c in COLUMNS]


def test_the_shipped_file_can_be_begun_with(staff, asked):
    (link,) = [a for a in parse(staff.get(PAGE)).all("a") if "welch2013.csv" in a.text]
    shown = staff.get(PAGE + link["href"].partition("/references/")[2].partition("#")[0])
    checked = staff.post(PAGE, values_in(shown))
    staff.post(PAGE, values_in(checked) | {"load": ""})
    assert len(figures_of(asked)) == 19
    assert values_in(staff.get(f"{PAGE}?shipped=none"))["pasted"] == ""


def test_a_source_is_removed_by_its_button(staff, asked):
    send(staff, file_of({}, {"item": "military"}, {"source": "Other"}), load="")
    page = parse(staff.get(PAGE))
    (form,) = [f for f in page.all("form") if POLL["source"] in str(f.all("input")[-1].attributes)]
    sent = {"source": form.one("input", name="source")["value"]}
    assert "2 figures are removed." in parse(staff.post(form["action"], sent, follow=True)).text
    assert [figure.source for figure in figures_of(asked)] == ["Other"]
    again = parse(staff.post(form["action"], sent, follow=True))
    assert "There is no figure of that source any more." in again.text


def test_all_of_it_is_given_as_a_file(staff, asked):
    send(staff, file_of({}, {"item": "military"}), load="")
    reply = staff.get("/staff/studies/forum/references.csv")
    assert reply["Content-Disposition"] == 'attachment; filename="forum-references.csv"'
    assert reply.content.decode() == as_csv(figures_of(asked))


def test_the_study_leads_there(staff, asked):
    links = [a["href"] for a in parse(staff.get("/staff/studies/forum/")).all("a")]
    assert PAGE in links
