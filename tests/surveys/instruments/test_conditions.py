"""Which questions about oneself are shown after which answers."""

from surveys.instruments.conditions import Condition, Given, shown_after


def after(question, *options):
    return Condition(answer=Given(question, options))


CONDITIONS = {
    "education": None,
    "field": after("education", "degree", "doctorate"),
    "subject": after("field", "science"),
    "age": Condition(side=("PRC",)),
}


def test_without_an_answer_only_what_hangs_on_none_is_shown():
    assert shown_after(CONDITIONS, {}) == {"education", "age"}


def test_one_of_the_options_shows_it_and_any_other_does_not():
    for option, shown in (("degree", True), ("doctorate", True), ("school", False)):
        assert ("field" in shown_after(CONDITIONS, {"education": option})) is shown


def test_the_answer_to_a_hidden_question_shows_nothing():
    given = {"education": "degree", "field": "science"}
    assert "subject" in shown_after(CONDITIONS, given)
    assert "subject" not in shown_after(CONDITIONS, given | {"education": "school"})


def test_the_order_of_conditions_and_answers_changes_nothing():
    given = {"education": "degree", "field": "science"}
    turned = dict(reversed(CONDITIONS.items()))
    assert shown_after(turned, dict(reversed(given.items()))) == shown_after(CONDITIONS, given)


def test_a_circle_or_a_question_that_is_not_asked_shows_nothing_and_ends():
    circle = {"a": after("b", "x"), "b": after("a", "x"), "c": after("nowhere", "x")}
    assert shown_after(circle, {"a": "x", "b": "x", "nowhere": "x"}) == set()
