from surveys import inviting
from surveys.few_invited import few_invited
from surveys.few_invited_wording import few_lines


def test_nobody_is_said_in_one_line_and_a_group_by_what_would_be_withheld(draft_round):
    assert few_lines(draft_round, few_invited(draft_round)) == [
        "Nobody is invited yet, so that nobody could answer."
    ]
    for side in ("PRC", "JPN", "ROK", "USA"):
        for _ in range(3 if side == "JPN" else 5):
            inviting.invite(round=draft_round, seat="participant", side=side, by="ada")
    of_japan, of_the_panel = few_lines(draft_round, few_invited(draft_round))
    assert of_japan.startswith("Japan: 3 invited. Of fewer than 5 nothing is published: no answer")
    assert of_the_panel.startswith("Assessors: 0 invited. Of fewer than 5 nothing is published")
