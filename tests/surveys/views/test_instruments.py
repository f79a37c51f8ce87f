import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.instruments.parser import parse
from surveys.questionnaire import pages
from tests import factories
from tests.factories import welch
from tests.html import parse as page_of
from tests.surveys.instruments.small import SMALL
from tests.surveys.views import questionnaires
from tests.surveys.views.questionnaires import LIST, NEW, load, of
from tests.surveys.views.walking import speak

FOLLOWING = """\
about:
  title: {en: {source: "About you"}, ko: {draft: "귀하"}}
  questions:
    - key: served
      question: {en: {source: "Have you served?"}, ko: {draft: "복무?"}}
      options:
        - {key: yes, text: {en: {source: "Yes"}, ko: {draft: "예"}}}
        - {key: no, text: {en: {source: "No"}, ko: {draft: "아니요"}}}
    - key: rank
      question: {en: {source: "In which rank?"}, ko: {draft: "계급?"}}
      show_if: {answer: {question: served, options: [yes]}}
      options:
        - {key: officer, text: {en: {source: "Officer"}, ko: {draft: "장교"}}}
        - {key: other, text: {en: {source: "Other"}, ko: {draft: "기타"}}}
"""


@pytest.fixture
def reader(client, db):
    return questionnaires.setter_up(client)


@pytest.fixture
def loaded(db):
    return load(questionnaires.welch_text())


def read(client, instrument, query=""):
    reply = client.get(of(instrument) + query)
    assert reply.status_code == 200
    return page_of(reply)


# --- Who reads them ------------------------------------------------------------------------------


def test_a_facilitator_reads_and_does_not_change_them(client, study, loaded):
    client.force_login(factories.make_staff(study, "facilitator"))
    assert LIST in {a.get("href") for a in page_of(client.get("/staff/")).all("a")}
    found = set()
    for address in (LIST, of(loaded), of(loaded, "texts/")):
        found |= {link["href"] for link in page_of(client.get(address)).all("a")}
    for href in (of(loaded, page) for page in ("texts/", "file.yaml", "test/", "paper/")):
        assert href in found
        assert client.get(href).status_code == 200
    for href in (NEW, *(of(loaded, page) for page in ("edit/", "translations/"))):
        assert href not in found
        assert client.get(href).status_code == client.post(href).status_code == 404


# --- The list ------------------------------------------------------------------------------------


def test_the_list_says_what_is_loaded_and_who_uses_it(reader, loaded):
    own = factories.make_study("own")
    round = factories.make_round(own, state="draft")
    questionnaires.setter_up(reader, own)
    other = factories.make_round(factories.make_study("secret-talks"), state="draft")
    page = page_of(reader.get(LIST)).one("main")
    assert "welch2013 4 · 6 common concerns, 19 articulated threats" in page.text
    assert "Not yet reviewed by a native reader in all texts: 简体中文, 日本語, 한국어" in page.text
    assert f"/staff/rounds/{round.pk}/" in {link.get("href") for link in page.all("a")}
    assert "Used by a study of others." in page.text
    assert str(other.pk) not in {link.get("href") for link in page.all("a")}
    assert "Secret-Talks" not in page.text
    assert "No round uses it" not in page.text


def test_the_list_offers_the_last_two_versions_for_comparison(reader, loaded):
    assert page_of(reader.get(LIST)).all("select") == []
    load(questionnaires.welch_text().replace("version: 4", "version: 5"))
    load(questionnaires.welch_text().replace("slug: welch2013", "slug: aaa"))
    form = reader.get(LIST).context["form"]
    assert (form["before"].value(), form["after"].value()) == ("welch2013:4", "welch2013:5")


def test_an_empty_list_says_so(reader):
    assert "No questionnaire is loaded yet" in page_of(reader.get(LIST)).one("main").text


def test_the_list_asks_the_database_no_more_for_more_rounds(reader, loaded):
    factories.make_round(state="draft")
    reader.get(LIST)
    with CaptureQueriesContext(connection) as one:
        reader.get(LIST)
    for _more in range(3):
        factories.make_round(state="draft")
    with CaptureQueriesContext(connection) as several:
        reader.get(LIST)
    assert len(one) == len(several)


@pytest.mark.parametrize("page", ["", "texts/", "file.yaml", "edit/", "translations/", "sheet/"])
def test_there_is_no_page_of_a_version_that_is_not_loaded(reader, loaded, page):
    assert reader.get(f"/staff/instruments/welch2013/5/{page}").status_code == 404
    assert reader.get(f"/staff/instruments/welch2013/99999999999/{page}").status_code == 404


def test_whoever_may_set_up_studies_finds_the_list(reader, loaded):
    links = {link.get("href") for link in page_of(reader.get("/staff/")).all("a")}
    assert LIST in links


# --- Reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seat", ["participant", "assessor"])
@pytest.mark.parametrize("language", ["en", "zh-Hans", "ja", "ko"])
def test_each_seat_reads_the_words_of_its_own_pages_in_order(reader, loaded, seat, language):
    modules = ("impression", "predicted", "vignettes")
    query = f"?seat={seat}&side=ROK&language={language}&threats=on"
    page = read(reader, loaded, query + "".join(f"&modules={m}" for m in modules)).one("main")
    asked = pages(welch(), seat, "ROK", language, modules=modules)
    items = [e.text for e in page.all("span") if e.get("class") == "item"]
    assert items == [" ".join(q.item.split()) for p in asked for q in p.questions]
    assert {article["lang"] for article in page.all("article")} == {language}
    assert len(page.all("article")) == len(asked)
    for shown, expected in zip(page.all("article"), asked, strict=True):
        assert expected.preface in shown.text
        labels = {span.text for span in shown.all("span")}
        choices = {c.label for q in expected.questions for c in expected.choices(q)}
        assert choices <= labels


def test_nothing_can_be_filled_in(reader, loaded):
    page = read(reader, loaded).one("main")
    for article in page.all("article"):
        inputs = article.all("input") + article.all("select")
        inside = [e for f in article.all("fieldset", disabled="") for e in f.below()]
        assert inputs
        assert all(field in inside for field in inputs)
    ids = [element.get("id") for element in page.below() if element.get("id")]
    assert len(ids) == len({*ids})


def test_what_names_a_field_is_on_the_page(reader, loaded):
    page = read(reader, loaded, "?seat=assessor&side=PRC&language=ja&threats=on").one("main")
    ids = {element.get("id") for element in page.below()}
    named = [e for e in page.below() if e.get("aria-labelledby")]
    assert len(named) > 100
    assert {name for e in named for name in e["aria-labelledby"].split()} <= ids


def test_parts_and_threats_are_left_out_as_chosen(reader, loaded):
    page = read(reader, loaded, "?seat=participant&side=PRC&language=en").one("main")
    (article,) = page.all("article")
    assert len([e for e in article.all("span") if e.get("class") == "item"]) == 3 * 6
    assert "readier to use force" not in article.text
    whole = read(reader, loaded, "?seat=participant&side=PRC&language=en&threats=on")
    assert "readier to use force" in whole.one("main").text


def test_ones_own_words_stand_before_the_concerns(reader, loaded):
    query = "?seat=participant&side=JPN&language=en&modules=impression&modules=own_concerns"
    articles = read(reader, loaded, query).one("main").all("article")
    assert len(articles) == 4
    assert "Room for 3 texts of at most 300 characters each" in articles[1].text
    assert articles[2].one("h2").text.startswith("How you see it")


def test_a_page_can_be_read_by_itself_with_a_way_to_the_others(reader, loaded):
    query = "?seat=assessor&side=PRC&language=en&threats=on"
    page = read(reader, loaded, f"{query}&page=2").one("main")
    assert len(page.all("article")) == 1
    links = [link["href"] for link in page.all("a") if "page=" in (link.get("href") or "")]
    assert f"{query}&page=1" in links
    assert f"{query}&page=3" in links
    contents = page.one("nav").one("ol").all("a")
    assert [link.text.split(" · ")[1] for link in contents] == ["PRC", "Japan", "ROK", "USA"]


@pytest.mark.parametrize("number", ["0", "99", "x", "", "-1", "1111111111111", "²"])
def test_another_page_number_shows_all_pages(reader, loaded, number):
    page = read(reader, loaded, f"?seat=assessor&side=PRC&language=en&page={number}").one("main")
    assert len(page.all("article")) == 4


@pytest.mark.parametrize(
    "query", ["?seat=x", "?seat=participant&side=PRK&language=en", "?modules=none&seat=assessor"]
)
def test_a_choice_that_does_not_fit_is_named_and_another_shown(reader, loaded, query):
    page = read(reader, loaded, query).one("main")
    assert page.all("div", role="alert")
    assert page.all("article")


def test_the_words_around_the_questions_are_in_the_language_of_the_questions(reader, loaded):
    speak(reader, "ja")
    page = read(reader, loaded, "?seat=participant&side=JPN&language=ko&threats=on").one("main")
    assert page.one("nav").one("h2").text == "目次"
    assert page.one("article").one("h2").text.startswith("귀하의 견해")


def test_a_question_that_follows_from_another_is_shown_with_what_it_follows(reader):
    instrument = load(SMALL + FOLLOWING)
    query = "?seat=participant&side=JPN&language=en&modules=about"
    text = read(reader, instrument, query).one("main").text
    assert "In which rank?" in text
    assert "Shown only after “Have you served?” is answered: Yes" in text
    assert parse(SMALL + FOLLOWING, "x").about_questions[1].show_if is not None
