"""Makes a figure of one line of a file, or says what is wrong in each of its fields."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from analytics.measures.marks import LEVELS
from analytics.models import ReferenceFigure
from analytics.reference import values
from analytics.reference.columns import REQUIRED
from analytics.reference.matters import Matters

Kind, Comparability = ReferenceFigure.Kind, ReferenceFigure.Comparability
Check = Callable[[str], Any]
LONGEST = {field.name: field.max_length or 0 for field in ReferenceFigure._meta.fields}


class FigureReader:
    """Reads lines for one study, of whose questionnaires it knows sides and matters."""

    def __init__(self, matters: Matters) -> None:
        self.matters = matters

    def figure(self, cells: Mapping[str, str]) -> tuple[ReferenceFigure | None, list[str]]:
        """Return the figure of a line, not yet stored, and its faults: `field: what, how to mend`.

        The figure is None where there is any fault.
        """
        fields = _Fields(cells)
        for name, check in self._checks().items():
            fields.read(name, check)
        self._read_matter(fields)
        _read_value(fields)
        _read_note(fields)
        if fields.problems:
            return None, fields.problems
        return ReferenceFigure(**fields.given), []

    def _checks(self) -> Mapping[str, Check]:
        return {
            "perceiver": lambda text: values.one_of(text, self.matters.perceivers),
            "target": lambda text: values.one_of(text, self.matters.targets),
            "figure": lambda text: values.one_of(text, Kind.values),
            "source": _text("source"),
            "url": lambda text: values.https(text, LONGEST["url"]),
            "date": values.past_date,
            "population": _text("population"),
            "n": values.people,
            "wording": _text("wording"),
            "language": values.language_tag,
            "comparability": lambda text: values.one_of(text, Comparability.values),
            "note": _text("note"),
        }

    def _read_matter(self, fields: "_Fields") -> None:
        """Read the item, which must be asked of the directed dyad."""
        dyad = fields.given.get("perceiver", ""), fields.given.get("target", "")
        if not all(dyad):
            return None
        if dyad not in self.matters.by_dyad:
            return fields.refuse("target", _("is the perceiver too: name another side"))
        items = self.matters.by_dyad[dyad]
        elsewhere = self.matters.dyads_with(fields.cells["item"])
        if elsewhere and fields.cells["item"] not in items:
            asked = ", ".join(f"{perceiver}>{target}" for perceiver, target in elsewhere)
            return fields.refuse(
                "item",
                _("is %(text)s, which is asked of %(asked)s alone")
                % {"text": repr(fields.cells["item"]), "asked": asked},
            )
        return fields.read("item", lambda text: values.one_of(text, sorted(items)))


class _Fields:
    """The values of a line that could be read, and the faults of the others."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.given: dict[str, Any] = {}
        self.problems: list[str] = []

    def read(self, name: str, check: Check) -> None:
        """Read a field; one that is left out keeps the default of the model."""
        text = self.cells[name]
        if not text:
            if name in REQUIRED:
                self.refuse(name, _("is missing"))
            return
        try:
            self.given[name] = check(text)
        except ValueError as problem:
            self.refuse(name, str(problem))

    def refuse(self, name: str, problem: str) -> None:
        words = _("%(column)s: %(problem)s") % {"column": name, "problem": problem}
        self.problems.append(words)


def _text(name: str) -> Check:
    return lambda text: values.plain(text, LONGEST[name])


def _read_value(fields: _Fields) -> None:
    """Read the figure with its interval, on the scale of its kind."""
    kind = fields.given.get("figure")
    if kind is None:
        return None
    for name in _without(kind):
        if fields.cells[name]:
            fields.refuse(name, _("must be empty, since the figure is a %(kind)s") % {"kind": kind})
    if kind == Kind.MARK:
        return fields.read("value", lambda text: values.one_of(text, LEVELS))
    lowest, highest = 0.0, 100.0
    if kind == Kind.MEAN:
        for name in ("scale_minimum", "scale_maximum"):
            if not fields.cells[name]:
                fields.refuse(name, _("is missing, and a mean cannot be read without its scale"))
            fields.read(name, values.number)
        ends = [fields.given.get(name) for name in ("scale_minimum", "scale_maximum")]
        if None in ends:
            return None
        lowest, highest = (float(str(end)) for end in ends)
        if lowest >= highest:
            return fields.refuse("scale_maximum", _("must be above scale_minimum"))
    for name in ("value", "low", "high"):
        fields.read(name, lambda text: values.within(text, lowest, highest))
    return _read_interval(fields)


def _without(kind: str) -> tuple[str, ...]:
    """Return the fields that a figure of this kind does not have."""
    scale = ("scale_minimum", "scale_maximum")
    return {Kind.MARK.value: ("low", "high", *scale), Kind.PERCENTAGE.value: scale}.get(kind, ())


def _read_interval(fields: _Fields) -> None:
    """Require both ends of an interval, around the value."""
    cells, given = fields.cells, fields.given
    for name, other in (("low", "high"), ("high", "low")):
        if cells[other] and not cells[name]:
            fields.refuse(name, _("is missing, though %(other)s is given") % {"other": other})
    if not {"low", "value", "high"} <= given.keys():
        return
    if not float(given["low"]) <= float(given["value"]) <= float(given["high"]):
        fields.refuse("value", _("must lie between low and high"))


def _read_note(fields: _Fields) -> None:
    differs = fields.given.get("comparability") not in (None, Comparability.SAME)
    if differs and not fields.cells["note"]:
        fields.refuse("note", _("is missing: say what differs from the question of this study"))
