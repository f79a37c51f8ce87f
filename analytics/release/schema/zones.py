"""The table of contract zones: what each side could do toward each other that would reassure."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.reassurance import Answered, MeasureRow, PredictionGap, measure_rows
from analytics.release.schema.columns import (
    BELOW_FIVE,
    Column,
    Source,
    TableSchema,
    Type,
    count,
    figure,
    text,
)
from analytics.release.schema.questions import DYAD, by_key, parties
from analytics.release.schema.texts import Joined, Values
from analytics.release.verdicts import thresholds_of
from analytics.vocabulary.gaps import KINDS
from analytics.vocabulary.reassurance import AWARENESS, ZONES
from surveys.instruments.batteries import battery_part
from surveys.instruments.document import Document
from surveys.instruments.labels import Labels
from surveys.instruments.reassurance import KEY

EMPATHY_KINDS = ("underpredicted", "overpredicted", "accurate", "inconclusive", "insufficient")


def _measures(labels: Labels) -> dict[str, str]:
    """What each measure is, in the words of the first dyad for which it is there."""
    texts: dict[str, str] = {}
    for key, words in labels.battery_items.items():
        part = battery_part(key.partition(":")[2])
        if part.battery == KEY:
            texts.setdefault(part.item, words)
    return texts


def _baskets(document: Document, labels: Labels) -> Values:
    def of_battery(labels: Labels) -> dict[str, str]:
        groups = labels.battery_groups.items()
        return {key.partition(".")[2]: words for key, words in groups if key.startswith(f"{KEY}.")}

    none: Values = {"": _("none")}
    return {**by_key(of_battery, labels), **none}


# Whose answers a column counts: those at the level from which a measure counts as wanted, or
# acceptable, and those above it.
WHO: Mapping[str, Promise] = {
    "wanted": _("perceiver's participants: it would lessen their side's concern"),
    "acceptable": _("target's participants: it is acceptable to their side"),
    "acceptable_predicted": _("perceiver's participants: they predict that it is acceptable"),
    "wanted_predicted": _("target's participants: they predict that it would lessen concern"),
}
GAPS_OF: Mapping[str, Promise] = {
    "acceptance_gap": _("of what is acceptable to the target"),
    "wanting_gap": _("of what would lessen the perceiver's concern"),
}


def _of_group(name: str) -> tuple[Column, ...]:
    """How many people of a group answered so, and how probable it is that half or more did."""

    def sizes(row: MeasureRow) -> Sequence[int]:
        group: Answered | None = getattr(row, name)
        return () if group is None else (group.n,)

    def of(part: str) -> Callable[[MeasureRow], Any]:
        def read(row: MeasureRow) -> Any:
            group: Answered | None = getattr(row, name)
            return None if group is None or group.support is None else getattr(group.support, part)

        return read

    def n(row: MeasureRow) -> int | None:
        return next(iter(sizes(row)), None)

    may_be_missing: dict[str, Any] = {"missing": BELOW_FIVE, "sizes": sizes, "optional": True}
    fewest, most = (
        Joined(_("Fewest who said so"), WHO[name]),
        Joined(_("Most who said so"), WHO[name]),
    )
    half = Joined(_("Probability that at least half said so"), WHO[name])
    probability = Column(
        f"{name}_half", Type.NUMBER, half, "", 0, 1, read=of("likelihood"), **may_be_missing
    )
    return (
        count(f"{name}_n", Joined(_("People asked"), WHO[name]), optional=True, read=n),
        count(f"{name}_low", fewest, read=of("least"), **may_be_missing),
        count(f"{name}_high", most, read=of("most"), **may_be_missing),
        probability,
    )


def _gap(name: str) -> tuple[Column, ...]:
    def of(part: str) -> Callable[[MeasureRow], Any]:
        def read(row: MeasureRow) -> Any:
            found: PredictionGap | None = getattr(row, name)
            return None if found is None else getattr(found, part)

        return read

    of_what = GAPS_OF[name]
    kinds = {kind: KINDS[kind] for kind in EMPATHY_KINDS}
    point = Joined(_("Mean prediction less the median of the answers"), of_what)
    low = Joined(_("Lower 95 percent limit of this gap"), of_what)
    high = Joined(_("Upper 95 percent limit of this gap"), of_what)
    called = Joined(_("What this gap is called"), of_what)
    return (
        figure(name, point, -3, 3, read=of("gap"), unit="levels"),
        figure(f"{name}_low", low, read=of("low"), unit="levels"),
        figure(f"{name}_high", high, read=of("high"), unit="levels"),
        text(f"{name}_kind", called, kinds, optional=True, read=lambda row: of("kind")(row) or ""),
    )


def _rows(source: Source) -> list[MeasureRow]:
    thresholds = thresholds_of(source.metadata)
    return measure_rows(source.content.blocks, source.document, thresholds)


CONTRACT_ZONES = TableSchema(
    "zones",
    _("What would reassure: contract zones"),
    "One measure that the target might take toward the perceiver: how many of the perceiver's "
    "participants it would reassure, how many of the target's find it acceptable, what each group "
    "expects of the other, and whether it lies in their contract zone.",
    (
        text("perceiver", _("Side whose concern it would lessen"), parties, filters=True),
        text("target", _("Side that would take the measure"), parties, filters=True),
        text(
            "item",
            _("Measure, by its key in the questionnaire"),
            lambda document, labels: by_key(_measures, labels),
            filters=True,
        ),
        text("basket", _("Kind of measure"), _baskets, optional=True, filters=True),
        text(
            "zone",
            _("How surely it lies in the contract zone"),
            ZONES,
            filters=True,
            read=attrgetter("zone.value"),
        ),
        figure(
            "zone_likelihood",
            _("Probability that at least half of both groups are for it"),
            0,
            1,
            read=attrgetter("verdict.likelihood"),
        ),
        *_of_group("wanted"),
        *_of_group("acceptable"),
        *_of_group("acceptable_predicted"),
        text(
            "known_acceptable",
            _("Whether the perceiver's participants expect that it is acceptable"),
            AWARENESS,
            optional=True,
            filters=True,
            read=attrgetter("known_acceptable.value"),
        ),
        *_gap("acceptance_gap"),
        *_of_group("wanted_predicted"),
        text(
            "known_wanted",
            _("Whether the target's participants expect that it would lessen concern"),
            AWARENESS,
            optional=True,
            filters=True,
            read=attrgetter("known_wanted.value"),
        ),
        *_gap("wanting_gap"),
    ),
    rows=_rows,
    filters=(DYAD,),
    required=False,
)
