import pytest

from analytics.matrix import gap_cells
from analytics.ranking import c_gaps, with_ranks
from surveys.models.instrument import Question
from surveys.models.response import Rating, Response
from surveys.models.round import Round
from tests import factories
from tests.analytics.made import LOW, SERIOUS, block_row

OWN = "PRC>JPN:military"
# Both groups say "moderate", but to the panel the word is stronger: every vignette is milder.
GENEROUS, STRICT = (2, (0, 1, 2)), (2, (1, 2, 3))


def answer_all(round, seat, side, people, own, vignettes):
    """So many opened responses that are all alike."""
    questions = {q.key: q for q in Question.objects.filter(instrument=round.instrument)}
    situations = sorted(
        (q for q in questions.values() if q.kind == "vignette"), key=lambda q: q.position
    )
    lens, group = ("perceived", side) if seat == "participant" else ("assessed", f"panel/{side}")
    marks = [(questions[OWN], lens, own)]
    marks += [(q, "anchored", mark) for q, mark in zip(situations, vignettes, strict=True)]
    number = Response.objects.count()
    responses = Response.objects.bulk_create(
        Response(round=round, seat=seat, side=side, withdrawal_tag=str(number + place))
        for place in range(people)
    )
    Rating.objects.bulk_create(
        Rating(response=r, round=round, question=q, lens=lens, group=group, mark=mark)
        for r in responses
        for q, lens, mark in marks
    )


@pytest.fixture
def make(study):
    def made(participants, assessors, left=GENEROUS, right=STRICT, modules=("vignettes",)):
        round = factories.make_round(study, state="draft", modules=list(modules))
        answer_all(round, "participant", "PRC", participants, *left)
        for side in ("JPN", "USA"):
            answer_all(round, "assessor", side, assessors // 2, *right)
        Round.objects.filter(pk=round.pk).update(
            turnout=[["participant", "PRC", participants]]
            + [["assessor", side, assessors // 2] for side in ("JPN", "USA")]
        )
        round.refresh_from_db()
        return round

    return made


def test_ranks_tell_what_the_words_hide(make):
    """Alike in marks; the participants' is level with the top vignette, the panel's the middle."""
    found = c_gaps(make(100, 100))
    assert found[OWN] == {"c_delta_uniform": 1.0, "c_delta_minimum_entropy": 1.0}


def test_people_alike_have_no_gap(make):
    assert c_gaps(make(100, 100, GENEROUS, GENEROUS))[OWN]["c_delta_uniform"] == 0.0


@pytest.mark.parametrize(("participants", "assessors"), [(99, 100), (100, 98)])
def test_no_ranks_below_a_hundred(make, participants, assessors):
    assert c_gaps(make(participants, assessors)) == {}


def test_no_ranks_without_vignettes(make):
    assert c_gaps(make(100, 100, modules=())) == {}


def test_only_the_domain_of_the_vignettes_is_ranked(make):
    round = make(100, 100)
    keys = set(c_gaps(round))
    domains = Question.objects.filter(instrument=round.instrument, perceiver="PRC")
    assert keys == {q.key for q in domains if q.domain == "military" and q.kind != "vignette"}
    unanswered = keys - {OWN}
    assert {c_gaps(round)[key]["c_delta_uniform"] for key in unanswered} == {None}


def test_somebody_without_a_level_is_left_out(make):
    round = make(100, 100)
    answer_all(round, "participant", "PRC", 20, -1, (0, 1, 2))
    assert c_gaps(round)[OWN]["c_delta_uniform"] == 1.0


@pytest.mark.parametrize(("own", "vignettes"), [(-1, (0, 1, 2)), (2, (0, 1, -2))])
def test_no_figure_unless_a_hundred_have_a_rank(make, own, vignettes):
    """A hundred and one submitted, but two of them rated only a part."""
    round = make(99, 100)
    answer_all(round, "participant", "PRC", 2, own, vignettes)
    Round.objects.filter(pk=round.pk).update(
        turnout=[["participant", "PRC", 101], ["assessor", "JPN", 50], ["assessor", "USA", 50]]
    )
    round.refresh_from_db()
    assert c_gaps(round)[OWN] == {"c_delta_uniform": None, "c_delta_minimum_entropy": None}


def test_figures_go_to_the_threat_gap_of_the_whole_panel(make):
    blocks = [
        block_row(SERIOUS),
        block_row(LOW, lens="predicted", group="JPN"),
        block_row(LOW, lens="assessed", group="panel/JPN"),
        block_row(LOW, lens="assessed", group="panel/USA"),
    ]
    cells = with_ranks(gap_cells(blocks), make(100, 100))
    ranked = [(c.gap, c.without) for c in cells if "c_delta_uniform" in c.figures]
    assert ranked == [("threat", "")]
    assert cells[0].delta > 0
