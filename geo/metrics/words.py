"""Numbers as a leader reads them: 1,230, 19.7 万, ↑ 5, −3."""

import math
from itertools import pairwise

TEN_THOUSAND = 10_000
FULL = 100.0  # percent
WHOLE = frozenset({"件", "个", "人次"})  # units of counts


def number(value: float | None, digits: int = 0) -> str:
    """Thousands separators and a real minus; — for what is not known."""
    if value is None or math.isnan(value):
        return "—"
    return f"{value:,.{digits}f}".replace("-", "−")


def people(value: float | None) -> str:
    """`8,421 人` or `19.7 万人`."""
    if value is None or math.isnan(value):
        return ""
    if value >= TEN_THOUSAND:
        return f"{value / TEN_THOUSAND:.1f} 万人"
    return f"{value:,.0f} 人"


def classes(breaks: tuple[float, ...], unit: str) -> list[str]:
    """Words of classes, lowest first, that do not overlap: 没有, 1, 2–3, 8 以上; shares and ratios by their edges."""
    edges = [f"{one:g}" for one in breaks]
    if unit not in WHOLE:
        spans = [f"{low} 至不足 {high}" for low, high in pairwise(edges)]
        top = edges[-1] if unit == "%" and breaks[-1] >= FULL else f"{edges[-1]} 以上"
        return [f"不足 {edges[0]}", *spans, top]
    spans = [f"{low:g}–{high - 1:g}" if high - 1 > low else f"{low:g}" for low, high in pairwise(breaks)]
    return ["没有" if breaks[0] == 1 else f"不足 {edges[0]}", *spans, f"{edges[-1]} 以上"]


def change(now: float, before: float, *, unit: str = "", digits: int = 0) -> str:
    """`↑ 5 较上期`, `↓ 1.2 个百分点 较上期`, `− 持平 较上期`."""
    step = round(now - before, digits)
    if step == 0:
        return "− 与上期持平"
    return f"{'↑' if step > 0 else '↓'} {abs(step):,.{digits}f}{unit} 较上期"
