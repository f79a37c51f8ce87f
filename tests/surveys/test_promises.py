import datetime

import pytest

from surveys.promises import not_promised, promises
from tests import factories
from tests.surveys import written


def test_there_are_seven_promises_in_the_order_of_what_one_fears(open_round):
    about = [
        "two separate databases",
        "Nobody reads any answer before the round closes",
        "a return code",
        "nobody can be sure of your answer",
        "published once",
        "No address, device, time of day",
        "destroyed",
    ]
    lines = promises(open_round)
    assert len(lines) == len(about)
    assert all(part in line for part, line in zip(about, lines, strict=True))


@pytest.mark.parametrize(("passphrase", "could"), [(None, True), ("four words of ours", False)])
def test_who_could_break_the_seal_is_said_for_this_round(study, passphrase, could):
    round = factories.make_round(study, passphrase=passphrase)
    text = " ".join(promises(round))
    assert ("could break the seal" in text) == could
    assert ("could not break the seal" in text) == (not could)


def test_the_days_until_destruction_are_the_studys(study):
    study.retention_days = 45
    study.save()
    assert promises(factories.make_round(study))[-1].startswith("45 days after closing")


def test_the_day_on_which_the_roll_is_erased_is_said_where_there_is_one(study):
    round = factories.make_round(study)
    assert "those invited" not in promises(round)[-1]
    study.ends_on = datetime.date(2099, 3, 1)
    round.study = study
    assert promises(round)[-1].endswith(
        "The list of those invited is erased on March 1, 2099, or when the round closes if that "
        "is later."
    )


def test_what_becomes_of_ones_own_words_is_said_where_they_are_asked_for(study, open_round):
    round = written.asking_round(study)
    (line,) = [line for line in promises(round) if "in your own words" in line]
    assert len(promises(round)) == len(promises(open_round)) + 1
    for part in ("fewer than 5", "release a text", "is erased together with your answers"):
        assert part in line
    assert "how you write" in not_promised(round)[0]
    assert "how you write" not in " ".join(not_promised(open_round))


def test_what_is_not_promised_is_said(open_round):
    text = " ".join(not_promised(open_round))
    for part in ("operator", "phone", "beside you", "whom they invited", "own country's rules"):
        assert part in text
