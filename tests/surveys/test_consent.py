"""What people agree to by beginning: fixed once the round opens, and shown as it is."""

import pytest
from django.db import transaction

from analytics.disclosure.k_anonymity import SMALLEST_CLASS
from surveys import facilitating
from surveys.models.audit import AnswerAudit
from surveys.models.round import AgreementError, Round
from surveys.promises import ALIKE, promises, shown_to_whom
from tests import factories

CHANGED = [
    {"widest_audience": "public"},
    {"publishes_records": True},
    {"shows_last_round": "all"},
    {"withstands": 2},
]


def terms(round: Round) -> dict[str, object]:
    stored = Round.objects.get(pk=round.pk)
    return {
        "widest_audience": stored.widest_audience,
        "publishes_records": stored.publishes_records,
        "shows_last_round": stored.shows_last_round,
        "withstands": stored.withstands,
    }


NOBODY_ELSE = {
    "widest_audience": "room",
    "publishes_records": False,
    "shows_last_round": "",
    "withstands": 1,
}

# --- Fixed at opening ----------------------------------------------------------------------------


def test_a_round_is_for_the_room_unless_it_says_otherwise(draft_round):
    assert terms(draft_round) == NOBODY_ELSE


@pytest.mark.parametrize("change", CHANGED)
@pytest.mark.parametrize("how", ["save", "update", "bulk_update"])
@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_it_may_be_changed_before_the_round_opens_and_never_after(study, change, how, state):
    round = factories.make_round(study, state="draft")
    if state != "draft":
        facilitating.open_round(round=round, by="ada", allow_drafts=True)
    if state == "closed":
        round = factories.close(round)
    round = Round.objects.get(pk=round.pk)

    def act():
        if how == "update":
            Round.objects.filter(study=study).update(**change)
            return
        for name, value in change.items():
            setattr(round, name, value)
        round.save() if how == "save" else Round.objects.bulk_update([round], list(change))

    if state == "draft":
        act()
        assert terms(round) == NOBODY_ELSE | change
    else:
        with pytest.raises(AgreementError), transaction.atomic():
            act()
        assert terms(round) == NOBODY_ELSE


def test_one_opened_round_is_enough_to_refuse_an_update_of_many(study, open_round):
    draft = factories.make_round(study, state="draft")
    with pytest.raises(AgreementError):
        study.rounds.update(widest_audience="public")
    assert terms(draft) == NOBODY_ELSE


def test_the_rest_of_an_open_round_may_change(open_round):
    open_round.title = {"en": "Another title"}
    open_round.save()
    Round.objects.filter(pk=open_round.pk).update(languages=["en"])
    assert Round.objects.get().title == {"en": "Another title"}


@pytest.mark.parametrize("change", CHANGED[:2])
def test_opening_keeps_it_and_audits_it(study, change):
    round = factories.make_round(study, state="draft", **change)
    facilitating.open_round(round=round, by="ada", allow_drafts=True)
    assert terms(round) == NOBODY_ELSE | change
    detail = AnswerAudit.objects.get(act="open_round").detail
    assert {name: detail[name] for name in NOBODY_ELSE} == NOBODY_ELSE | change


def test_opening_keeps_what_is_stored_not_what_an_instance_says(draft_round):
    draft_round.widest_audience = "public"
    facilitating.open_round(round=draft_round, by="ada", allow_drafts=True)
    assert terms(draft_round) == NOBODY_ELSE


def test_closing_keeps_it(study):
    round = factories.make_round(study, widest_audience="researchers")
    assert terms(factories.close(round))["widest_audience"] == "researchers"


# --- Told ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("widest", "sentence"),
    [
        ("room", "the people who run the study and to all participants of this round, and to nob"),
        ("researchers", "participants of this round and to the researchers of the study, and to n"),
        ("public", "may be shown to everybody."),
    ],
)
def test_the_widest_audience_is_reported(study, widest, sentence):
    lines = shown_to_whom(factories.make_round(study, widest_audience=widest))
    assert len(lines) == 2
    assert sentence in lines[0]
    assert ("nobody beyond" in lines[0]) == (widest != "public")
    assert lines[1].startswith("By beginning you agree to this.")


def test_published_records_are_reported_with_the_number_that_must_be_alike(study):
    lines = shown_to_whom(factories.make_round(study, publishes_records=True))
    assert len(lines) == 3
    assert "a group of 100 or more, whole sets of answers are published" in lines[1]
    assert "without names" in lines[1]
    assert ALIKE == SMALLEST_CLASS
    assert "at least 10 people of the group have all of it in common" in lines[1]


@pytest.mark.parametrize("records", [False, True])
def test_what_nobody_can_be_sure_of_is_promised_as_far_as_it_holds(study, records):
    line = promises(factories.make_round(study, publishes_records=records))[3]
    assert ("a group of fewer than 100, nobody can be sure" in line) == records
    assert ("In groups of 100 or more this does not hold" in line) == records
    assert ("Whatever is published about your group" in line) == (not records)


@pytest.mark.parametrize("records", [False, True])
def test_how_many_colleagues_are_withstood_is_promised(db, records):
    one, two = (
        promises(
            factories.make_round(
                factories.make_study(), publishes_records=records, withstands=number
            )
        )[3]
        for number in (1, 2)
    )
    assert "not even a colleague who knows their own" in one
    assert "not even two colleagues who tell each other theirs" in two


@pytest.mark.parametrize(
    ("kept", "records", "line"),
    [
        (
            False,
            False,
            "30 days after closing the answers themselves are destroyed; the published counts "
            "remain.",
        ),
        (
            False,
            True,
            "30 days after closing the answers themselves are destroyed. The published counts "
            "and sets of answers remain.",
        ),
        (
            True,
            False,
            "30 days after closing the answers themselves are destroyed, but for those of groups "
            "of 100 or more, which are kept without names. The published counts remain.",
        ),
    ],
)
def test_what_is_destroyed_is_promised_as_far_as_it_is(db, kept, records, line):
    study = factories.make_study(keep_large_groups=kept)
    assert promises(factories.make_round(study, publishes_records=records))[-1] == line


@pytest.mark.parametrize(
    ("fields", "needed"),
    [
        ({}, False),
        ({"widest_audience": "researchers"}, True),
        ({"widest_audience": "public"}, True),
        ({"publishes_records": True}, True),
    ],
)
def test_agreement_is_asked_for_where_there_is_something_to_agree_to(study, fields, needed):
    assert factories.make_round(study, **fields).needs_agreement is needed
