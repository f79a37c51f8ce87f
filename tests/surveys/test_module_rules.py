import pytest

from surveys import facilitating
from surveys.instruments.builder import from_content
from surveys.models.round import Round
from surveys.module_rules import (
    LinkedQuestionsError,
    MissingWordsError,
    ModulesRefusedError,
    NoEarlierRoundError,
    NothingToSayError,
    NothingToShowError,
    OtherWithstandsError,
    UnusedQuestionsError,
    last_closed_round,
    require_modules,
)
from surveys.views.opening import words_for
from tests import factories
from tests.html import parse
from tests.surveys.views.staff_pages import open_by_page


def draft(study, *modules, **fields):
    return factories.make_round(study, state="draft", modules=list(modules), **fields)


def closed(study, **fields):
    round = draft(study, **fields)
    Round.objects.filter(pk=round.pk).update(state="closed", closed_on="2026-11-20")
    return round


@pytest.mark.parametrize(
    ("modules", "refused", "mend"),
    [
        (["about"], UnusedQuestionsError, "leave the module 'about' out"),
        (["trend"], NoEarlierRoundError, "leave the module 'trend' out, or close that round"),
        (["impression", "reflection"], LinkedQuestionsError, "'impression' or the module 'ref"),
        (["own_answers", "predicted"], NothingToSayError, "leave the module 'own_answers' out"),
    ],
)
def test_what_a_first_round_may_not_ask_stops_its_opening(study, modules, refused, mend):
    round = draft(study, *modules)
    with pytest.raises(refused, match=mend):
        facilitating.open_round(round=round, by="test", allow_drafts=True)
    round.refresh_from_db()
    assert (round.state, bytes(round.public_key)) == ("draft", b"")


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"languages": ["en", "fr", "ko"]}, ("fr",)),
        ({"modules": ["avowed", "predicted"], "languages": ["de", "ja"]}, ("avowed", "de")),
    ],
)
def test_a_round_has_no_module_and_no_language_without_words(study, fields, missing):
    lenses = {**factories.short().content["lenses"]}
    del lenses["avowed"]
    document = from_content({**factories.short().content, "lenses": lenses})
    round = factories.make_round(study, state="draft", document=document)
    Round.objects.filter(pk=round.pk).update(**fields)
    with pytest.raises(MissingWordsError, match="Leave these modules and languages out") as refused:
        facilitating.open_round(round=round, by="test", allow_drafts=True)
    assert refused.value.missing == missing


def test_the_tags_of_languages_are_written_in_any_case(study):
    round = draft(study)
    round.languages = ["zh-hans", "EN"]
    require_modules(round)


@pytest.mark.parametrize("earlier", [False, True])
def test_a_round_that_shows_what_was_not_published_to_participants_is_not_opened(study, earlier):
    if earlier:
        closed(study)
    round = draft(study, shows_last_round="own")
    with pytest.raises(NothingToShowError, match="widen its audience to the sides"):
        facilitating.open_round(round=round, by="test", allow_drafts=True)
    round.refresh_from_db()
    assert (round.state, bytes(round.public_key), round.last_results) == ("draft", b"", {})


@pytest.mark.parametrize("modules", [[], ["impression"], ["reflection", "predicted"]])
def test_the_others_go_together(study, modules):
    require_modules(draft(study, *modules))


@pytest.mark.parametrize("modules", [["trend", "impression"], ["trend", "reflection"]])
def test_a_round_after_a_closed_one_may_ask_what_has_changed_since(study, modules):
    closed(study)
    require_modules(draft(study, *modules))


def test_the_last_round_is_the_latest_that_has_closed_of_the_same_study_and_kind(study):
    first, second = closed(study), closed(study)
    factories.make_round(study)
    round = draft(study, "trend")
    closed(study)
    closed(factories.make_study())
    assert last_closed_round(round) == second
    assert last_closed_round(second) == first
    assert last_closed_round(first) is None


def test_a_simulated_round_is_no_round_before_a_real_one(study):
    closed(study, simulated=True)
    with pytest.raises(NoEarlierRoundError):
        require_modules(draft(study, "trend"))
    require_modules(draft(study, "trend", simulated=True))


@pytest.mark.parametrize(
    ("modules", "words"),
    [
        (["about"], "ask people about themselves, but publishes no records"),
        (["trend"], "no earlier round of the study has closed"),
        (["impression", "reflection"], "could give somebody away"),
        (["own_answers"], "asks no question that has one"),
    ],
)
def test_the_facilitator_reads_why_and_how_to_mend_it(client, study, facilitator, modules, words):
    round = draft(study, *modules)
    client.force_login(facilitator)
    reply = open_by_page(client, round)
    assert words in parse(reply).text


def test_every_refusal_has_words_for_the_facilitator():
    refusals = {MissingWordsError("x"), UnusedQuestionsError(), NoEarlierRoundError()}
    refusals |= {LinkedQuestionsError(), NothingToShowError(), NothingToSayError()}
    refusals |= {OtherWithstandsError()}
    assert set(map(type, refusals)) == set(ModulesRefusedError.__subclasses__())
    assert all(words_for(refusal) for refusal in refusals)


# --- Rounds of one study -------------------------------------------------------------------------


@pytest.mark.parametrize(("earlier", "later"), [(1, 2), (2, 1)])
def test_all_rounds_of_a_study_withstand_as_many_colleagues(study, earlier, later):
    """Rounded in two ways the answers of the same people lie in intervals of one or two."""
    closed(study, withstands=earlier)
    round = draft(study, withstands=later)
    with pytest.raises(OtherWithstandsError, match="let this round withstand as many"):
        facilitating.open_round(round=round, by="test", allow_drafts=True)
    require_modules(draft(study, withstands=earlier))


def test_drafts_and_made_up_rounds_are_no_earlier_ones(study):
    draft(study)
    closed(study, simulated=True)
    require_modules(draft(study, withstands=2))
    require_modules(draft(factories.make_study(), withstands=2))
