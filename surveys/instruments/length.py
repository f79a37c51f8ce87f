"""How long a questionnaire takes: marks, taps, texts, pages and minutes of one respondent. Pure.

Minutes are an estimate. Ten or more short rows of a grid a minute is what a market research firm
reckons with (Amplitude Research, amplituderesearch.com/online-market-research-article.shtml), and
85 questions that stand alone in fifteen minutes what Pew Research Center does by the times of its
panel ("How we keep our online surveys from running too long", 8 December 2022): 6 to 10.6 seconds
each. Marks here are rows
under a stem, of more words than most, so that the truth should lie between the two. Answers in
one's own words "can take minutes" (Pew, ibid.); half a minute to a minute and a half is assumed.
What is read before the first question and after the last is not in it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from operator import add

from surveys.instruments.document import Document
from surveys.instruments.sequence import PageSpec, available_modules, page_specs
from surveys.instruments.slots import lines, slots

# The fast and the slow rate, for one mark and for one text.
SECONDS_A_MARK = (6.0, 10.6)
SECONDS_A_TEXT = (30.0, 90.0)
LONGEST_MINUTES = 15  # that people give to a questionnaire without notice
TAPS_A_LIST = 2  # to open it, and to choose


@dataclass(frozen=True)
class Length:
    """What one respondent is asked, or how much more that is.

    Attributes
    ----------
    marks : questions that are answered by choosing.
    lists : choices beside the marks, such as how sure one is; each takes as long as a mark.
    texts : boxes for words of one's own. All may stay empty.
    pages : pages of questions.
    """

    marks: int = 0
    lists: int = 0
    texts: int = 0
    pages: int = 0

    def __add__(self, other: "Length") -> "Length":
        return self._with(other, 1)

    def __sub__(self, other: "Length") -> "Length":
        return self._with(other, -1)

    def _with(self, other: "Length", sign: int) -> "Length":
        return Length(
            self.marks + sign * other.marks,
            self.lists + sign * other.lists,
            self.texts + sign * other.texts,
            self.pages + sign * other.pages,
        )

    @property
    def taps(self) -> int:
        """Taps that answer everything but the texts; buttons between pages are not counted."""
        return self.marks + TAPS_A_LIST * self.lists

    @property
    def minutes(self) -> tuple[float, float]:
        """The minutes at the fast and at the slow rate."""
        fast, slow = (
            ((self.marks + self.lists) * mark + self.texts * text) / 60
            for mark, text in zip(SECONDS_A_MARK, SECONDS_A_TEXT, strict=True)
        )
        return fast, slow

    @property
    def is_long(self) -> bool:
        """Whether it takes more than `LONGEST_MINUTES` at the slow rate."""
        return self.minutes[1] > LONGEST_MINUTES


@dataclass(frozen=True)
class RoundLength:
    """What a round asks of the respondents of one seat, of the side that is asked most.

    The parts that are asked add up to `total`.

    Attributes
    ----------
    base : what every round asks.
    modules : what each available module adds, or would add, without threats; by its key.
    chosen : the modules that are asked.
    threats : what the threats add to all of these; 0 where they are not asked.
    total : all that is asked.
    """

    base: Length
    modules: Mapping[str, Length]
    chosen: frozenset[str]
    threats: Length
    total: Length

    @property
    def modules_asked(self) -> tuple[str, ...]:
        """The modules that are asked, in the order of the questionnaire."""
        return tuple(key for key in self.modules if key in self.chosen)


def length_of(document: Document, seat: str, side: str, modules: Collection[str] = ()) -> Length:
    """Return what a respondent of a seat is asked. ValueError for what does not fit."""
    pages = page_specs(document, seat, side, modules)
    own_words = slots(document, seat, side, modules)
    beside = lines(document, seat, side, modules)
    asked = reduce(add, (_of_page(document, page) for page in pages), Length())
    return asked + Length(texts=len(own_words) + len(beside), pages=bool(own_words))


def longest(document: Document, seat: str, modules: Collection[str] = ()) -> Length:
    """Return what a respondent of the side that is asked most of all is asked."""
    lengths = (length_of(document, seat, side, modules) for side in document.sides)
    return max(lengths, key=lambda length: (length.minutes, length.pages))


def round_length(document: Document, seat: str, modules: Collection[str] = ()) -> RoundLength:
    """Return what a round asks of a seat, part by part.

    A document without threats is that of a round that does not ask them. Modules for which it has
    no words are left out.
    """
    without_threats = replace(document, threats=())
    base = so_far = longest(without_threats, seat)
    chosen: list[str] = []
    added = {}
    available = available_modules(document)
    for key in available:
        if key in modules:
            before, so_far = so_far, longest(without_threats, seat, [*chosen, key])
            added[key] = so_far - before
            chosen.append(key)
    for key in set(available) - set(chosen):
        added[key] = longest(without_threats, seat, [*chosen, key]) - so_far
    total = longest(document, seat, chosen)
    in_order = {key: added[key] for key in available}
    return RoundLength(base, in_order, frozenset(chosen), total - so_far, total)


def _of_page(document: Document, page: PageSpec) -> Length:
    wording = None if page.step.battery else document.lenses.get(page.lens)
    extras = len(wording.extras) if wording else 0
    marks = sum(len(section.questions) for section in page.sections)
    return Length(marks=marks, lists=extras * len(page.sections), pages=1)
