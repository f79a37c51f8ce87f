"""How seriously two levels of a side take the same question, one against the other."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.release.schema.columns import Column, TableSchema, count, text
from analytics.release.schema.figures import GAP, LEFT, RIGHT, of_a_group
from analytics.release.schema.questions import ITEMS, QUESTION
from analytics.vocabulary.gaps import DIRECTIONS_OF_LEVELS, KINDS_OF_LEVELS, SUBTYPES_OF_LEVELS
from surveys.respondent_groups import LEVEL_NAMES

NAMES = {level: _(name) for level, name in LEVEL_NAMES.items()}


def _level(name: str, label: Promise) -> Column:
    return text(name, label, NAMES, filters=True)


FIGURES = (
    GAP.delta("delta", _("Cliff's delta: above 0 the first group stands higher")),
    GAP.delta("delta_low", _("Cliff's delta, lower 95 percent limit")),
    GAP.delta("delta_high", _("Cliff's delta, upper 95 percent limit")),
    GAP.levels("level_shift", _("Mean of the first group less that of the second, in levels")),
    GAP.levels("level_shift_low", _("Level shift, lower 95 percent limit")),
    GAP.levels("level_shift_high", _("Level shift, upper 95 percent limit")),
    GAP.delta("delta_bound_low", _("Least delta, whatever the undecided would have said")),
    GAP.delta("delta_bound_high", _("Greatest delta, whatever the undecided would have said")),
    GAP.flag("depends_on_undecided", _("Whether those bounds lie on both sides of 0")),
    GAP.probability("p_delta", _("Permutation p-value of delta, two-sided")),
    GAP.probability("q_bh", _("False discovery rate of p_delta (Benjamini and Hochberg)")),
    GAP.flag("survives_fdr", _("Whether q_bh is within the threshold")),
    *of_a_group("left", _("first group"), LEFT),
    *of_a_group("right", _("second group"), RIGHT),
)
LEVEL_GAPS = TableSchema(
    "level_gaps",
    _("Differences between the levels of a side"),
    "How seriously participants of two levels of one side, such as government and public, take one "
    "question, computed from the blocks of both; of sides that are published by level.",
    (
        *QUESTION,
        _level("first_level", _("First group: the level of its participants")),
        _level("second_level", _("Second group: the level of its participants")),
        count("n_left", _("People asked of the first group")),
        count("n_right", _("People asked of the second group")),
        text("kind", _("What the difference is called"), KINDS_OF_LEVELS, filters=True),
        text("subtype", _("What more there is to say of it"), SUBTYPES_OF_LEVELS, optional=True),
        text(
            "direction",
            _("Direction, where there are too few people to classify"),
            DIRECTIONS_OF_LEVELS,
            optional=True,
        ),
        *FIGURES,
    ),
    rows=lambda source: source.content.level_gaps,
    filters=ITEMS,
    revised=True,
    required=False,
)
