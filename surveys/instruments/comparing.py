"""What was asked differently between two versions of a questionnaire, or two questionnaires."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from surveys.instruments.addresses import address
from surveys.instruments.batteries import BATTERY, battery_part
from surveys.instruments.document import ABOUT, Document, QuestionSpec, all_questions
from surveys.instruments.errors import Path
from surveys.instruments.places import place
from surveys.instruments.translating import DRAFT, REVIEWED, SOURCE, TextRow, paths, text_rows
from surveys.instruments.word_changes import ADDED, REMOVED, Piece, word_changes

# What a change means for whoever reads results: the words of what is judged, the answers to choose
# from, and of whom something is asked decide what a figure says. The rest does not.
WORDING, ANSWERS, WHO, AROUND, UNSEEN = "wording", "answers", "who", "around", "unseen"
GROUPS = (WORDING, ANSWERS, WHO, AROUND, UNSEEN)
INCOMPARABLE = (WORDING, ANSWERS, WHO)

# Texts that respondents read beside a question, and that ask nothing.
TEXTS_AROUND = frozenset({"title", "guidance", "preface", "label"})
# Fields whose texts are answers to choose from.
HOLDS_ANSWERS = frozenset({"marks", "answers", "choices", "options", "further", "other", "name"})
# Fields that no respondent sees.
NEVER_SHOWN = frozenset({"citation", "quotation", "translator_note", "elements", "levels"})
# Settings that change neither what a question is nor who is asked.
SETTINGS_AROUND = frozenset({"required", "most"})
# What differs between any two versions, and what is compared in another way.
NOT_COMPARED = frozenset({"schema", "slug", "version", "languages", "key", "code"})
THERE = "✓"
# Where the words of what a question is about stand, by its kind.
ADDRESSES = {
    "concern": "concerns[{0.item}].item",
    "threat": "threats[{0.perceiver}>{0.target}:{0.item}].item",
    "impression": "impression.question",
    "vignette": "vignettes.situations[{0.item}].text",
    "trend": "trend.question",
    "reflection": "reflection.question",
    ABOUT: "about.questions[{0.item}].question",
    BATTERY: "batteries[{1.battery}].items[{1.item}].text",
}


@dataclass(frozen=True)
class TextChange:
    """A text that stands in both and reads otherwise in one language."""

    address: str
    place: str
    language: str
    group: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class SettingChange:
    """A field without words that differs; ``before`` and ``after`` are "" where it is not given."""

    address: str
    place: str
    group: str
    before: str
    after: str


@dataclass(frozen=True)
class Matter:
    """What is asked of one or several dyads and stands in one version only.

    ``words`` are those of the source language, ``questions`` the keys of its questions.
    """

    address: str
    place: str
    words: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """All that differs.

    ``statuses`` counts the texts whose translation status alone differs, by language; ``reordered``
    says whether the questions that both ask come in another order; ``languages_added`` and
    ``languages_removed`` are tags.
    """

    added: tuple[Matter, ...] = ()
    removed: tuple[Matter, ...] = ()
    texts: tuple[TextChange, ...] = ()
    settings: tuple[SettingChange, ...] = ()
    statuses: Mapping[str, int] = field(default_factory=dict)
    reordered: bool = False
    languages_added: tuple[str, ...] = ()
    languages_removed: tuple[str, ...] = ()

    def texts_of(self, group: str) -> tuple[TextChange, ...]:
        return tuple(change for change in self.texts if change.group == group)

    def settings_of(self, group: str) -> tuple[SettingChange, ...]:
        return tuple(change for change in self.settings if change.group == group)

    @property
    def incomparable(self) -> tuple[str, ...]:
        """The groups that keep figures of the two from being compared; () if nothing does."""
        return tuple(g for g in INCOMPARABLE if self.texts_of(g) or self.settings_of(g))

    @property
    def languages_asked_otherwise(self) -> tuple[str, ...]:
        """The languages in which what is asked, or its answers, read otherwise."""
        changes = (*self.texts_of(WORDING), *self.texts_of(ANSWERS))
        return tuple(dict.fromkeys(change.language for change in changes))

    @property
    def is_empty(self) -> bool:
        return self == Comparison()


def compare(before: Document, after: Document) -> Comparison:
    """Compare two questionnaires: two versions of one, or one with another."""
    old, new = before.content, after.content
    old_rows, new_rows = ({row.address: row for row in text_rows(each)} for each in (old, new))
    old_asked, new_asked = ({q.key: q for q in all_questions(each)} for each in (before, after))
    kept = old_asked.keys() & new_asked.keys()
    return Comparison(
        added=tuple(_matters(new_rows, [q for key, q in new_asked.items() if key not in kept])),
        removed=tuple(_matters(old_rows, [q for key, q in old_asked.items() if key not in kept])),
        texts=tuple(_text_changes(old, new, old_rows, new_rows)),
        settings=tuple(_setting_changes(old, new)),
        statuses=_statuses(old_rows, new_rows),
        reordered=[k for k in old_asked if k in kept] != [k for k in new_asked if k in kept],
        languages_added=tuple(t for t in after.languages if t not in before.languages),
        languages_removed=tuple(t for t in before.languages if t not in after.languages),
    )


def _matters(rows: Mapping[str, TextRow], asked: list[QuestionSpec]) -> Iterator[Matter]:
    """Yield what these questions are about, each with its questions."""
    by_address: dict[str, list[str]] = {}
    for question in asked:
        part = battery_part(question.item) if question.kind == BATTERY else None
        where = ADDRESSES[question.kind].format(question, part)
        by_address.setdefault(where, []).append(question.key)
    for where, keys in by_address.items():
        row = rows[where]
        yield Matter(where, row.place, _source_words(row), tuple(keys))


def _source_words(row: TextRow) -> str:
    """Return the words as first written; those of an element, in the first language it has."""
    return next((w for status, w in row.versions.values() if status == SOURCE), "")


# --- Texts ---------------------------------------------------------------------------------------


def _text_changes(
    old: Any, new: Any, old_rows: Mapping[str, TextRow], new_rows: Mapping[str, TextRow]
) -> Iterator[TextChange]:
    for where, row in new_rows.items():
        if where in old_rows:
            yield from _reworded(old_rows[where], row)
        elif not _is_new_as_a_whole(row, new, old):
            yield _one_sided(row, ADDED)
    for where, row in old_rows.items():
        if where not in new_rows and not _is_new_as_a_whole(row, old, new):
            yield _one_sided(row, REMOVED)


def _reworded(old: TextRow, new: TextRow) -> Iterator[TextChange]:
    for language, (_status, words) in new.versions.items():
        if language in old.versions and old.versions[language][1] != words:
            pieces = word_changes(old.versions[language][1], words)
            yield TextChange(new.address, new.place, language, group_of(new.path), pieces)


def _one_sided(row: TextRow, kind: str) -> TextChange:
    """Return the change of a text that stands in one version only, in its first language."""
    language, (_status, words) = next(iter(row.versions.items()))
    pieces = (Piece(kind, words),)
    return TextChange(row.address, row.place, language, group_of(row.path), pieces)


def _is_new_as_a_whole(row: TextRow, here: Any, there: Any) -> bool:
    """Return whether the section, party or question of a text stands in this version only."""
    others = _wholes(there)
    around = (row.path[:depth] for depth in range(1, len(row.path)))
    return any(_is_whole(path) and address(path, here) not in others for path in around)


def _wholes(content: Any) -> set[str]:
    return {address(path, content) for path in paths(content) if _is_whole(path)}


def _is_whole(path: Path) -> bool:
    """Return whether a section, a lens, a party or what is asked stands at this path."""
    in_list = 3 if path[:1] in (("about",), ("vignettes",)) else 2
    in_battery = len(path) == 4 and path[0] == "batteries" and path[2] in ("items", "questions")
    entry = (len(path) == in_list or in_battery) and isinstance(path[-1], int)
    return len(path) == 1 or entry or (len(path) == 2 and path[0] == "lenses")


def group_of(path: Path) -> str:
    """Return what a change of the text at this path means."""
    if NEVER_SHOWN.intersection(path):
        return UNSEEN
    if HOLDS_ANSWERS.intersection(path):
        return ANSWERS
    return AROUND if path[-1] in TEXTS_AROUND else WORDING


def _statuses(old: Mapping[str, TextRow], new: Mapping[str, TextRow]) -> dict[str, int]:
    """Return how many texts have another status and the same words, by language."""
    return dict(
        Counter(
            language
            for where, row in new.items()
            if where in old
            for language, (status, words) in row.versions.items()
            if old[where].versions.get(language) in ((DRAFT, words), (REVIEWED, words))
            and old[where].versions[language][0] != status
        )
    )


# --- What has no words ---------------------------------------------------------------------------


def _setting_changes(old: Any, new: Any) -> Iterator[SettingChange]:
    before, after = _settings(old), _settings(new)
    wholes = _wholes(old) ^ _wholes(new)
    for where in dict.fromkeys([*after, *before]):
        path, content = (after[where][0], new) if where in after else (before[where][0], old)
        values = (before.get(where, ((), ""))[1], after.get(where, ((), ""))[1])
        inside = [address(path[:depth], content) for depth in range(1, len(path))]
        # What stands in an entry that is new is told with the entry.
        if values[0] != values[1] and wholes.isdisjoint(inside):
            group = _group_of_setting(path)
            yield SettingChange(where, place(path, content), group, *values)


def _settings(content: Any) -> dict[str, tuple[Path, str]]:
    """Return (path, value) of whatever has no words, and of each section and lens, by address."""
    found: dict[str, tuple[Path, str]] = {}
    text_paths = {row.path for row in text_rows(content)}
    for path in paths(content):
        inside = any(path[:depth] in text_paths for depth in range(1, len(path) + 1))
        if not path or inside or NOT_COMPARED.intersection((path[0], path[-1])):
            continue
        value = _at(content, path)
        is_section = len(path) == 1 or path[:-1] == ("lenses",)
        if isinstance(value, dict):
            if is_section:
                found[address(path, content)] = (path, THERE)
        elif isinstance(value, list):
            if value and all(isinstance(each, str) for each in value):
                found[address(path, content)] = (path, ", ".join(value))
        elif not isinstance(path[-1], int):
            found[address(path, content)] = (path, "–" if value is None else str(value))
    return found


def _at(content: Any, path: Path) -> Any:
    for step in path:
        content = content[step]
    return content


def _group_of_setting(path: Path) -> str:
    if NEVER_SHOWN.intersection(path):
        return UNSEEN
    return AROUND if path[-1] in SETTINGS_AROUND else WHO
