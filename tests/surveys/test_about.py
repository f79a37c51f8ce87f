"""Questions about oneself: asked last, where records are published, and never counted."""

import pytest

from analytics.computing import tally
from analytics.models import Block
from surveys import facilitating, responding
from surveys.envelope_contents import Answer
from surveys.instruments.document import ABOUT, MOST_ANSWERS, all_questions, answers_of
from surveys.instruments.errors import InstrumentError
from surveys.instruments.labels import labels
from surveys.instruments.parser import HERE, parse
from surveys.instruments.sequence import DEFAULT_MODULES, MODULES, answer_names
from surveys.models.response import Rating
from surveys.models.round import Round
from surveys.module_rules import UnusedQuestionsError
from surveys.questionnaire import pages
from surveys.unsealing import EnvelopeOpener
from tests import factories
from tests.factories import welch
from tests.html import parse as parse_page
from tests.surveys.views import walking
from tests.surveys.views.staff_pages import open_by_page

TEXT = (HERE / "welch2013.yaml").read_text("utf-8")
NAMES = ("about/age", "about/gender", "about/education")
WORDS = '{en: {source: "x"}, zh-Hans: {draft: "x"}, ja: {draft: "x"}, ko: {draft: "x"}}'


def problems(old, new):
    """What is said of the file with something replaced, once, and in which line that stands."""
    assert TEXT.count(old) == 1, old
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    with pytest.raises(InstrumentError) as refused:
        parse(TEXT.replace(old, new), "welch.yaml")
    return refused.value.problems, line


# --- The file ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "field", "text"),
    [
        ("    - key: gender", "    - key: age", "questions[age].key", "'age' is used before"),
        ("    - key: gender", "    - key: low", "questions[low].key", "is the key of a situation"),
        (
            "        - key: man\n",
            "        - key: woman\n",
            "options[woman].key",
            "used before or by",
        ),
        (
            "        - key: man\n",
            "        - key: skipped\n",
            "options[skipped].key",
            "by the program",
        ),
        (
            "          - key: degree\n",
            "          - key: further-degree\n",
            ".key",
            "used before or",
        ),
        ("        - key: man\n", "        - key: Man\n", "options[Man].key", "lower-case letters"),
    ],
)
def test_a_key_means_one_thing(old, new, field, text):
    (problem,), line = problems(old, new)
    assert problem.startswith(f"welch.yaml:{line}: about.questions[")
    assert field in problem
    assert text in problem


@pytest.mark.parametrize(
    ("new", "text"),
    [
        ("[age-18-29]", "has no group for 'age-30-44'; put every option in one"),
        ("[age-18-29, age-30-44, woman]", "holds 'woman', which is none of the options"),
        ("[age-18-29, age-30-44, age-75-up]", "holds 'age-75-up' twice"),
    ],
)
def test_a_level_groups_every_answer_once(new, text):
    (problem,), line = problems("[age-18-29, age-30-44]", new)
    assert "about.questions[age].levels[1]: " in problem
    assert text in problem
    # The level begins with the group's key, and this is its last line.
    assert problem.startswith(f"welch.yaml:{line - 6}: ")


@pytest.mark.parametrize(
    "more",
    [
        [("a", "age-18-29, age-45-59"), ("b", "age-30-44, age-60-74, age-75-up")],
        [("a", "age-18-29, age-30-44"), ("b", "age-45-59, age-60-74, age-75-up")],
    ],
)
def test_a_level_is_coarser_than_the_one_before(more):
    old = "            holds: [age-45-59, age-60-74, age-75-up]\n"
    groups = [f"{{key: {key}, text: {WORDS}, holds: [{holds}]}}" for key, holds in more]
    (problem,), line = problems(old, f"{old}        - [{', '.join(groups)}]\n")
    assert problem.startswith(
        f"welch.yaml:{line + 1}: about.questions[age].levels[2]: is not coarser"
    )


def test_a_text_is_there_in_every_language():
    (problem,), _ = problems('            zh-Hans: {draft: "18至29岁"}\n', "")
    assert "about.questions[age].options[age-18-29].text: has no text in zh-Hans" in problem


def test_no_more_than_twelve_answers():
    old = '            ko: {draft: "남성"}\n'
    more = "".join(f"        - {{key: k{number}, text: {WORDS}}}\n" for number in range(10))
    (problem,), _ = problems(old, old + more)
    assert (
        "about.questions[gender].options: is a list that does not fit; expected a list of two "
        in problem
    )


def test_a_file_without_them_asks_none():
    before, after = TEXT.split("\n# Asked last, of participants only", 1)
    rest = after[after.index("\n# Further batteries") :]
    without = parse(before + "\n" + rest, "welch.yaml")
    assert without.about is None
    others = [question for question in all_questions(welch()) if question.kind != ABOUT]
    assert [q.key for q in all_questions(without)] == [q.key for q in others]
    with pytest.raises(ValueError, match="no words in this instrument for the module 'about'"):
        answer_names(without, "participant", "JPN", [ABOUT])


@pytest.mark.parametrize(("more", "refused"), [(4, False), (5, True)])
def test_an_impression_has_no_more_answers_than_were_proved(more, refused):
    """Four parties, the DPRK and their like: nine make twelve answers, ten would be too many."""
    forms = "name: {w}, side: {w}, possessive: {w}, participants: {w}"
    party = f"  - {{{{code: AA{{}}, target_only: true, {forms}}}}}\n"
    parties = "".join(
        party.format("UVWXYZ"[place], w=WORDS.replace("x", f"q{place}")) for place in range(more)
    )
    text = TEXT.replace("concerns:\n", f"{parties}concerns:\n", 1)
    assert MOST_ANSWERS == 12
    if not refused:
        assert len(answers_of(parse(text, "welch.yaml"), "impression", "PRC")) == MOST_ANSWERS
        return
    with pytest.raises(InstrumentError) as refusal:
        parse(text, "welch.yaml")
    (problem,) = refusal.value.problems
    line = text[: text.index("\nimpression:")].count("\n") + 2
    assert problem == (
        f"welch.yaml:{line}: impression: has 13 answers with 10 parties; that nobody is given "
        "away was proved for 12 at most: name 9 parties, or leave it out"
    )


# --- The way -------------------------------------------------------------------------------------


def test_they_come_last_on_one_page_and_of_participants_only():
    *_, last = pages(welch(), "participant", "ROK", "en", modules=(*MODULES, ABOUT))
    (section,) = last.sections
    assert (last.lens, last.kind, last.stem) == (ABOUT, ABOUT, "")
    assert (section.perceiver, section.target) == ("", "")
    assert last.plain
    assert [question.name for question in last.questions] == list(NAMES)
    assert answer_names(welch(), "participant", "ROK", [ABOUT])[-3:] == NAMES
    assert answer_names(welch(), "assessor", "ROK", [ABOUT]) == answer_names(
        welch(), "assessor", "ROK"
    )
    assert not set(NAMES) & set(answer_names(welch(), "participant", "ROK", DEFAULT_MODULES))


def test_every_question_has_its_own_answers_and_the_same_last_one():
    *_, page = pages(welch(), "participant", "PRC", "ja", modules=[ABOUT])
    choices = [[(c.value, c.label, c.bar_steps) for c in page.choices(q)] for q in page.questions]
    assert [len(offered) for offered in choices] == [6, 4, 5]
    assert choices[1][:2] == [(0, "女性", None), (1, "男性", None)]
    prefer_not_to_say = (-2, welch().marks["prefer_not_to_say"].read("ja"), None)
    assert {offered[-1] for offered in choices} == {prefer_not_to_say}


def test_results_can_name_every_answer_and_group():
    options = labels(welch(), "ko").options_about
    assert (options["age"]["age-under-45"], options["education"]["degree"]) == (
        "45세 미만",
        "대학 학위 있음",
    )
    assert len(options["age"]) == 5 + 2


@pytest.fixture
def round(study):
    return factories.make_round(study, modules=[ABOUT], publishes_records=True)


def test_from_the_page_to_the_rating(client, round):
    code = walking.begin(client, round)
    number = len(pages(welch(), "participant", "PRC", "en", modules=[ABOUT]))
    page = parse_page(client.get(f"/answer/{number}/"))
    age, gender, education = (walking.field(key) for key in ("age", "gender", "education"))
    assert len(page.all("input", type="radio", name=age)) == 6 + 1
    assert not page.all("p", **{"class": "lead"})
    listed = page.one("div", **{"class": "questions listed"})
    assert len(listed.all("div", **{"class": "marks"})) == 3
    reply = client.post(f"/answer/{number}/", {age: "4", gender: "-2"})
    assert reply["Location"] == "/answer/review/"
    text = parse_page(client.get("/answer/review/")).text
    assert "75 or over" in text
    assert client.post(f"/answer/{number}/", {age: "5"}).status_code == 422
    assert client.post(f"/answer/{number}/", {education: "-1"}).status_code == 422
    responding.submit(holder=walking.holder(code))
    factories.close(round)
    rows = Rating.objects.filter(lens=ABOUT).values_list("question__key", "mark", "group")
    assert set(rows) == {("age", 4, "PRC"), ("gender", -2, "PRC"), ("education", -3, "PRC")}


@pytest.mark.parametrize(
    ("name", "mark", "good"),
    [
        ("about/age", 4, True),
        ("about/age", 5, False),
        ("about/gender", 3, False),
        ("about/education", 3, True),
        ("about/age", -2, True),
        ("about/age", -1, False),
    ],
)
def test_a_sealed_answer_must_be_one_of_them(round, name, mark, good):
    holder = factories.begin(round)
    responding.save_answers(holder=holder, answers={name: Answer(mark)})
    responding.submit(holder=holder)
    holder.envelope.refresh_from_db()
    assert (EnvelopeOpener(round).read(holder.envelope) is not None) == good


# --- Never counted -------------------------------------------------------------------------------


def test_what_people_say_about_themselves_is_never_counted(round):
    for _ in range(6):
        factories.respond(round, marks={"PRC>JPN:military": 3, "about/age": 1})
    factories.close(round)
    assert Rating.objects.filter(lens=ABOUT).count() == 18
    assert ABOUT not in {lens for lens, _, _ in tally.counted(round)}
    items = {counted.question.item for counted in tally.tallies(round)}
    assert not {"age", "gender", "education"} & items
    blocks = Block.objects.filter(release__round=round)
    assert blocks.filter(item="military", perceiver="PRC", target="JPN", lens="perceived").exists()
    assert not blocks.filter(item_kind=ABOUT).exists()
    assert not blocks.filter(lens=ABOUT).exists()
    with pytest.raises(ValueError, match="no such kind"):
        answers_of(welch(), ABOUT)


# --- Not asked for nothing -----------------------------------------------------------------------


def test_a_round_that_publishes_no_records_may_not_ask(study):
    round = factories.make_round(study, state="draft", modules=[*DEFAULT_MODULES, ABOUT])
    with pytest.raises(UnusedQuestionsError, match="leave the module 'about' out"):
        facilitating.open_round(round=round, by="test", allow_drafts=True)
    round.refresh_from_db()
    assert (round.state, bytes(round.public_key)) == ("draft", b"")
    Round.objects.filter(pk=round.pk).update(publishes_records=True)
    facilitating.open_round(round=round, by="test", allow_drafts=True)


def test_the_facilitator_is_reported_why(client, study, facilitator):
    round = factories.make_round(study, state="draft", modules=[ABOUT])
    client.force_login(facilitator)
    reply = open_by_page(client, round)
    assert "ask people about themselves, but publishes no records" in parse_page(reply).text
