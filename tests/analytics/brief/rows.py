"""Gap cells made by hand, each with the figures a brief looks at."""

from analytics.release.rows import CellRow


def cell(
    kind: str = "inconclusive",
    *,
    gap: str = "threat",
    item: str = "military",
    ends: tuple[str, str] = ("PRC", "JPN"),
    above: float | None = None,
    delta: tuple[float, float, float] = (0.5, 0.2, 0.8),
    alone: tuple[float, float, float] = (0.5, 0.2, 0.8),
    direction: str = "",
    item_kind: str = "concern",
    panel_without: str = "",
    **figures: object,
) -> CellRow:
    """A cell, estimated together with others if the probability ``above`` is given."""
    point = "empathy_gap" if gap == "empathy" else "delta"
    names = (point, f"{point}_low", f"{point}_high")
    values = dict(zip(names, alone, strict=True))
    if above is not None:
        values |= {f"pooled_{n}": v for n, v in zip(names, delta, strict=True)}
        values |= {"pooled_above": above, "pooled_stable": True}
    return CellRow(
        *ends, item, item_kind, "military", 1, gap, panel_without, 12, 12, kind, "", direction,
        values | figures,
    )  # fmt: skip
