"""No order of rows, or of transactions, on one side could be laid beside an order on the other."""

import random
from collections import Counter
from collections.abc import Sequence

import pytest

from surveys import inviting, responding, sealing
from surveys.locating import tag_of, text_tags
from surveys.models.job import Job
from tests import factories
from tests.production.postgres.rounds import answer, ask, close
from tests.surveys import written

pytestmark = pytest.mark.services

PEOPLE = 40
# Chance alone goes beyond this rank correlation of 40 pairs once in 200,000 times.
CHANCE = 0.7


def ranks_agree(first: Sequence[object], second: Sequence[object]) -> float:
    """Spearman's correlation of two orders of the same different things."""
    place = {thing: number for number, thing in enumerate(second)}
    n = len(first)
    assert set(first) == set(second)
    assert len(place) == n
    squares = sum((number - place[thing]) ** 2 for number, thing in enumerate(first))
    return 1 - 6 * squares / (n * (n * n - 1))


def test_neither_roll_nor_envelopes_keep_the_order_of_beginning() -> None:
    round = factories.make_round()
    invitations = [
        inviting.invite(round=round, seat="participant", side="PRC", by="test")[0]
        for _ in range(PEOPLE)
    ]
    random.Random(7).shuffle(invitations)
    holders = [
        responding.begin(invitation=invitation, code=sealing.new_code())
        for invitation in invitations
    ]
    envelopes = ask(
        "SELECT locator, xmin::text FROM surveys_envelope WHERE round_id = %s ORDER BY ctid",
        round.pk,
    )
    roll = ask(
        "SELECT id, xmin::text FROM surveys_invitation WHERE round = %s ORDER BY ctid",
        round.pk,
        database="identity",
    )
    for rows, began in (
        (envelopes, [holder.envelope.pk for holder in holders if holder]),
        (roll, [invitation.pk for invitation in invitations]),
    ):
        assert abs(ranks_agree([key for key, _number in rows], began)) < CHANCE
    assert len({number for _key, number in roll}) == 1
    # Two halves, drawn anew for everybody who begins: neither is of those who came first.
    halves = Counter(number for _key, number in envelopes)
    assert sorted(halves.values()) == [PEOPLE // 2, PEOPLE // 2]
    by_half = [key for key, _number in sorted(envelopes, key=lambda row: int(row[1]))]
    assert abs(ranks_agree(by_half, [holder.envelope.pk for holder in holders if holder])) < CHANCE


def test_responses_keep_no_trace_of_the_order_of_envelopes() -> None:
    """Neither of the order in which they were sealed nor of that in which they lay."""
    round = factories.make_round()
    holders = [factories.begin(round) for _ in range(PEOPLE)]
    for holder in holders:
        answer(holder, 2)
    tags = {holder.envelope.pk: tag_of(holder.round, holder.code) for holder in holders}
    query = "SELECT locator FROM surveys_envelope WHERE round_id = %s ORDER BY "
    sealed = [tags[locator] for (locator,) in ask(query + "xmin::text::bigint", round.pk)]
    lay = [tags[locator] for (locator,) in ask(query + "ctid", round.pk)]
    assert sealed == list(tags.values())
    assert close(round).state == Job.State.DONE
    query = "SELECT withdrawal_tag, xmin::text FROM surveys_response WHERE round_id = %s "
    responses = ask(query + "ORDER BY ctid", round.pk)
    assert len({number for _tag, number in responses}) == 1
    for before in (sealed, lay):
        assert abs(ranks_agree([tag for tag, _number in responses], before)) < CHANCE
    numbers = ask("SELECT DISTINCT xmin::text FROM surveys_rating WHERE round_id = %s", round.pk)
    assert len(numbers) == 1


def test_texts_keep_no_order_that_joins_them_to_responses_or_to_each_other() -> None:
    """Rows lie neither in the order of responses nor in that of the other texts of their people."""
    round = written.asking_round()
    codes = [written.write(round, {"JPN/1": "one", "USA/1": "two"}) for _ in range(PEOPLE)]
    assert close(round).state == Job.State.DONE
    tags = [text_tags(round, code) for code in codes]
    of_response = {tag_of(round, code): n for n, code in enumerate(codes)}
    of_text = {person[place]: n for n, person in enumerate(tags) for place in (0, 6)}
    responses = ask(
        "SELECT withdrawal_tag FROM surveys_response WHERE round_id = %s ORDER BY ctid", round.pk
    )
    query = "SELECT withdrawal_tag, xmin::text FROM surveys_ownconcern WHERE round_id = %s "
    people = [of_response[tag] for (tag,) in responses]
    lay = {
        target: [
            of_text[tag]
            for tag, _ in ask(query + f"AND target = '{target}' ORDER BY ctid", round.pk)
        ]
        for target in ("JPN", "USA")
    }
    assert abs(ranks_agree(lay["JPN"], people)) < CHANCE
    assert abs(ranks_agree(lay["USA"], people)) < CHANCE
    assert abs(ranks_agree(lay["JPN"], lay["USA"])) < CHANCE
    rows = ask(query, round.pk)
    assert len({number for _tag, number in rows}) == 1
    everywhere = [tag for tag, _number in rows] + [tag for (tag,) in responses]
    assert len(set(everywhere)) == 3 * PEOPLE
