"""The table of answers to further batteries."""

from collections import Counter, defaultdict
from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.own_answers import AnswerRow, answers_in
from analytics.release.schema.columns import TableSchema, count, text
from analytics.release.schema.own_answers import OF_ONE_ANSWER, group_size
from analytics.release.schema.questions import DYAD, GROUP, LENS, PERCEIVER, by_key, of_key, parties
from analytics.release.schema.texts import Values
from analytics.vocabulary.missing import ANSWERS_WITHOUT_LEVEL
from surveys.instruments.batteries import BATTERY, BatteryPart, battery_part
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels

NO_TARGET: Mapping[str, Promise] = {"": _("none: about no side")}


def battery_values(document: Document, part: BatteryPart) -> Values:
    """What the places of the answers to a battery's question mean."""
    question = f"{part.battery}.{part.question}"
    answers = document.battery(part.battery).question(part.question).answers
    return {
        place: of_key(lambda labels: labels.battery_answers[question], answer.key)
        for place, answer in enumerate(answers)
    }


def _parties_or_none(document: Document, labels: Labels) -> Values:
    return {**parties(document, labels), **NO_TARGET}


def question_of(part: BatteryPart) -> str:
    """The key of a battery's question, whatever item it is put about."""
    return f"{part.battery}.{part.question}"


def with_question(labels: Labels, question: str, words: str) -> str:
    """What an item or an answer is, then in brackets the question that it belongs to."""
    return f"{words} ({labels.battery_questions[question]})"


def _with_questions_where_alike(
    labels: Labels, texts: Mapping[str, tuple[str, str]]
) -> dict[str, str]:
    """Words by key, of {key: (question, words)}: those of several keys with their question.

    Where they are the question itself, the item's name is all that tells them apart.
    """
    times = Counter(words for _question, words in texts.values())
    apart = {}
    for key, (question, words) in texts.items():
        if times[words] > 1 and words == labels.battery_questions[question]:
            words = f"{words} ({battery_part(key).item})"
        elif times[words] > 1:
            words = with_question(labels, question, words)
        apart[key] = words
    return apart


def _item_texts(labels: Labels) -> dict[str, str]:
    """What each item is, by battery, item and question; its question where it names the sides."""
    by_item: dict[str, set[str]] = defaultdict(set)
    for key, words in labels.battery_items.items():
        by_item[key.partition(":")[2]].add(words)
    texts = {}
    for item, wordings in by_item.items():
        question = question_of(battery_part(item))
        is_same = len(wordings) == 1
        texts[item] = question, wordings.pop() if is_same else labels.battery_questions[question]
    return _with_questions_where_alike(labels, texts)


def _question_titles(labels: Labels) -> dict[str, str]:
    return labels.battery_questions


def _answer_texts(labels: Labels) -> dict[str, str]:
    """What each answer is, by battery, question and answer."""
    answers = {
        f"{question}.{key}": (question, text)
        for question, answers in labels.battery_answers.items()
        for key, text in answers.items()
    }
    return _with_questions_where_alike(labels, answers)


def _answer_values(document: Document, labels: Labels) -> Values:
    return {**ANSWERS_WITHOUT_LEVEL, **by_key(_answer_texts, labels)}


def _question_of(row: AnswerRow) -> str:
    return question_of(battery_part(row.item))


def _answer_of(row: AnswerRow) -> str:
    own = row.answer not in ANSWERS_WITHOUT_LEVEL
    return f"{_question_of(row)}.{row.answer}" if own else row.answer


BATTERIES = TableSchema(
    "batteries",
    _("Answers to further batteries"),
    "One answer of one group to one question of a further battery, through one lens.",
    (
        text(
            "battery",
            _("Battery, which is also the module of the round"),
            lambda document, labels: by_key(lambda each: each.batteries, labels),
            read=lambda row: battery_part(row.item).battery,
            filters=True,
        ),
        text(
            "battery_question",
            _("Question of the battery"),
            lambda document, labels: by_key(_question_titles, labels),
            read=_question_of,
            filters=True,
        ),
        text(
            "item",
            _("Item of the battery, with its question"),
            lambda document, labels: by_key(_item_texts, labels),
        ),
        PERCEIVER,
        text("target", _("Side that the item is about"), _parties_or_none, filters=True),
        LENS,
        GROUP,
        count("n", _("People of the group who submitted and were asked"), sizes=group_size),
        text("answer", _("Answer"), _answer_values, read=_answer_of, filters=True),
        *OF_ONE_ANSWER,
    ),
    rows=lambda source: answers_in(source.content.blocks, source.document, (BATTERY,)),
    filters=(DYAD,),
    required=False,
)
