"""Questions of a form that another program wrote, added to a questionnaire as far as they fit.

Several questions of one group with the same answers become a battery about no side, and each
question by itself one about oneself. All else is named and stays behind.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from surveys.instruments.batteries import NO_SIDE
from surveys.instruments.document import MOST_ANSWERS, NO_LEVEL
from surveys.instruments.interchange.faults import Faults
from surveys.instruments.interchange.form import Choice, Form, Kind, Places, Row, Words
from surveys.instruments.interchange.names import Address

MOST_ABOUT = 6
LONGEST_KEY = 50
MARKUP = re.compile(r"</?[A-Za-z][^<>]*>")
REFERENCE = re.compile(r"\$?\{[^{}]*\}")
TITLES = {
    "en": "Further questions",
    "zh-Hans": "其他问题",
    "ja": "その他の質問",
    "ko": "추가 질문",
}


def add_foreign(
    content: Any, form: Form, rows: Sequence[Row], faults: Faults, places: dict[Address, Places]
) -> tuple[str, ...]:
    """Add the questions of these rows to a questionnaire's content; return what is not carried.

    Languages that the form lacks are taken out of the content, with all their texts, and said.
    ``places`` is told where each added entry came from.
    """
    if all(row.kind in (Kind.GROUP, Kind.END) for row in rows):
        return ()
    return tuple(_Adder(content, form, faults, places).add(rows))


class _Adder:
    def __init__(
        self, content: Any, form: Form, faults: Faults, places: dict[Address, Places]
    ) -> None:
        self.content, self.form, self.faults, self.places = content, form, faults, places
        self.said: list[str] = []
        self.taken = {battery["key"] for battery in content.get("batteries", ())}

    def add(self, rows: Sequence[Row]) -> list[str]:
        if not self._share_languages():
            return []
        for group, questions in _sections(rows):
            if group and questions and "relevant" in group.unread:
                self._leave_out(group, "the condition of the group is left out")
            fitting = [row for row in questions if self._fits(row)]
            for same in _with_the_same_answers(fitting):
                if len(same) > 1:
                    self._add_battery(group, same)
                else:
                    self._add_about(same[0])
        return self.said

    def _leave_out(self, row: Row, reason: str) -> None:
        self.said.append(f"{row.place}: {row.name}: {reason}")

    # --- Languages -------------------------------------------------------------------------------

    def _share_languages(self) -> bool:
        """Keep the languages that both have; False, with a fault, if the first one is not."""
        source, *others = self.content["languages"]
        if source not in self.form.languages:
            wanted = f"label::… ({source})"
            self.faults.add(
                "", f"has no texts in {source}, the first language; name it as {wanted}"
            )
            return False
        lacking = [tag for tag in others if tag not in self.form.languages]
        further = [tag for tag in self.form.languages if tag not in self.content["languages"]]
        if lacking:
            self.content["languages"] = [t for t in self.content["languages"] if t not in lacking]
            _take_out(self.content, lacking)
            said = "the questionnaire's texts are left out, as the form has none"
            self.said.append(f"{', '.join(lacking)}: {said}")
        if further:
            said = "the form's texts are left out, as the questionnaire has none"
            self.said.append(f"{', '.join(further)}: {said}")
        return True

    # --- Questions -------------------------------------------------------------------------------

    def _fits(self, row: Row) -> bool:
        """Return whether a row becomes a question; what it lacks or loses is said."""
        if row.kind is not Kind.CHOOSE:
            self._leave_out(row, f"is of the type {row.unread.get('type') or row.kind.value}")
            return False
        answers = self._answers(row)
        most = MOST_ANSWERS - len(NO_LEVEL)
        if not 2 <= len(answers) <= most:
            self._leave_out(row, f"has {len(answers)} answers, where 2 to {most} can be counted")
            return False
        words = [row.label, *(choice.words for choice in answers)]
        missing = [t for t in self.content["languages"] if not all(_plain(w, t) for w in words)]
        if missing:
            self._leave_out(row, f"has no text in {', '.join(missing)}")
            return False
        if any(REFERENCE.search(text) for each in words for text in each.values()):
            self._leave_out(row, "fills in an answer given before")
            return False
        for lost in (*row.unread, *(["hint"] if row.hint else [])):
            self._leave_out(row, f"its {lost} is left out")
        return True

    def _answers(self, row: Row) -> Sequence[Choice]:
        return self.form.lists.get(row.choices, ())

    def _add_about(self, row: Row) -> None:
        about = self.content.setdefault("about", {"title": self._titled({}), "questions": []})
        if len(about["questions"]) == MOST_ABOUT:
            self._leave_out(row, f"is one more than the {MOST_ABOUT} questions about oneself")
            return
        key = _key(row.name, {question["key"] for question in about["questions"]})
        question = {"key": key, "question": self._text(row.label), "options": self._entries(row)}
        about["questions"].append(question | ({"required": True} if row.required else {}))
        self.places[("about", "questions", key)] = row.places

    def _add_battery(self, group: Row | None, rows: Sequence[Row]) -> None:
        first = rows[0]
        key = _key(group.name if group else first.choices, self.taken)
        self.taken.add(key)
        title = self._titled(group.label if group else {})
        used: set[str] = set()
        items = []
        for row in rows:
            item = _key(row.name, used)
            used.add(item)
            items.append({"key": item, "text": self._text(row.label)})
            self.places[("batteries", key, "items", item)] = row.places
        full = {tag: dict.fromkeys(text, "{item}") for tag, text in title.items()}
        question = {
            "key": "answer",
            "title": title,
            "answers": self._entries(first),
            "lenses": {"stated": {"title": title, "stem": title, "question": full}},
            "ordered": False,
        }
        battery = {"key": key, "title": title, "about": NO_SIDE, "items": items}
        self.content.setdefault("batteries", []).append(battery | {"questions": [question]})
        self.places[("batteries", key)] = first.places
        said = "its answers are taken as unordered; if they are levels, say so in the YAML"
        self.said.append(f"{first.place}: {key}: {said}")

    def _entries(self, row: Row) -> list[dict[str, Any]]:
        keys: set[str] = set()
        entries = []
        for choice in self._answers(row):
            key = _key(choice.name, keys)
            keys.add(key)
            entries.append({"key": key, "text": self._text(choice.words)})
        return entries

    # --- Texts -----------------------------------------------------------------------------------

    def _text(self, words: Words) -> dict[str, dict[str, str]]:
        source, *others = self.content["languages"]
        return {
            tag: {"source" if tag == source else "draft": _plain(words, tag)}
            for tag in (source, *others)
        }

    def _titled(self, words: Words) -> dict[str, dict[str, str]]:
        whole = all(_plain(words, tag) for tag in self.content["languages"])
        usual = {tag: TITLES.get(tag, TITLES["en"]) for tag in self.content["languages"]}
        return self._text(words if whole else usual)


def _sections(rows: Sequence[Row]) -> Iterator[tuple[Row | None, list[Row]]]:
    """Yield each group, in the order of the form, with the rows that stand in it itself."""
    around: list[tuple[Row | None, list[Row]]] = [(None, [])]
    found = [around[0]]
    for row in rows:
        if row.kind is Kind.GROUP:
            around.append((row, []))
            found.append(around[-1])
        elif row.kind is Kind.END:
            around = around[:-1] or around
        else:
            around[-1][1].append(row)
    yield from found


def _with_the_same_answers(rows: Sequence[Row]) -> Iterator[list[Row]]:
    by_list: dict[str, list[Row]] = {}
    for row in rows:
        by_list.setdefault(row.choices, []).append(row)
    yield from by_list.values()


def _plain(words: Words, tag: str) -> str:
    """Return a text in one line, without the marks of emphasis that other programs allow."""
    return " ".join(MARKUP.sub("", words.get(tag, "")).split())


def _key(name: str, taken: Mapping[str, Any] | set[str]) -> str:
    """Return a key like a name, which is not taken yet.

    >>> _key("Q1_Trust", {"q1-trust"})
    'q1-trust-2'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    plain = plain if plain[:1].isalpha() else f"q-{plain}".rstrip("-")
    plain = plain[: LONGEST_KEY - 4].rstrip("-")
    return next(
        key
        for number in count(1)
        if (key := plain if number == 1 else f"{plain}-{number}") not in taken
    )


def _take_out(value: Any, languages: Sequence[str]) -> None:
    """Take texts and words of elements in these languages out of content."""
    if isinstance(value, dict):
        for tag in languages:
            value.pop(tag, None)
    for each in value.values() if isinstance(value, dict) else value:
        if isinstance(each, dict | list):
            _take_out(each, languages)
