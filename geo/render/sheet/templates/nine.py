"""九色动态图(聚合): groups by 片区 and 镇街 as shape, glyph and number; small counts are hidden in the data."""

import numpy as np
import pandas as pd

from geo.model.codes import Level
from geo.model.view import Mode
from geo.render.sheet import furniture, key
from geo.render.sheet.furniture import body
from geo.render.sheet.page import WIDE, Box, Page
from geo.render.sheet.panel import Panel, over, panel
from geo.render.sheet.templates.base import Draft, Template
from geo.render.style import MARKERS
from geo.rules.shapes import bare

KEYS = ("base_water", "zones", "l1", "outline")
HIDDEN = "—"
PEOPLE = (200, 400, 700, 1000)  # fixed, so that periods compare
WORDS = ("不足 200", "200–399", "400–699", "700–999", "1,000 以上")
# Size and lift of the glyph on each shape, pt: shapes of one size do not look it.
SIGNS = {
    "square": (16.0, 0.0),
    "up": (21.0, -2.4),
    "down": (21.0, 2.4),
    "diamond": (16.5, 0.0),
    "plus": (21.0, 0.0),
    "cross": (20.5, 0.0),
    "hex": (19.0, 0.0),
    "house": (20.0, -0.5),
}


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map of the 片区 and, beside it, the table of groups."""
    page, material = draft.page, draft.material
    whole = body(page)
    public = material.mode is Mode.PUBLIC
    shape = material.outline(draft.place)
    west, south, east, north = shape.bounds
    left = Box(
        whole.left,
        whole.bottom,
        whole.left + whole.high * (east - west) / (north - south) * 1.05 + (150 if public else 40),
        whole.top,
    )
    view = panel(page, material, left, shape.bounds, margin=0.02, room=(4, 24, 4, 6))
    view.draw(tuple(one for one in KEYS if one != "l1") if public else KEYS)
    if public:
        _communities(draft, view)
    table = material.nine.drop(columns="level")
    level = material.nine["level"]
    for code in table.index[level.isin([Level.ZONE.value, Level.L1.value]).to_numpy()]:
        name = str(material.places.loc[code, "name"])
        zone = level[code] == Level.ZONE.value
        if zone and name:
            x, y = material.middles(Level.ZONE)[code].coords[0]
            px, py = view.at(x, y)
            said = name if name.endswith("片区") else f"{name}片区"
            page.write(px, py, said, 11.5, bold=True, ha="center", halo=2.2)
            view.names.reserve((px - 34, py - 4, px + 34, py + 12))
    furniture.scale_bar(view, corner="left", foot=4)
    furniture.north(view)
    view.finish()
    draft.took(view)
    hidden = int(table.isna().sum().sum())
    draft.hidden += hidden
    draft.sources.append("九色标签")
    k, version = material.profile.k_meeting, material.profile.groups_version
    draft.notes.append(f"不足 {k} 人及可推算出的格以 — 隐去；受限人群不公布；图例版本 {version}")
    if material.mode is not Mode.INTERNAL:
        draft.notes.append(f"人群数为 {material.as_of:%Y-%m} 期首次公布数，当月各文件一致")
    right = Box(left.right + 16, whole.bottom, whole.right, whole.top)
    if table.empty or not len(table.columns):
        furniture.nothing(page, right, "没有九色标签", "请先导入九色标签。")
        return f"{draft.name}九色动态图", "没有标签数据"
    _table(page, draft, table, level, right)
    where = "标签数按片区汇总，人数按社区(村)分级" if public else "标签数按片区与镇街汇总"
    return _finding(draft, table), f"{where}，一人可有多色；{draft.hidden} 格隐去，不含个人信息"


def _communities(draft: Draft, view: Panel) -> None:
    """Colour 社区(村) by their persons with a colour: what 公开 tells below the 片区."""
    table = draft.material.persons
    rows = table[table["level"] == Level.L2.value]["persons"]
    areas = draft.material.areas(Level.L2)
    values = rows.reindex(areas.index)
    hide = values.isna().to_numpy(dtype=bool)
    shapes = bare(areas.geometry)
    step = np.searchsorted(PEOPLE, values.fillna(0).to_numpy(dtype=float), side="right")
    view.fill(shapes[~hide], [f"ramp{n + 1}" for n in step[~hide]], z=over("coverage", 0.2))
    view.fill(shapes[hide], "panel", z=over("coverage", 0.3), edge="#9AA5B1", hatch="....")
    view.stroke(shapes, "panel", 0.5, z=over("coverage", 0.4))
    draft.hidden += int(hide.sum())
    draft.notes.append("社区着色为有九色标签的人数，每人计一次")
    lines = key.ramp([f"ramp{n + 1}" for n in range(len(PEOPLE) + 1)], WORDS)
    if hide.any():
        lines.append(key.Line("dots", "#9AA5B1", f"隐去 {int(hide.sum())} 个"))
    wide, high = key.size(lines, title="各社区(村)，人")
    box = view.box
    drawn = key.key(view.page, lines, box.left + 18, box.bottom + 62, title="各社区(村)，人")
    view.names.reserve((drawn.left, drawn.bottom, drawn.left + wide, drawn.bottom + high))


def _table(page: Page, draft: Draft, table: pd.DataFrame, level: pd.Series, box: Box) -> None:
    """Write groups down, places across: the sign of the group, then its numbers."""
    groups = [group for group in draft.material.profile.groups if group.code in table]
    codes = [
        *([draft.place] if draft.place in table.index else []),
        *[code for code in table.index if level[code] == Level.ZONE.value and code != draft.place],
        *[code for code in table.index if level[code] == Level.L1.value and code != draft.place],
    ]
    name = 132.0
    wide = (box.wide - name) / max(len(codes), 1)
    top = box.top - 8
    y = top - 26
    row = min((y - box.bottom - 8) / max(len(groups), 1), 50.0)
    for n, code in enumerate(codes):
        said = str(draft.material.places.loc[code, "name"]).removesuffix("街道").removesuffix("片区")
        x = box.left + name + wide * (n + 1) - 6
        first = level[code] != level[codes[n - 1]] if n else True
        if first:
            words = {Level.DISTRICT.value: "合计", Level.ZONE.value: "片区", Level.L1.value: "镇街"}.get(
                level[code], ""
            )
            page.write(box.left + name + wide * n + 4, top - 2, words, 8, color="ink3")
            page.line([box.left + name + wide * n - 2] * 2, [y - row * len(groups), top + 4], "line", 0.8)
        page.write(x, top - 18, said, 9, bold=True, ha="right", room=wide - 4)
    page.line([box.left, box.right], [y, y], "control", 0.8)
    for at, group in enumerate(groups):
        mid = y - row * (at + 0.5)
        large, lift = SIGNS.get(group.shape, (17.0, 0.0))
        page.mark(box.left + 12, mid, MARKERS[group.shape], large, group.color, width=0.9)
        page.write(
            box.left + 12,
            mid + lift,
            group.glyph,
            7.5,
            bold=True,
            color=group.ink,
            ha="center",
            va="center",
            z=8,
        )
        page.write(box.left + 28, mid - 3.2, group.title, 9, room=name - 34)
        for n, code in enumerate(codes):
            value = table.loc[code, group.code]
            text = HIDDEN if pd.isna(value) else f"{int(value):,}"
            color = "ink3" if pd.isna(value) else "ink"
            bold = level[code] != Level.L1.value
            page.write(
                box.left + name + wide * (n + 1) - 6,
                mid - 3.4,
                text,
                10 if bold else 9,
                bold=bold,
                ha="right",
                color=color,
            )
        page.line([box.left, box.right], [mid - row / 2] * 2, "line", 0.5)


def _finding(draft: Draft, table: pd.DataFrame) -> str:
    """Name the two largest groups of the whole place, where they may be told."""
    titles = {group.code: group.title for group in draft.material.profile.groups}
    rows = table[table.index == draft.place].to_dict("records")
    known = {str(code): int(n) for code, n in rows[0].items() if pd.notna(n) and n} if rows else {}
    most = sorted(known, key=lambda code: -known[code])[:2]
    said = "、".join(f"{titles[code]} {known[code]:,}" for code in most)
    return f"{draft.name}九色标签最多：{said}" if said else f"{draft.name}九色动态图(聚合)"


TEMPLATE = Template(
    "nine", "九色(聚合)", "16:9 一张：各人群按片区、镇街汇总，小数隐去", WIDE, frozenset({Level.DISTRICT}), build
)
