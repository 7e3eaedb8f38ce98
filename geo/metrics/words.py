"""Numbers as a leader reads them: 1,230, 19.7 万, ↑ 5, −3."""

import math

TEN_THOUSAND = 10_000


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


def change(now: float, before: float, *, unit: str = "", digits: int = 0) -> str:
    """`↑ 5 较上期`, `↓ 1.2 个百分点 较上期`, `− 持平 较上期`."""
    step = round(now - before, digits)
    if step == 0:
        return "− 与上期持平"
    return f"{'↑' if step > 0 else '↓'} {abs(step):,.{digits}f}{unit} 较上期"
