"""Makes a form for other programs of a questionnaire."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from surveys.instruments.errors import Path
from surveys.instruments.interchange import names
from surveys.instruments.interchange.asking import question_rows
from surveys.instruments.interchange.carrying import carried
from surveys.instruments.interchange.form import (
    PARTY_FORMS,
    PERCEIVER,
    REFERENCES,
    SEAT,
    SIDE,
    TARGET,
    Choice,
    Form,
    Kind,
    Row,
    Words,
)
from surveys.instruments.interchange.names import Address, address, row_name
from surveys.instruments.text import is_text, texts
from surveys.languages import TAGS

UNSHOWN = "unshown"  # the group of what no row shows, never asked of anybody
SEATS, SIDES, PARTIES = "seats", "sides", "parties"
VARIABLE_LISTS = {SEAT: SEATS, SIDE: SIDES, PERCEIVER: SIDES, TARGET: PARTIES}
# What the form asks before all else, in the languages of these pages.
VARIABLE_LABELS = {
    SEAT: _("In which seat do you answer?"),
    SIDE: _("Which side are you from, or nominated by?"),
    PERCEIVER: _("Whose concerns are asked about?"),
    TARGET: _("About which side are these concerns?"),
}
SEAT_LABELS = {"participant": _("Participant"), "assessor": _("Assessor")}


def form_of(content: Any, *, party_lists: bool = False) -> Form:
    """Return the form of valid content. ``party_lists``: the forms of names are lists of answers.

    The names of parties, and what else nobody is shown, then stand in rows that are never asked.
    """
    return _Exporter(carried(content), party_lists).form()


class _Exporter:
    def __init__(self, content: Any, party_lists: bool) -> None:
        self.content, self.languages = content, tuple(content["languages"])
        self.texts: dict[Address, Words] = {
            address(path, content): {tag: str(*of.values()) for tag, of in text.items()}
            for path, text in texts(content)
        }
        self.shown: set[Address] = set()
        self.party_lists = party_lists

    def form(self) -> Form:
        rows = [*self._beginning(), *map(self._worded, question_rows(self.content))]
        lists = self._lists({row.choices for row in rows if row.choices})
        hidden = [
            Row(Kind.GROUP, UNSHOWN),
            *self._fields((), self.content),
            *self._hidden(),
            Row(Kind.END, UNSHOWN),
        ]
        return Form(
            slug=self.content["slug"],
            version=self.content["version"],
            languages=self.languages,
            title=self.texts[("title",)],
            rows=(*rows, *hidden),
            lists=lists,
        )

    def _beginning(self) -> Iterator[Row]:
        yield self._worded(Row(Kind.NOTE, row_name(names.TEXT, "preface")))
        for variable, label in VARIABLE_LABELS.items():
            yield Row(
                Kind.CHOOSE,
                variable,
                self._ours(label),
                choices=VARIABLE_LISTS[variable],
                required=True,
            )
        for name in REFERENCES.values():
            yield Row(Kind.PARTY, name)

    def _ours(self, label: Any) -> Words:
        words = {}
        codes = {tag: code for code, tag in TAGS.items()}
        for tag in self.languages:
            with override(codes.get(tag, "en")):
                words[tag] = str(label)
        return words

    def _worded(self, row: Row) -> Row:
        """Return a row with the texts that its name says."""
        parted = names.parted(row.name)
        if parted is None or row.kind is Kind.END:
            return row
        occasions, entry = parted
        label = names.label_address(occasions, entry)
        self.shown.add(label)
        below = names.hint_address(entry) if row.kind is Kind.CHOOSE else None
        if below is None:
            return replace(row, label=self.texts[label])
        self.shown.add(below)
        return replace(row, label=self.texts[label], hint=self.texts[below])

    # --- Lists of answers ------------------------------------------------------------------------

    def _lists(self, used: set[str]) -> dict[str, tuple[Choice, ...]]:
        lists = {name: self._choices(name) for name in (SEATS, SIDES, PARTIES)}
        if self.party_lists:
            for field in PARTY_FORMS.values():
                lists[f"{PARTIES}.{field}"] = self._choices(f"{PARTIES}.{field}")
        lists |= {name: self._choices(name) for name in sorted(used - {*lists})}
        return lists

    def _choices(self, name: str) -> tuple[Choice, ...]:
        if name == SEATS:
            return tuple(Choice(seat, self._ours(label)) for seat, label in SEAT_LABELS.items())
        codes = [party["code"] for party in self.content["parties"]]
        if name == SIDES:
            sides = [p["code"] for p in self.content["parties"] if not p.get("target_only")]
            return tuple(self._choice(PARTIES, code) for code in sides)
        if name.partition(".")[0] == PARTIES:
            return tuple(self._choice(name, code) for code in codes)
        if name == "impression":
            further = self.content["impression"].get("further", ())
            return (
                *(self._choice(name, code) for code in codes),
                *(self._choice("impression.further", party["code"]) for party in further),
                self._choice(name, "else"),
                *self._without_a_choice(2),
            )
        return (*self._own_choices(name), *self._without_a_choice(_without(name)))

    def _own_choices(self, name: str) -> Iterator[Choice]:
        here: Any = self.content
        for step in name.split("."):
            here = names.step_into(here, step)
        keys = here if isinstance(here, dict) else [each["key"] for each in here]
        return (self._choice(name, key) for key in keys)

    def _without_a_choice(self, number: int) -> tuple[Choice, ...]:
        keys = ("cannot_determine", "prefer_not_to_say")[2 - number :]
        return tuple(self._choice("marks", key) for key in keys)

    def _choice(self, list_name: str, name: str) -> Choice:
        where = names.choice_address(list_name, name)
        assert where is not None
        self.shown.add(where)
        return Choice(name, self.texts[where])

    # --- What no row shows -----------------------------------------------------------------------

    def _hidden(self) -> Iterator[Row]:
        for where, words in self.texts.items():
            if where not in self.shown:
                yield Row(Kind.NOTE, row_name(names.TEXT, *where), words)

    def _fields(self, path: Path, value: Any) -> Iterator[Row]:
        """Yield a row for every entry that has fields which are no texts, with these as JSON."""
        if isinstance(value, list):
            for place, each in enumerate(value):
                yield from self._fields((*path, place), each)
        elif isinstance(value, dict) and not is_text(value):
            fields = {
                name: each
                for name, each in value.items()
                if not names.has_text(each) and name not in names.in_address(path)
            }
            if fields:
                where = address(path, self.content) or (names.WHOLE,)
                written = json.dumps(fields, ensure_ascii=False)
                words = dict.fromkeys(self.languages, written)
                yield Row(Kind.NOTE, row_name(names.FIELDS, *where), words)
            for name, each in value.items():
                if names.has_text(each):
                    yield from self._fields((*path, name), each)


def _without(list_name: str) -> int:
    """Return how many of the two answers without a choice end a list."""
    root = list_name.partition(".")[0]
    return {"batteries": 2, "about": 1, "trend": 1, "reflection": 1}.get(root, 0)
