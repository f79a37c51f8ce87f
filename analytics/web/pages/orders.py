"""Which orders of the region each side could accept, as a page."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.measures.order_zones import Standing, sides_accepting
from analytics.measures.verdicts import EmpathyKind
from analytics.release.battery_items import items_of
from analytics.release.orders import (
    OrderPredictionRow,
    OrderRow,
    order_predictions,
    order_rows,
    widest_orders,
)
from analytics.release.queries import blocks_of
from analytics.release.rows import Interval
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.orders import PREDICTED, STANDINGS
from analytics.web import wording
from analytics.web.access import Reader
from analytics.web.charts.answers import Span, shares
from analytics.web.pages.shared import Words, page_context, words_of
from surveys.instruments.batteries import Battery
from surveys.instruments.loader import document_of
from surveys.instruments.sides_and_orders import ORDERS
from surveys.languages import join_sentences, listed

MISJUDGED = (EmpathyKind.UNDERPREDICTED, EmpathyKind.OVERPREDICTED)
# Standings that are estimated, and not read off the counts.
ESTIMATED = (Standing.LIKELY, Standing.POSSIBLE, Standing.UNLIKELY)


def orders(reader: Reader) -> dict[str, Any] | None:
    """Every order with its sides, and which is the widest; None if the round did not ask."""
    release = reader.release
    blocks, words = blocks_of(release), words_of(release)
    thresholds = thresholds_of(release.metadata)
    rows = order_rows(blocks, thresholds)
    if not rows:
        return None
    rows = sorted(rows, key=lambda row: words.order.index(row.side))
    predicted = sorted(order_predictions(blocks, thresholds), key=_in_order(words))
    battery = document_of(release.round.instrument).battery(ORDERS)
    sides = list(dict.fromkeys(row.side for row in rows))
    return page_context(reader) | {
        "heading": words.labels.batteries[ORDERS],
        "widest": widest_words(words, rows),
        "columns": [words.name(side) for side in sides],
        "groups": _groups(words, battery, rows),
        "published": any(row.acceptable for row in rows),
        "chart": _chart(words, battery, rows),
        "misjudged": _misjudged(words, predicted),
        "predictions": [_prediction(words, row) for row in predicted],
    }


def _in_order(words: Words) -> Any:
    places = {order: place for place, order in enumerate(items_of(ORDERS, words.labels))}
    return lambda row: (
        places[row.order],
        words.order.index(row.side),
        words.order.index(row.predictor),
    )


def order_text(words: Words, order: str) -> str:
    """An order as a sentence of its own."""
    return capfirst(items_of(ORDERS, words.labels)[order])


# --- The orders ----------------------------------------------------------------------------------


def _groups(words: Words, battery: Battery, rows: Sequence[OrderRow]) -> list[dict[str, Any]]:
    """The orders under the headings of their questionnaire; under none where it has none."""
    groups = [
        (group.key, words.labels.battery_groups[f"{ORDERS}.{group.key}"])
        for group in battery.groups
    ]
    asked = {row.order for row in rows}
    found = [
        {
            "name": name,
            "orders": [
                _order(words, item.key, [row for row in rows if row.order == item.key])
                for item in battery.items
                if item.group == key and item.key in asked
            ],
        }
        for key, name in [*groups, ("", "")]
    ]
    return [group for group in found if group["orders"]]


def _order(words: Words, order: str, rows: Sequence[OrderRow]) -> dict[str, Any]:
    return {
        "id": order,
        "text": order_text(words, order),
        "sides_accepting": _sides_accepting(rows),
        "sides": [
            {
                "name": words.name(row.side),
                "acceptable": _people(row.acceptable, row.n),
                "standing": standing_words(row),
                "is_certain": row.standing in (Standing.CERTAIN, Standing.EXCLUDED),
                "likely": _people(row.likely, row.n),
            }
            for row in rows
        ],
    }


def _people(people: Interval | None, n: int) -> str:
    return _("%(people)s of %(n)s") % {"people": wording.count_words(people), "n": n}


def standing_words(row: OrderRow) -> str:
    """Whether at least half of a side accept an order; an estimate with its probability."""
    words = str(STANDINGS[row.standing])
    if row.chance is None or row.standing not in ESTIMATED:
        return words
    return f"{words} ({wording.percent(row.chance)})"


def _sides_accepting(rows: Sequence[OrderRow]) -> str:
    """By how many of the sides an order is accepted, as far as that is certain."""
    words = ngettext(
        "Acceptable to %(sides)s of %(all)s side",
        "Acceptable to %(sides)s of %(all)s sides",
        len(rows),
    )
    certain = wording.count_words(sides_accepting([row.standing for row in rows]))
    return words % {"sides": certain, "all": len(rows)}


def widest_words(words: Words, rows: Sequence[OrderRow]) -> dict[str, Any]:
    """The orders that the most sides accept, and how sure that is."""
    widest = widest_orders(rows)
    if widest is None:
        return {"sentence": _("No order is likely to be acceptable to any side."), "orders": []}
    certain = _("It is certain that no other order is acceptable to more sides than this:")
    likely = _("By what is certain or likely of each side, most sides accept this:")
    equal_certain = _("It is certain that no order is acceptable to more sides than these:")
    equal_likely = _(
        "By what is certain or likely of each side, equally many accept these, and fewer others:"
    )
    alone = len(widest.orders) == 1
    sentence = (
        (certain if alone else equal_certain)
        if widest.is_certain
        else (likely if alone else equal_likely)
    )
    return {
        "sentence": sentence,
        "orders": [
            {
                "id": order,
                "text": order_text(words, order),
                "sides": accepted_by(words, rows, order),
            }
            for order in widest.orders
        ],
    }


def accepted_by(words: Words, rows: Sequence[OrderRow], order: str) -> str:
    """The sides of which it is certain, and those of which it is likely, that half accept it."""
    said = []
    for standing, sentence in (
        (Standing.CERTAIN, _("Certainly acceptable to: %(sides)s.")),
        (Standing.LIKELY, _("Likely to be acceptable to: %(sides)s.")),
    ):
        sides = [r.side for r in rows if (r.order, r.standing) == (order, standing)]
        if sides:
            said.append(sentence % {"sides": listed(words.name(side) for side in sides)})
    return join_sentences(*said)


def _chart(words: Words, battery: Battery, rows: Sequence[OrderRow]) -> Any:
    return shares(
        [
            (
                order_text(words, item.key),
                [
                    Span(f"{words.name(row.side)} {_people(row.acceptable, row.n)}", _shares(row))
                    for row in rows
                    if row.order == item.key
                ],
            )
            for item in battery.items
        ]
    )


def _shares(row: OrderRow) -> tuple[float, float] | None:
    return row.acceptable and (row.acceptable[0] / row.n, row.acceptable[1] / row.n)


# --- What each side expects of the others --------------------------------------------------------


def _misjudged(words: Words, rows: Sequence[OrderPredictionRow]) -> list[dict[str, Any]]:
    """The orders that sides find more, or less, acceptable than others expected."""
    found: dict[str, list[str]] = {}
    for row in rows:
        if row.prediction in MISJUDGED:
            found.setdefault(row.order, []).append(misjudged(words, row))
    return [
        {"order": order_text(words, order), "sentences": sentences}
        for order, sentences in found.items()
    ]


def misjudged(words: Words, row: OrderPredictionRow) -> str:
    """That a side finds an order more, or less, acceptable than another side expected."""
    more = _("%(side)s find this more acceptable than %(predictors)s expected.")
    less = _("%(side)s find this less acceptable than %(predictors)s expected.")
    sentence = more if row.prediction == EmpathyKind.UNDERPREDICTED else less
    return sentence % {
        "side": capfirst(words.labels.participants[row.side]),
        "predictors": words.labels.participants[row.predictor],
    }


def _prediction(words: Words, row: OrderPredictionRow) -> dict[str, Any]:
    return {
        "order": order_text(words, row.order),
        "side": words.name(row.side),
        "predictor": words.name(row.predictor),
        "words": str(PREDICTED[row.prediction]),
        "is_verdict": row.prediction in (*MISJUDGED, EmpathyKind.ACCURATE),
        "gap": wording.estimate(*row.estimate("empathy_gap")),
    }
