"""片区对比: every 片区 at one scale side by side, the same figures under each."""

import pandas as pd

from geo.model.codes import Level
from geo.render.sheet import furniture, key
from geo.render.sheet.facts import HIDDEN, records, shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import WIDE, Box
from geo.render.sheet.panel import panel
from geo.render.sheet.templates.base import Draft, Template
from geo.render.sheet.templates.district import KEYS

FIGURES = 128.0  # pt below the maps
MOST = 6


def build(draft: Draft) -> tuple[str, str]:
    """Draw the maps, their figures and one legend."""
    page, material = draft.page, draft.material
    whole = body(page)
    zones = material.areas(Level.ZONE).head(MOST)
    if not len(zones):
        furniture.nothing(page, whole, "还没有片区", "请先导入片区边界，再做对比。")
        return f"{draft.name}片区对比", "没有片区数据"
    gap = 10.0
    wide = (whole.wide - gap * (len(zones) - 1)) / len(zones)
    bottom = whole.bottom + FIGURES + 30
    boxes = [
        Box(whole.left + n * (wide + gap), bottom, whole.left + n * (wide + gap) + wide, whole.top)
        for n in range(len(zones))
    ]
    scale = (
        max(
            max((e - w) / (wide - 24), (n - s) / (boxes[0].high - 48))
            for w, s, e, n in (one.bounds for one in zones.geometry)
        )
        * 1.04
    )
    drawn = []
    for box, (code, row) in zip(boxes, zones.iterrows(), strict=True):
        view = panel(page, material, box, row.geometry.bounds, mpt=scale, room=(0, 14, 0, 12))
        view.draw(KEYS, within=row.geometry)
        view.veil(row.geometry, alpha=0.82)
        view.edge(row.geometry, color=furniture.zone_color(material.profile, code))
        name = str(row["name"])
        page.write(box.left + 16, box.top - 17, name if name.endswith("片区") else f"{name}片区", 12, bold=True, halo=2)
        page.block(
            Box(box.left + 8, box.top - 20, box.left + 11.5, box.top - 6),
            furniture.zone_color(material.profile, code),
            z=6,
        )
        view.names.reserve((box.left, box.top - 24, box.left + 80, box.top))
        furniture.north(view)
        if box is boxes[-1]:
            furniture.scale_bar(view)
        view.finish()
        draft.took(view)
        drawn += [one for one in view.drawn if one not in drawn]
        _figures(draft, Box(box.left, whole.bottom + 26, box.right, bottom - 4), str(code))
    lines = [one for one in key.lines_of(drawn, material.profile, base=False) if one.title != "片区"]
    key.key(page, lines, whole.left - key.PAD, whole.bottom - 7, columns=len(lines), title="", card=False)
    return _finding(draft), f"{len(zones)} 个片区同一比例尺；近 {material.days} 天"


def _figures(draft: Draft, box: Box, code: str) -> None:
    """Write the same lines for each; the best and the worst of all are marked in words."""
    table = draft.material.facts.table
    rows = table[table["level"] == Level.ZONE]
    row = draft.material.facts.row(code)
    lines = []
    for title, column, unit, good in (
        ("社区(村)", "units", "个", ""),
        ("人口", "people", "人", ""),
        ("未办结", "open", "件", "down"),
        ("超期", "overdue", "件", "down"),
        (f"15 分钟覆盖{draft.material.estimated}", "covered", "%", "up"),
        ("2 日内反馈", "feedback", "%", "up"),
        ("每百户未办结", "load", "件", "down"),
    ):
        value = row[column]
        known = pd.to_numeric(rows[column]).dropna()
        if value is None:
            lines.append((title, HIDDEN, ""))
            continue
        digits = 1 if column in ("covered", "feedback", "load") else 0
        word = ""
        if good and len(known) > 1 and known.max() > known.min():
            best, worst = (known.max(), known.min()) if good == "up" else (known.min(), known.max())
            word = "最好" if float(value) == best else "最弱" if float(value) == worst else ""
        lines.append((title, f"{float(value):,.{digits}f} {unit}", word))
    step = box.high / len(lines)
    for n, (title, text, word) in enumerate(lines):
        y = box.top - step * (n + 0.72)
        draft.page.write(box.left + 2, y, title, 8.5, color="ink2")
        draft.page.write(box.right - 34, y, text, 9.5, bold=True, ha="right")
        if word:
            draft.page.write(
                box.right - 2,
                y,
                word,
                8,
                bold=True,
                ha="right",
                color="teal_text" if word == "最好" else "overdue_text",
            )
        draft.page.line([box.left, box.right], [box.top - step * (n + 1)] * 2, "line", 0.5)


def _finding(draft: Draft) -> str:
    rows = records(draft.material.facts.under(draft.place, Level.ZONE))
    busy = [row for row in rows if row["open"]]
    if not any(row["overdue"] for row in busy):
        return f"{draft.name}{len(rows)} 个片区对比"
    worst = max(busy, key=lambda row: float(row["overdue"] / row["open"]))
    share = 100 * worst["overdue"] / worst["open"]
    return f"{shortest(worst['name'])}片区超期最重：未办结中每 100 件有 {share:.0f} 件超期"


TEMPLATE = Template(
    "zones", "片区对比", "16:9 一张：各片区同一比例尺并排，数字逐项对比", WIDE, frozenset({Level.DISTRICT}), build
)
