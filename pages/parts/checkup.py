"""What the store says about itself, for the quality page."""

from collections.abc import Iterator

from data import health, summary
from pages.parts.wiring import store

BORDERS = "边界与嵌套"  # the point of the check that cleaning mends
POINTS = 13  # about how many findings a check has: only for the progress bar


def holdings() -> list[tuple[str, str, str]]:
    """Return what the store holds: title, figure and unit."""
    counts = summary.summary(store())
    grids = counts["grids"]
    return [
        ("一级网格（镇街）", f"{grids['L1']:,}", "个"),
        ("二级网格（社区、村）", f"{grids['L2']:,}", "个"),
        ("三级网格", f"{grids['L3']:,}", "个"),
        ("微网格", f"{grids['micro']:,}", "个"),
        ("专属网格", f"{grids['dedicated']:,}", "个"),
        ("片区", f"{counts['zones']:,}", "个"),
        ("党群服务中心", f"{counts['centres']:,}", "个"),
        ("人口", f"{counts['people']:,}", "人"),
        ("户", f"{counts['households']:,}", "户"),
        ("事件", f"{counts['events']:,}", "件"),
        ("九色标签", f"{counts['tags']:,}", "条"),
        ("示意边界面积", f"{counts['outline_km2']}", "平方公里"),
    ]


def provenance() -> str:
    """Return where the figures come from."""
    book = store()
    kind = "演示数据（全部模拟生成）" if book.synthetic() else "真实数据"
    measured = f"面积按投影坐标 {book.profile().measure_crs} 计算"
    return f"{kind}，数据版本 {book.version()}，数据截至 {book.as_of():%Y-%m-%d %H:%M}；{measured}。"


def findings() -> Iterator[dict[str, str]]:
    """Yield one row per point of the check, as it is found."""
    for finding in health.check(store()):
        yield {"项目": finding.title, "结果": "正常" if finding.ok else "需要处理", "说明": finding.message}
