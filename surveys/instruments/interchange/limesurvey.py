"""Writes a form as LimeSurvey's tab-separated structure of a survey.

https://www.limesurvey.org/manual/Tab_Separated_Value_survey_structure: a row for each setting,
group, question and answer, the whole of the first language before the whole of the next.

Question codes there have 20 letters and digits, those of answers 5. So the name of a row, and that
of its list of answers, stand in the question's attribute ``cssclass``, and a question that is never
asked says which key each code of an answer stands for.
"""

import csv
import html
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from surveys.instruments.interchange.exporting import PARTIES
from surveys.instruments.interchange.form import (
    PARTY_FORMS,
    PLACEHOLDERS,
    REFERENCES,
    VARIABLES,
    Choice,
    Form,
    Kind,
    Row,
    Term,
)
from surveys.instruments.interchange.names import parted
from surveys.instruments.interchange.xlsform import expression
from surveys.spreadsheets import BYTE_ORDER_MARK

COLUMNS = (
    "id", "class", "type/scale", "name", "relevance", "text", "help", "language", "mandatory",
    "cssclass", "hidden",
)  # fmt: skip
TYPES = {Kind.CHOOSE: "L", Kind.NOTE: "X", Kind.WRITE: "T", Kind.PARTY: "*"}
LONGEST_ANSWER_CODE = 5
KEYS = "keys"  # of the question that lists codes and keys
ENDINGS = {"side": "side", "possessive": "possessive", "participants": "people"}
# The code of the question that holds each placeholder's words, and by the name of its row.
CODES = {name: role + ENDINGS[PARTY_FORMS[end]] for name, (role, end) in PLACEHOLDERS.items()}
ROW_CODES = {REFERENCES[name]: code for name, code in CODES.items()}
PLACEHOLDER = re.compile("{(" + "|".join(PLACEHOLDERS) + ")}")
OPERATORS: Mapping[str, str] = {"is": "==", "is_not": "!="}
NEVER = "0"
Line = Mapping[str, str]


def limesurvey(form: Form) -> bytes:
    """Return the file, in UTF-8 with the mark that LimeSurvey writes too."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", delimiter="\t", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(_lines(form))
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def _lines(form: Form) -> Iterator[Line]:
    source, *others = form.languages
    settings = {"language": source, "additional_languages": " ".join(others), "format": "G"}
    for name, value in settings.items():
        yield {"class": "S", "name": name, "text": value}
    for tag in form.languages:
        title = {"class": "SL", "name": "surveyls_title", "language": tag}
        yield title | {"text": _written(form.title[tag])}
    writer = _Writer(form)
    for tag in form.languages:
        yield from writer.in_language(tag)


def relevance(form: Form) -> Callable[[Row], str]:
    """Return what writes the condition of a row in LimeSurvey's notation; "" if always asked."""
    return _Writer(form).relevance


class _Writer:
    """Writes a form, whose questions it has given codes."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.rows = (Row(Kind.GROUP, "beginning", form.title), *form.rows, *_keys(form))
        self.coded = {name: _coded(choices) for name, choices in form.lists.items()}
        self.lists = {row.name: row.choices for row in form.rows if row.choices}
        # Of a group too, whose title stands in a question that is never asked: it has no attribute.
        named = [row.name for row in self.rows if row.kind is not Kind.END and _is_question(row)]
        kept = {name: name for name in VARIABLES} | ROW_CODES
        self.numbers = {name: number for number, name in enumerate(named, start=1)}
        self.codes = {name: kept.get(name, f"q{n}") for name, n in self.numbers.items()}

    def in_language(self, tag: str) -> Iterator[Line]:
        """Yield the whole form in one language."""
        number = 0
        for row in self.rows:
            if row.kind is Kind.GROUP:
                number += 1
                line = {"class": "G", "id": str(number), "type/scale": str(number)}
                name, asked_if = _written(row.label.get(tag) or row.name), self.relevance(row)
                yield line | {"name": name, "relevance": asked_if, "language": tag}
            if row.name in self.codes and row.kind is not Kind.END:
                yield self._question(row, tag)
            for code, choice in self.coded.get(row.choices, ()):
                answer = {"class": "A", "type/scale": "0", "name": code, "language": tag}
                yield answer | {"text": _written(choice.words[tag])}

    def _question(self, row: Row, tag: str) -> Line:
        is_party = row.kind is Kind.PARTY
        return {
            "class": "Q",
            "id": str(self.numbers[row.name]),
            "type/scale": TYPES.get(row.kind, TYPES[Kind.NOTE]),
            "name": self.codes[row.name],
            "relevance": NEVER if row.kind is Kind.GROUP else self.relevance(row) or "1",
            "text": _party_form(self.form, row.name, tag) if is_party else _written(row.label[tag]),
            "help": _written(row.hint.get(tag, "")),
            "language": tag,
            "mandatory": _mandatory(row),
            "cssclass": " ".join(filter(None, (row.name, row.choices))),
            "hidden": "1" if is_party else "",
        }

    def relevance(self, row: Row) -> str:
        if row.kind is Kind.GROUP and not row.label:
            return NEVER
        return " and ".join(map(self._expression, row.asked_if))

    def _expression(self, term: Term) -> str:
        return expression(
            term, lambda name: f"{self.codes[name]}.NAOK", self._answer_code, OPERATORS
        )

    def _answer_code(self, variable: str, key: str) -> str:
        coded = {choice.name: code for code, choice in self.coded[self.lists[variable]]}
        return f'"{coded[key]}"'


def _is_question(row: Row) -> bool:
    return row.kind is not Kind.GROUP or parted(row.name) is not None


def _mandatory(row: Row) -> str:
    """Return how far an answer is demanded: of our own questions softly, so that all may refuse."""
    if not row.required:
        return "N"
    return "Y" if row.name in VARIABLES else "S"


def _coded(choices: Sequence[Choice]) -> list[tuple[str, Choice]]:
    """Return answers with their codes: the key where it is short and plain, else a number."""
    return [
        (
            choice.name
            if choice.name.isalnum() and len(choice.name) <= LONGEST_ANSWER_CODE
            else f"A{number}",
            choice,
        )
        for number, choice in enumerate(choices, start=1)
    ]


def _keys(form: Form) -> Iterator[Row]:
    """Yield a group, never asked, of what each code of an answer stands for."""
    yield Row(Kind.GROUP, KEYS)
    for name in dict.fromkeys(row.choices for row in form.rows if row.choices):
        written = " ".join(f"{code}={choice.name}" for code, choice in _coded(form.lists[name]))
        yield Row(Kind.NOTE, f"{KEYS}.{name}", dict.fromkeys(form.languages, written))
    yield Row(Kind.END, KEYS)


def _party_form(form: Form, name: str, tag: str) -> str:
    """Return the expression that reads one form of the name of the party that was chosen."""
    role, _underscore, field = name.partition("_")
    written = '""'
    for party in reversed(form.lists[PARTIES]):
        words = _entities(form.party_form(party.name, field)[tag])
        written = f'if({role}.NAOK=="{party.name}", "{words}", {written})'
    return "{" + written + "}"


def _written(words: str) -> str:
    """Return a text as LimeSurvey holds it: HTML, in which codes in braces are filled in."""
    parts = PLACEHOLDER.split(words)
    return "".join(
        "{" + CODES[part] + "}" if place % 2 else _entities(part)
        for place, part in enumerate(parts)
    )


def _entities(words: str) -> str:
    return html.escape(words).replace("{", "&#123;").replace("}", "&#125;")
