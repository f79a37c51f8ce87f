"""The model of pooled gaps fitted by NumPyro, which shares none of the program's integrals.

Run by hand, since it takes minutes and an installation of its own:

    python -m venv var/reference
    var/reference/bin/pip install --require-hashes -r requirements/reference.txt
    var/reference/bin/python -m tests.reference.fit_pooled_gaps

It writes pooled_gaps.json: what the posterior distribution says of delta in three simulated rounds.
All scales are continuous here, all effects are drawn by a Markov chain (the no-U-turn sampler), and
the probability of a block is written down anew.
"""

import json
from math import lgamma, log
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import log_ndtr, logsumexp, ndtri
from jax.scipy.stats import norm
from numpyro.infer import MCMC, NUTS

from analytics.measures.block_likelihood import mean_shares, no_level_rate
from analytics.measures.blocks import Block, members
from analytics.measures.pooled_model import TAIL_SCALE, TAIL_SHARE
from analytics.measures.pooled_scales import LATTICE, PRIOR
from analytics.measures.pooled_scales import POWER as PRIOR_POWER
from analytics.measures.pooling import LIKENESS, POWER, SMALL_POWERS
from analytics.measures.weighting import ALPHA
from benchmarks.simulated_rounds import SimulatedRound
from tests.reference.rounds import KEPT, ROUNDS

WARMUP, DRAWS, CHAINS = 400, 800, 2
SCALES = ("location", "dyad", "concern", "cell", "spread")
LEVELS = 4


class Tallies(NamedTuple):
    """Of every block its tallies of the levels, and the logarithm of what each weighs.

    Shape (cells, tallies, levels) and (cells, tallies), filled up with tallies that weigh nothing.
    """

    levels: jax.Array
    ways: jax.Array


def tallies(blocks: list[Block], rate: float) -> Tallies:
    each = [_tallies(block, rate) for block in blocks]
    most = max(len(ways) for _, ways in each)
    levels = np.zeros((len(each), most, LEVELS))
    weights = np.full((len(each), most), -np.inf)
    for row, (of_block, ways) in enumerate(each):
        levels[row, : len(ways)], weights[row, : len(ways)] = of_block, ways
    return Tallies(jnp.asarray(levels), jnp.asarray(weights))


def _tallies(block: Block, rate: float) -> tuple[list[list[int]], list[float]]:
    alpha = [rate * a if place < 3 else a for place, a in enumerate(ALPHA)]
    rows, ways = [], []
    for tally in members(block).tolist():
        others, levels = tally[:3], tally[3:]
        way = sum(lgamma(c + a) - lgamma(c + 1) for c, a in zip(others, alpha, strict=False))
        way += lgamma(sum(levels) + 1) - sum(lgamma(c + 1) for c in levels)
        rows.append(levels)
        ways.append(way)
    return rows, ways


def log_likelihood(of: Tallies, location: jax.Array, thresholds: jax.Array) -> jax.Array:
    """Of each block, its group standing at a location: shape (cells,)."""
    above = log_ndtr(location[:, None] - thresholds)
    below = log_ndtr(thresholds - location[:, None])
    zero = jnp.zeros((len(location), 1))
    # Between two thresholds: what is above the lower less what is above the upper one.
    upper = jnp.concatenate([above, jnp.full_like(zero, -jnp.inf)], axis=1)
    lower = jnp.concatenate([zero, above], axis=1)
    shares = lower + jnp.log1p(-jnp.exp(jnp.minimum(upper - lower, -1e-12)))
    shares = shares.at[:, 0].set(below[:, 0])
    return logsumexp(jnp.einsum("ctk,ck->ct", of.levels, shares) + of.ways, axis=1)


def places(names: list[str]) -> np.ndarray:
    """The number of each name, in the order in which they first occur."""
    return np.array([list(dict.fromkeys(names)).index(name) for name in names])


def model(one: SimulatedRound) -> None:
    blocks = [*one.left, *one.right]
    rate, shares = no_level_rate(blocks), mean_shares(blocks)
    left, right = tallies(one.left, rate), tallies(one.right, rate)
    scale = {
        name: scale_of(name, steps, getattr(PRIOR, name))
        for name, steps in zip(SCALES, LATTICE, strict=True)
    }
    thresholds = ndtri(jnp.cumsum(jnp.asarray(shares))[:-1]) * scale["spread"]
    perceiver, target, concern = map(places, (one.perceiver, one.target, one.concern))
    dyad = places([f"{p} {t}" for p, t in zip(one.perceiver, one.target, strict=True)])
    n, m = one.left[0].n, one.right[0].n

    def effects(name: str, number: int, sd: object) -> jax.Array:
        return numpyro.sample(name, dist.Normal(0, 1).expand([number])) * sd

    leniency, towards = (np.sqrt(share) for share in LIKENESS)
    u_left = (
        effects("leniency_left", 4, leniency / np.sqrt(n))[perceiver]
        + effects("towards_left", 12, towards / np.sqrt(n))[dyad]
    )
    u_right = (
        effects("leniency_right", 1, leniency / np.sqrt(m))[0]
        + effects("towards_right", 4, towards / np.sqrt(m))[target]
    )
    gap = (
        effects("level", 1, 1.0)[0]
        + effects("dyad_part", 12, scale["dyad"])[dyad]
        + effects("concern_part", 6, scale["concern"])[concern]
    )
    cells = len(one.left)
    y = effects("base", 1, 1.0)[0] + u_right + effects("location_part", cells, scale["location"])
    mixture = dist.MixtureSameFamily(
        dist.Categorical(probs=jnp.array([1 - TAIL_SHARE, TAIL_SHARE])),
        dist.Normal(jnp.zeros(2), jnp.array([1.0, TAIL_SCALE])),
    )
    w = numpyro.sample("cell_part", mixture.expand([cells])) * scale["cell"]
    z = y + gap + u_left - u_right + w
    powers = (SMALL_POWERS.get(people, POWER) for people in (n, m))
    for name, groups, place, power in zip(
        ("left", "right"), (left, right), (z, y), powers, strict=True
    ):
        numpyro.factor(name, power * log_likelihood(groups, place, thresholds).sum())
    numpyro.deterministic("delta", delta(z - u_left, y - u_right, thresholds))


def scale_of(name: str, steps: tuple[float, ...], prior: float) -> jax.Array:
    """A scale between half a step beyond either end of the lattice, with its prior."""
    half = log(steps[1] / steps[0]) / 2
    at = numpyro.sample(f"log_{name}", dist.Uniform(log(steps[0]) - half, log(steps[-1]) + half))
    numpyro.factor(f"prior_{name}", PRIOR_POWER * at - 0.5 * (jnp.exp(at) / prior) ** 2)
    return jnp.exp(at)


def delta(left: jax.Array, right: jax.Array, thresholds: jax.Array) -> jax.Array:
    """P(left above right) - P(right above left), of one person of either population."""
    p, q = (
        jnp.diff(norm.cdf(thresholds - at[:, None]), prepend=0, append=1) for at in (left, right)
    )
    below = jnp.cumsum(q, axis=1) - q
    above = 1 - jnp.cumsum(q, axis=1)
    return (p * (below - above)).sum(axis=1)


def fitted(one: SimulatedRound, seed: int) -> dict[str, object]:
    sampler = MCMC(
        NUTS(model, target_accept_prob=0.9),
        num_warmup=WARMUP,
        num_samples=DRAWS,
        num_chains=CHAINS,
        chain_method="sequential",
        progress_bar=False,
    )
    sampler.run(jax.random.PRNGKey(seed), one, extra_fields=("diverging",))
    draws = sampler.get_samples(group_by_chain=True)["delta"]
    diagnosed = numpyro.diagnostics.summary({"delta": draws})["delta"]
    together = np.asarray(draws).reshape(-1, draws.shape[-1])
    low, high = np.quantile(together, (0.025, 0.975), axis=0)
    return {
        "mean": together.mean(axis=0).round(4).tolist(),
        "low": low.round(4).tolist(),
        "high": high.round(4).tolist(),
        "above": (together > 0).mean(axis=0).round(4).tolist(),
        "r_hat": round(float(diagnosed["r_hat"].max()), 4),
        "n_eff": round(float(diagnosed["n_eff"].min())),
        "diverging": int(sampler.get_extra_fields()["diverging"].sum()),
    }


def main() -> None:
    jax.config.update("jax_enable_x64", True)
    found = {name: fitted(one(), seed) for seed, (name, one) in enumerate(ROUNDS.items())}
    head = {"numpyro": numpyro.__version__, "draws": CHAINS * DRAWS}
    KEPT.write_text(json.dumps(head | {"rounds": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
