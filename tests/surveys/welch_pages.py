"""The pages made of the shipped questionnaire, for every seat, side and lens."""

from itertools import product

from surveys import questionnaire
from surveys.instruments import parser
from surveys.instruments.sequence import MODULES

WELCH = parser.read(parser.HERE / "welch2013.yaml")
LANGUAGES = ("en", "zh-Hans", "ja", "ko")
SIDES = ("PRC", "JPN", "ROK", "USA")
SEATS = ("participant", "assessor")


def everything(language: str) -> list[questionnaire.Page]:
    return [
        page
        for seat, side in product(SEATS, SIDES)
        for page in questionnaire.pages(WELCH, seat, side, language, modules=MODULES)
    ]


def through(lens: str, side: str = "JPN", language: str = "en") -> list[questionnaire.Page]:
    seat = "assessor" if lens == "assessed" else "participant"
    way = questionnaire.pages(WELCH, seat, side, language, modules=MODULES)
    return [page for page in way if page.lens == lens]


def sections(lens: str, side: str = "JPN") -> list[questionnaire.Section]:
    return [section for page in through(lens, side) for section in page.sections]


def words(page: questionnaire.Page) -> list[str]:
    shown = [page.preface]
    for section in page.sections:
        shown += [section.title, *([section.stem] if page.kind != "reported_changes" else [])]
    shown += [page.guidance] if page.guidance is not None else []
    shown += [mark.label for mark in page.marks]
    for extra in page.extras:
        shown += [extra.question, *(choice.label for choice in extra.choices)]
    for question in page.questions:
        shown += [question.item, question.question]
        if page.kind == "marks":
            shown += [question.referent, question.referent_line]
    return shown
