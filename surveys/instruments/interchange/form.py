"""A questionnaire as a form that any survey program has: rows in order, and lists of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

Words = Mapping[str, str]  # by the tag of the language
# Where something was read: the cell or line of a part (label, hint, ...) and language, or of "".
Places = Mapping[tuple[str, str], str]

SEAT, SIDE, PERCEIVER, TARGET = "seat", "side", "perceiver", "target"
# What a form asks before all else: who answers, and about which directed dyad.
VARIABLES = (SEAT, SIDE, PERCEIVER, TARGET)
ROLES = (PERCEIVER, TARGET)
# The forms of a party's name that texts may have filled in: their ending as a placeholder, and the
# field of the party.
PARTY_FORMS = {"": "side", "_possessive": "possessive", "_participants": "participants"}
PLACEHOLDERS = {f"{role}{end}": (role, end) for role in ROLES for end in PARTY_FORMS}
# The name of the row that holds what is filled in for each placeholder.
REFERENCES = {name: f"{role}_{PARTY_FORMS[end]}" for name, (role, end) in PLACEHOLDERS.items()}


class Kind(StrEnum):
    """What a row of a form is; ``PARTY`` is a party's name that is filled in elsewhere."""

    GROUP = "group"
    END = "end"
    NOTE = "note"
    CHOOSE = "choose"
    WRITE = "write"
    PARTY = "party"
    OTHER = "other"


@dataclass(frozen=True)
class Term:
    """One condition under which a row is asked.

    Of ``variable`` (one of `VARIABLES` or the name of another row): it has one of the ``values``,
    or is the ``same_as`` or ``other_than`` a second one. Without a variable: perceiver and target
    are one of the ``pairs``. ``of_participants``: assessors are asked in any case.
    """

    variable: str = ""
    values: tuple[str, ...] = ()
    same_as: str = ""
    other_than: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    of_participants: bool = False


@dataclass(frozen=True)
class Choice:
    """An answer; ``name`` is unique in its list."""

    name: str
    words: Words
    places: Places = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Row:
    """A row of a form; ``choices`` is the name of a list, ``unread`` what was not understood."""

    kind: Kind
    name: str = ""
    label: Words = field(default_factory=dict)
    hint: Words = field(default_factory=dict)
    choices: str = ""
    asked_if: tuple[Term, ...] = ()
    required: bool = False
    places: Places = field(default_factory=dict, compare=False)
    unread: Mapping[str, str] = field(default_factory=dict, compare=False)

    @property
    def place(self) -> str:
        """Where the row was read; "" where it was not."""
        return self.places.get(("", ""), "")


@dataclass(frozen=True)
class Form:
    """A form; ``languages`` begin with the one in which the texts were written."""

    slug: str
    version: int
    languages: tuple[str, ...]
    title: Words
    rows: tuple[Row, ...]
    lists: Mapping[str, Sequence[Choice]]

    def row(self, name: str) -> Row:
        """Return the row of this name; KeyError if there is none."""
        return {row.name: row for row in self.rows if row.kind is not Kind.END}[name]

    def party_form(self, code: str, field: str) -> Words:
        """Return one of `PARTY_FORMS` of a party, from the row in which it stands by itself."""
        return self.row(f"text.parties.{code}.{field}").label
