"""Makes a questionnaire of a form of another program, and says what of the form is not in it."""

import json
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments.errors import Path, Problem
from surveys.instruments.errors import field as written_field
from surveys.instruments.interchange import names
from surveys.instruments.interchange.exporting import PARTIES, SEATS, SIDES, UNSHOWN, form_of
from surveys.instruments.interchange.faults import Faults, one_fault
from surveys.instruments.interchange.foreign import add_foreign
from surveys.instruments.interchange.form import (
    PARTY_FORMS,
    VARIABLES,
    Form,
    Kind,
    Places,
    Row,
    Words,
)
from surveys.instruments.interchange.names import Address
from surveys.instruments.parser import problems_of

RELEVANT = "relevant"  # of what a row leaves unread: the condition in the form's own notation
# Of a form, what writes the condition of each row; "" where it is always asked.
Relevance = Callable[[Form], Callable[[Row], str]]


@dataclass(frozen=True)
class Imported:
    """Valid content, and lines about what of the form is not in it, each with its place."""

    content: Any
    not_carried: tuple[str, ...]


@dataclass
class _Origins:
    """Where each text came from."""

    places: dict[Address, Places] = field(default_factory=dict)
    words: dict[Address, Words] = field(default_factory=dict)

    def of(self, path: Path, content: Any) -> str:
        """Return the place of what a path leads to, or of the nearest around it."""
        steps = _address_so_far(path, content)
        while steps:
            known = self.places.get(steps)
            if known is None and (inside := self._inside(steps)):
                known = self.places[inside]
            if known is not None:
                tags = [tag for part, tag in known if part and tag in path]
                return next((known[key] for key in known if key[1] in tags), known[("", "")])
            steps = steps[:-1]
        return ""

    def _inside(self, steps: Address) -> Address | None:
        if len(steps) < 2:
            return None
        return next((each for each in self.places if each[: len(steps)] == steps), None)


def imported(form: Form, file: str, relevance: Relevance, base: Any = None) -> Imported:
    """Return the questionnaire that a form stands for.

    A form that this program wrote is one by itself. What another wrote is added to the content of
    ``base``: questions about oneself, and batteries. InstrumentError names every fault by its
    place; without base for a form that needs one it says so.
    """
    if all(row.kind in (Kind.GROUP, Kind.END) for row in form.rows):
        raise one_fault(file, ["asks nothing; was it the right one?"])
    importer = _Importer(form, Faults(file))
    own = [row for row in form.rows if row.kind is not Kind.END and names.parted(row.name)]
    foreign = [row for row in form.rows if row.kind is Kind.END or not _is_ours(row)]
    if not own and base is None:
        needed = "is no form that was written here; name the questionnaire to add its questions to"
        raise one_fault(file, [needed])
    content = importer.content(own) if own else deepcopy(base)
    not_carried = add_foreign(content, form, foreign, importer.faults, importer.origins.places)
    importer.faults.raise_any()
    importer.check(content)
    return Imported(content, (*importer.otherwise(content, own, relevance), *not_carried))


def _is_ours(row: Row) -> bool:
    return row.name in (*VARIABLES, UNSHOWN) or names.parted(row.name) is not None


class _Importer:
    def __init__(self, form: Form, faults: Faults) -> None:
        self.form, self.faults, self.origins = form, faults, _Origins()
        self.source = form.languages[0] if form.languages else ""

    def content(self, rows: Iterable[Row]) -> Any:
        """Return the content of the rows that are named as ours are.

        Parties come first and fields last, so that entries keep their order.
        """
        content: dict[str, Any] = {}
        by_kind: dict[bool, list[Row]] = {True: [], False: []}
        for row in rows:
            by_kind[row.name.split(".")[0] in (names.FIELDS, names.TEXT)].append(row)
        self._languages(by_kind[True])
        self._choices(content, PARTIES)
        for row in by_kind[False]:
            self._question(content, row)
        for name in self.form.lists:
            self._choices(content, name)
        for row in by_kind[True]:
            self._question(content, row)
        languages = [tag for tag in content.get("languages", ()) if tag in self.form.languages]
        content["languages"] = list(dict.fromkeys([*languages, *self.form.languages]))
        return content

    def _languages(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if names.parted(row.name) == ((names.FIELDS,), ()):
                first = self._fields(row).get("languages", [""])[:1]
                self.source = first[0] if first[0] in self.form.languages else self.source

    def _question(self, content: dict[str, Any], row: Row) -> None:
        parted = names.parted(row.name)
        assert parted is not None
        occasions, entry = parted
        if occasions == (names.FIELDS,):
            here = names.entry_at(content, entry)
            if isinstance(here, dict):
                here.update(self._fields(row))
            return
        self._put(content, names.label_address(occasions, entry), row.label, row.places, "label")
        below = names.hint_address(entry)
        if below and row.kind is Kind.CHOOSE:
            self._put(content, below, row.hint, row.places, "hint")

    def _fields(self, row: Row) -> dict[str, Any]:
        written = row.label.get(self.source) or next(iter(row.label.values()), "")
        try:
            fields = json.loads(written)
        except ValueError:
            fields = None
        if not isinstance(fields, dict):
            self.faults.add(row.place, "holds fields as JSON, which this is not; put it back")
            return {}
        return fields

    def _choices(self, content: dict[str, Any], list_name: str) -> None:
        if list_name in (SEATS, SIDES):
            return
        for choice in self.form.lists.get(list_name, ()):
            where = names.choice_address(list_name, choice.name)
            if where is not None:
                self._put(content, where, choice.words, choice.places, "label")

    def _put(
        self, content: dict[str, Any], where: Address, words: Words, places: Places, part: str
    ) -> None:
        before = self.origins.words.get(where)
        if before is not None:
            for tag in {*before, *words}:
                if before.get(tag) != words.get(tag):
                    first = self.origins.places[where].get((part, tag)) or "above"
                    self.faults.add(
                        places.get((part, tag)) or places[("", "")],
                        f"differs from the same text at {first}; write both alike",
                    )
            return
        self.origins.words[where] = words
        own = {key: place for key, place in places.items() if key[0] in (part, "")}
        self.origins.places[where] = own
        if words:
            names.put(content, where, _text(words, self.source))

    def check(self, content: Any) -> None:
        """Raise InstrumentError where the content is not that of a questionnaire."""
        for problem in problems_of(content):
            self.faults.add(self.origins.of(problem.path, content), _said(problem, content))
        self.faults.raise_any()

    def otherwise(self, content: Any, rows: Iterable[Row], relevance: Relevance) -> tuple[str, ...]:
        """Return what stands in our own rows and follows from the questionnaire otherwise."""
        lists = f"{PARTIES}.{PARTY_FORMS['']}" in self.form.lists
        expected = form_of(content, party_lists=lists)
        condition = relevance(expected)
        by_name = {row.name: row for row in expected.rows if row.kind is not Kind.END}
        found: list[str] = []
        for row in rows:
            usual = by_name.get(row.name)
            unread = {name: text for name, text in row.unread.items() if name != RELEVANT}
            if usual is None:
                found.append(f"{row.place}: {row.name}: is asked of nobody here")
                continue
            if row.unread.get(RELEVANT, "") != condition(usual):
                said = "the condition: of whom it is asked stands in the fields of its entry"
                found.append(f"{row.place}: {row.name}: {said}")
            if row.kind is usual.kind and row.required != usual.required:
                found.append(f"{row.place}: {row.name}: whether it is required")
            found += [f"{row.place}: {row.name}: its {name} is left out" for name in unread]
        return tuple(found)


def _text(words: Words, source: str) -> dict[str, dict[str, str]]:
    return {tag: {"source" if tag == source else "draft": text} for tag, text in words.items()}


def _said(problem: Problem, content: Any) -> str:
    return f"{written_field(problem.path, content)}: {problem.message}"


def _address_so_far(path: Path, content: Any) -> Address:
    """Return the address of a path, of which the end need not be there."""
    for end in range(len(path), -1, -1):
        try:
            return (*names.address(path[:end], content), *map(str, path[end:]))
        except (KeyError, IndexError, TypeError):
            continue
    return ()
