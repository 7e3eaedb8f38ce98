"""诉求热点: events in equal hexagons; cells that stand out beyond chance are outlined and listed."""

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.layers.hexes import BREAKS, classes
from geo.model.codes import Level
from geo.render.sheet import blocks, furniture, key
from geo.render.sheet.facts import shortest
from geo.render.sheet.furniture import body
from geo.render.sheet.page import A4, Box
from geo.render.sheet.panel import Panel, panel
from geo.render.sheet.templates.base import LARGE, Draft, Template
from geo.render.style import paint
from geo.rules.shapes import bare

KEYS = ("base_water", "base_rail", "hexes", "l2", "outline", "labels")
LIST = 5
SURE = 2.58  # |z| of 99 %
LIST_WIDE = 168.0
NEIGHBOURS = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1))


def build(draft: Draft) -> tuple[str, str]:
    """Draw the map, outline what is significant and list the fullest cells."""
    page, material = draft.page, draft.material
    shape = material.outline(draft.place)
    whole = body(page)
    view = panel(page, material, whole, shape.bounds, margin=0.02, room=(0, 22, LIST_WIDE * 0.7, 6))
    view.draw(KEYS, within=shape)
    cells = material.layer("hexes")
    hot = cells[(significance(cells) >= SURE) & (cells["n"] > 0).to_numpy()]
    hot = hot[shapely.intersects(np.asarray(hot.geometry.array, dtype=object), shape)]
    if len(hot):
        view.stroke(bare(hot.geometry), "ink", 1.5, z=43)
    if draft.level is not Level.DISTRICT:
        view.veil(shape)
        view.edge(shape)
    furniture.scale_bar(view)
    furniture.north(view)
    extra = [key.Line("fill", "none", "显著聚集(99%)", paint("ink"))] if len(hot) else []
    lines = [*extra, *key.ramp([f"ramp{n + 1}" for n in range(len(BREAKS))], classes(BREAKS, "件"))]
    own = cells[shapely.intersects(np.asarray(cells.geometry.array, dtype=object), shape)]
    top = own[own["n"] > 0].sort_values(["n", "open"], ascending=False, kind="stable").head(LIST)
    _list(draft, view, top)
    view.drawn = [one for one in view.drawn if one.key != "hexes"]  # its classes stand in `lines`
    key.corner(view, material.profile, shape, extra=lines)
    view.finish()
    draft.sources.append("事件")
    draft.took(view)
    draft.notes.append("显著聚集按 Getis-Ord Gi*，每格与相邻六格，z ≥ 2.58")
    total = int(own["n"].sum())
    if not total:
        return f"{draft.name}近 {material.days} 天没有诉求", "没有事件数据"
    share = 100 * top["n"].sum() / total
    finding = f"{draft.name}近 {material.days} 天诉求的 {share:.0f}% 集中在 {len(top)} 个格内"
    return finding, f"{total:,} 件(未办结及近 {material.days} 天办结)，每格 74 公顷；{len(hot)} 格显著聚集"


def significance(cells: GeoDataFrame) -> np.ndarray:
    """Z of Getis-Ord Gi* of column n over hexagons with columns q, r; 0 where all cells are alike.

    Source: Ord and Getis 1995, binary weights, each cell and its six neighbours.
    """
    n = cells["n"].to_numpy(dtype=float)
    size = len(n)
    if size < len(NEIGHBOURS) or n.std() == 0:
        return np.zeros(size)
    place = {pair: row for row, pair in enumerate(zip(cells["q"], cells["r"], strict=True))}
    sums, weights = np.zeros(size), np.zeros(size)
    for (q, r), row in place.items():
        near = [place[q + dq, r + dr] for dq, dr in NEIGHBOURS if (q + dq, r + dr) in place]
        sums[row], weights[row] = n[near].sum(), len(near)
    spread = n.std() * np.sqrt((size * weights - weights**2) / (size - 1))
    z: np.ndarray = (sums - n.mean() * weights) / np.maximum(spread, 1e-12)
    return z


def _list(draft: Draft, view: Panel, top: GeoDataFrame) -> None:
    """Write numbers on the fullest cells and name the community each lies in most."""
    if not len(top):
        return
    page = draft.page
    areas = draft.material.areas(Level.L2)
    names = {str(code): str(name) for code, name in areas["name"].items()}
    rows = []
    for n, (_, row) in enumerate(top.iterrows(), start=1):
        x, y = row.geometry.centroid.coords[0]
        px, py = view.at(x, y)
        page.mark(px, py, "o", 13, "ink", width=1.2)
        page.write(px, py, str(n), 8, bold=True, color="panel", ha="center", va="center", z=8)
        view.names.reserve((px - 8, py - 8, px + 8, py + 8))
        share = pd.Series(
            shapely.area(shapely.intersection(np.asarray(areas.geometry.array, dtype=object), row.geometry)),
            areas.index,
        )
        name = shortest(names[str(share.idxmax())])
        rows.append((f"{n}　{name}一带", f"{int(row['n']):,}", f"{int(row['open']):,}"))
    box = Box(
        view.box.right - LIST_WIDE - 14,
        view.box.top - 52 - 15 * (len(rows) + 1) - 26,
        view.box.right - 12,
        view.box.top - 52,
    )
    page.card(box)
    page.write(box.left + 8, box.top - 15, "诉求最多的格", 9.5, bold=True)
    blocks.table(
        page,
        ("位置", "件数", "未办结"),
        rows,
        Box(box.left + 8, box.bottom, box.right - 8, box.top - 20),
        widths=(6, 3, 3),
    )
    view.names.reserve((box.left, box.bottom, box.right, box.top))


TEMPLATE = Template("hotspots", "诉求热点", "A4 一张：等面积六边形计数，显著聚集加框，前五格列表", A4, LARGE, build)
