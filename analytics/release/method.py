"""How the figures of every release are computed, so that they can be computed again."""

from collections.abc import Mapping
from typing import Any

from analytics.measures.blocks import END, ONE, STEP
from analytics.measures.resampling import RESAMPLES, SEED
from analytics.measures.rounding import FIGURE, LIMIT, PROBABILITY
from surveys.group_sizes import SMALLEST_GROUP

METHOD: dict[str, Any] = {
    # Raised with every change of a figure or of its name that the rest does not show.
    "edition": 5,
    "blocks": {
        "step": STEP,
        "smallest_group": SMALLEST_GROUP,
        "description": (
            "For each group of n people the counts of the answers, in the order of `answers`, are "
            "cumulated, and each cumulative count is replaced by the interval of three values that "
            "holds it (one in the middle holds four or two when n + 1 does not divide by three). "
            "Of groups below the smallest only n is published."
        ),
    },
    "gaps": {
        "threat": {"left": "perceived", "right": "assessed"},
        "image": {"left": "perceived", "right": "avowed"},
        "empathy": {"left": "predicted", "right": "perceived"},
    },
    "weights": (
        "Each tally of a block is weighed by how probable it is for people whose shares of the "
        "answers are drawn from a Dirichlet distribution (analytics.measures.weighting.plausible). "
        "Where the panel is published by nominating side, 256 sums of one tally of each side are "
        "taken evenly in those weights."
    ),
    "point": (
        "Mean of the statistic over every pairing of the tallies of the two blocks. Only the four "
        "levels count. Null when a block is not published or does not make it certain that anybody "
        "gave a level."
    ),
    "interval": {
        "description": (
            "Mixture over the pairings of draws from Dirichlet(count + 1/4) for both groups; 95 "
            "percent limits (and 90 percent ones, which end in _90), widened to hold the point. "
            "Those of delta, and of the shift of a change, hold 0 unless the groups are told apart."
        ),
        "resamples": RESAMPLES,
        "seed": SEED,
    },
    "p": "Mean over the pairings of the exact permutation p; normal beyond what can be listed.",
    "claim": (
        "Groups are told apart by a p of delta of at most the level for the sizes of both, or by p "
        "of at most 0.05 where all of either group, eight or more, may have given one level "
        "(analytics.measures.claim_levels). An over- or underestimation needs least sizes of the "
        "gap besides; a difference of any size, and a change between rounds, half of the level."
    ),
    "concern_changes": (
        "More or fewer answers: sums over the concerns of the least, or greatest, possible change "
        "in how many answered a level or higher; no true counts are beyond them. Movement: a "
        "concern counts by a p_delta of at most the level listed for the sizes of both rounds and "
        "by |delta| of at least 1/3 and half a level; one or, in other sizes, two must count, so "
        "that of groups of an unchanged population at most 0.05 are said to have moved, whatever "
        "the six answers of a person have in common (analytics.measures.joint_changes)."
    ),
    "records": (
        "Of each side with 100 participants or more, in rounds that publish records: one record a "
        "person under a random identifier, in a random order. What people say about themselves is "
        "recoded for the whole group and, where that is not enough, withheld "
        "(analytics.disclosure.generalisation), "
        "so that every combination is held by 10 or more, among whom at every question 2 or more "
        "gave another answer than the most common one. A large group without records is of one "
        "mind about some question."
    ),
    "clustered_mean": (
        "Of image gaps between two sides with records, from the records alone: a person's score is "
        "the mean over the concerns of the share of the other group below their mark less the "
        "share above it; clustered_mean is the mean score, its 95 percent limits are Welch's for "
        "the scores of both groups (Satterthwaite's degrees of freedom)."
    ),
    "ranks": (
        "c_delta_uniform and c_delta_minimum_entropy: delta on C ranks among the vignettes, of "
        "image gaps in their domain between two sides with records, from the records alone."
    ),
    "rounding": {"figures": FIGURE, "limits": LIMIT, "significant_digits_of_p": PROBABILITY},
    "pooled": (
        "All gaps of one kind, threat gaps against the whole panel, estimated together by a "
        "multilevel ordinal model of the blocks of both groups, with their own likelihood: a gap "
        "is the sum of a level, a part of its dyad, of its concern and of its own, whose tails are "
        "heavy; people of one group share a leniency (analytics.measures.pooling). Median and 95 "
        "percent limits of the posterior distribution, of an empathy gap those of the mean "
        "prediction less the median answer of the two populations, and the probability that the "
        "gap lies above 0. No kind, direction or verdict rests on them."
    ),
    "mean": (
        "Unweighted over the common battery's concerns that have a figure, with limits as if their "
        "errors moved together; n_above and n_below count the concerns whose kind shows a gap."
    ),
}

# What differs in a round that withstands two colleagues who share their answers.
AGAINST_TWO = {
    "blocks": {
        **METHOD["blocks"],
        "end": END,
        "description": (
            "For each group of n people the counts of the answers, in the order of `answers`, are "
            "cumulated, and each cumulative count is replaced by the interval that holds it. The "
            "first and the last interval hold four values and those between them three, one or two "
            "in the middle being widened by what is over; of 8 people they are 0-4 and 5-8, of 9 "
            "0-3, 4-5 and 6-9, and of fewer than 7 the whole is one. Of groups below the smallest "
            "only n is published."
        ),
    },
    "claim": (
        f"{METHOD['claim']} Here the levels are those listed for blocks that withstand two "
        "colleagues, of groups of 7 to 20 counted whole; nobody is told apart by unanimity, by a "
        "change between rounds or by one level for six concerns."
    ),
}

# What is added in a round that divides its sides by level.
BY_LEVEL = {
    "levels": (
        "What a side is concerned about is published by level where it has two levels or more and "
        "each has as many people as surveys.group_sizes.smallest_group says; everything else, and "
        "a side with a smaller level, is published as one. The figures of such a side are of the "
        "sum of its levels' blocks, taken as that of a panel published by nominating side, and its "
        "gaps are told apart by a p of at most 0.007, or the level of both sizes if that is less. "
        "Of a level with 100 participants or more the records hold its concerns alone."
    )
}


def method(thresholds: Mapping[str, Any], withstands: int) -> dict[str, Any]:
    """Return the method of a release whose round fixed these thresholds when it opened.

    `withstands` is how many colleagues may share their answers, as `analytics.measures.blocks.cuts`
    has it.
    """
    by_level = thresholds.get("gaps", {}).get("by_level")
    return {
        **METHOD,
        **({} if withstands == ONE else AGAINST_TWO),
        **(BY_LEVEL if by_level else {}),
        "thresholds": thresholds,
    }
