"""The tables of which orders of the region each side could accept, and whether the others know."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.battery_items import items_of
from analytics.release.orders import OrderRow, order_predictions, order_rows
from analytics.release.schema.columns import BELOW_FIVE, Column, TableSchema, count, figure, text
from analytics.release.schema.figures import EMPATHY
from analytics.release.schema.own_answers import group_size
from analytics.release.schema.questions import by_key, parties
from analytics.release.schema.self_images import PREDICTED_BY, chosen
from analytics.release.schema.texts import Values
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.orders import PREDICTED, STANDINGS
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels
from surveys.instruments.sides_and_orders import ORDERS as BATTERY


def _orders(document: Document, labels: Labels) -> Values:
    return by_key(lambda each: items_of(BATTERY, each), labels)


def _end(question: str, end: int, label: Promise) -> Column:
    def read(row: OrderRow) -> int | None:
        interval = getattr(row, question)
        return None if interval is None else int(interval[end])

    name = f"{question}_{('low', 'high')[end]}"
    return count(name, label, missing=BELOW_FIVE, optional=True, read=read, sizes=group_size)


ORDER = text("order", _("Order of the region, by its key"), _orders, filters=True)
SIDE = text("side", _("Side whose participants answered"), parties, filters=True)

ORDERS = TableSchema(
    "orders",
    _("Orders of the region that each side could accept"),
    "One order of the region and the participants of one side: how many find it rather acceptable "
    "or acceptable, whether that is at least half of them, and how many expect it in ten years.",
    (
        ORDER,
        SIDE,
        count("n", _("People of the side who submitted and were asked")),
        _end("acceptable", 0, _("Fewest who find it rather acceptable or acceptable")),
        _end("acceptable", 1, _("Most who find it rather acceptable or acceptable")),
        figure(
            "chance",
            _("Probability, over the tallies of the block, that at least half of them do"),
            0,
            1,
            missing=BELOW_FIVE,
            sizes=group_size,
        ),
        text("standing", _("Whether at least half of them do"), STANDINGS, filters=True),
        _end("likely", 0, _("Fewest who think it rather likely or likely in ten years")),
        _end("likely", 1, _("Most who think it rather likely or likely in ten years")),
    ),
    rows=lambda source: order_rows(source.content.blocks, thresholds_of(source.metadata)),
    revised=True,
    required=False,
)

ORDER_PREDICTIONS = TableSchema(
    "order_predictions",
    _("What each side thinks that the others could accept"),
    "One order of the region and two sides: what the participants of one think that those of the "
    "other most commonly answered, against their answers, from not acceptable, 0, to acceptable, "
    "3.",
    (
        ORDER,
        text("predictor", _("Side whose participants predicted"), parties, filters=True),
        SIDE,
        count("n_left", _("People who were asked to predict")),
        count("n_right", _("People whose answers were predicted")),
        text("prediction", _("What the prediction is called"), PREDICTED, filters=True),
        *chosen(EMPATHY, PREDICTED_BY),
    ),
    rows=lambda source: order_predictions(source.content.blocks, thresholds_of(source.metadata)),
    revised=True,
    required=False,
)
