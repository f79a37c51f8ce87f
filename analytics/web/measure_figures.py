"""What each side of a dyad could do toward the other, as a figure to take away."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from analytics.web.access import Reader
from analytics.web.drawn import Drawn, sheet
from analytics.web.pages.reassurance import BOXES, FIGURE, reassurance

SHEET = "figure-quadrants.typ"


def measures_of(reader: Reader, name: str) -> Drawn | None:
    """The measures of the dyad that the name ends in; None for one that the release has not."""
    page = reassurance(reader)
    dyads = page["dyads"] if page else []
    dyad = next((dyad for dyad in dyads if f"{FIGURE}{dyad['id']}" == name), None)
    if dyad is None or not any(each["drawing"].boxes for each in dyad["directions"]):
        return None
    shown = [each for each in dyad["directions"] if each["drawing"].boxes]
    directions = [_direction(direction) for direction in shown]
    data = sheet(
        reader,
        title=_("%(perceiver)s and %(target)s")
        % dict(zip(("perceiver", "target"), dyad["sides"], strict=True)),
        subtitle=_("What would reassure: how many want each measure, and how many accept it."),
        notes=[str(BOXES)],
        columns=[
            "",
            _("Measure"),
            _("It would lessen concern"),
            _("It is acceptable"),
            _("In the contract zone"),
        ],
        directions=directions,
    )
    words = [
        f"{direction['title']}: "
        + "; ".join(
            f"{measure['text']}, {measure['wanted']}, {measure['acceptable']}, {measure['zone']}"
            for measure in direction["measures"]
        )
        + "."
        for direction in directions
    ]
    return Drawn(name, SHEET, data, words)


def _direction(direction: Mapping[str, Any]) -> dict[str, Any]:
    names = {"perceiver": direction["perceiver"], "target": direction["target"]}
    drawing = direction["drawing"]
    return {
        "title": _("What %(target)s could do toward %(perceiver)s") % names,
        "axes": direction["axes"],
        "drawing": {
            **asdict(drawing),
            "reach": drawing.reach,
            "boxes": [{**asdict(box), "label": box.label} for box in drawing.boxes],
        },
        "measures": [
            {
                "number": str(measure["number"]),
                **{name: measure[name] for name in ("text", "wanted", "acceptable", "zone")},
            }
            for basket in direction["baskets"]
            for measure in basket["measures"]
        ],
    }
