import copy

import pytest

from surveys.instruments.builder import from_content
from surveys.instruments.document import all_questions, checksum, questions
from surveys.instruments.loader import (
    FrozenInstrumentError,
    VersionTakenError,
    document_asked,
    document_of,
    load_instrument,
    next_version,
)
from surveys.models.audit import AnswerAudit
from surveys.models.instrument import Instrument, Question
from tests import factories
from tests.factories import welch


def changed(**changes):
    """Welch's questionnaire with another title, or as another version."""
    content = copy.deepcopy(dict(welch().content))
    content["title"]["en"] = dict.fromkeys(content["title"]["en"], "Other")
    return from_content(content | changes)


def test_a_questionnaire_is_stored_with_its_questions(db):
    instrument = load_instrument(welch(), by="ada")
    assert (instrument.slug, instrument.version) == ("welch2013", 4)
    assert instrument.checksum == checksum(welch())
    assert set(instrument.title) == {"en", "zh-Hans", "ja", "ko"}
    assert not instrument.frozen
    stored = Question.objects.filter(instrument=instrument)
    assert stored.count() == len(all_questions(welch()))
    assert stored.filter(kind__in=["concern", "threat"]).count() == 12 * 6 + 19 + 4 * 6
    for spec in all_questions(welch()):
        row = stored.get(key=spec.key)
        assert (row.kind, row.perceiver, row.target) == (spec.kind, spec.perceiver, spec.target)
        assert (row.item, row.domain, row.position) == (spec.item, spec.domain or "", spec.position)
    entry = AnswerAudit.objects.get()
    assert (entry.actor, entry.act, entry.subject) == (
        "ada",
        "load_instrument",
        str(instrument.pk),
    )
    assert entry.detail == {"checksum": instrument.checksum}


def test_loading_again_changes_nothing(db):
    first = load_instrument(welch(), by="ada")
    ids = set(Question.objects.values_list("pk", flat=True))
    assert load_instrument(welch(), by="bea") == first
    assert set(Question.objects.values_list("pk", flat=True)) == ids
    assert AnswerAudit.objects.count() == 1


def test_a_version_no_round_uses_is_replaced(db):
    first = load_instrument(welch(), by="ada")
    second = load_instrument(changed(), by="ada")
    assert second.pk == first.pk
    assert Instrument.objects.get().title["en"] == "Other"
    assert Question.objects.count() == len(all_questions(welch()))
    assert document_of(second).title.read("en") == "Other"


@pytest.mark.parametrize("state", ["draft", "open"])
def test_a_version_in_use_is_refused_with_the_mend(db, state):
    instrument = factories.make_round(state=state).instrument
    with pytest.raises(FrozenInstrumentError, match=r"welch2013 version 4 .* new version: 5\."):
        load_instrument(changed(), by="ada")
    assert Instrument.objects.get().checksum == checksum(welch())
    assert load_instrument(welch(), by="ada") == instrument


def test_a_frozen_version_is_refused_even_when_its_rounds_are_gone(db):
    load_instrument(welch(), by="ada")
    Instrument.objects.update(frozen=True)
    with pytest.raises(FrozenInstrumentError):
        load_instrument(changed(), by="ada")


def test_a_new_version_stands_beside_the_frozen_one(open_round):
    new = load_instrument(changed(version=5), by="ada")
    assert Instrument.objects.count() == 2
    assert document_of(new).version == 5
    assert document_of(open_round.instrument).version == 4


def test_the_stored_document_is_the_one_that_was_loaded(instrument, django_assert_num_queries):
    assert document_of(Instrument.objects.get()) == welch()
    with django_assert_num_queries(0):
        assert document_of(instrument) == welch()


def test_a_round_may_leave_out_the_threats(open_round):
    assert document_asked(open_round) == document_of(open_round.instrument)
    open_round.asks_threats = False
    asked = document_asked(open_round)
    assert {spec.kind for spec in questions(asked)} == {"concern"}
    assert (len(questions(asked)), asked.vignettes) == (96, welch().vignettes)


# --- The text of the file ------------------------------------------------------------------------


def test_the_file_that_came_first_is_kept_until_the_version_is_replaced(db):
    assert load_instrument(welch(), by="ada").file_text == ""
    assert load_instrument(welch(), by="ada", file_text="first").file_text == "first"
    assert load_instrument(welch(), by="ada", file_text="second").file_text == "first"
    load_instrument(changed(), by="ada", file_text="third")
    assert Instrument.objects.get().file_text == "third"
    load_instrument(welch(), by="ada")
    assert Instrument.objects.get().file_text == ""


def test_a_version_is_replaced_only_where_that_is_asked_for(db):
    load_instrument(welch(), by="ada")
    with pytest.raises(VersionTakenError, match=r"welch2013 version 4 is there .* such as 5"):
        load_instrument(changed(), by="ada", may_replace=False)
    assert load_instrument(welch(), by="ada", may_replace=False).version == 4
    assert load_instrument(changed(), by="ada").title["en"] == "Other"


def test_the_next_version_is_the_one_after_the_last(db):
    assert next_version("welch2013") == 1
    load_instrument(changed(version=5), by="ada")
    load_instrument(welch(), by="ada")
    assert next_version("welch2013") == 6
