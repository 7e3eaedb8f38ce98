"""Blocks of a rail: figures, bars, tables, a small map of where one is."""

from collections.abc import Sequence

import numpy as np
import shapely

from geo.model.codes import Level
from geo.render.sheet import faces
from geo.render.sheet.facts import Figure
from geo.render.sheet.material import Material
from geo.render.sheet.page import OVER, Box, Page
from geo.render.sheet.panel import panel
from geo.rules.shapes import bare

ROW = 17.0  # pt


def tiles(page: Page, figures: Sequence[Figure], box: Box, *, columns: int = 3, value: float = 16.0) -> None:
    """Figures in a grid: value with unit, title, and one comparison."""
    rows = -(-len(figures) // columns)
    wide, high = box.wide / columns, box.high / max(rows, 1)
    for n, figure in enumerate(figures):
        left, top = box.left + wide * (n % columns), box.top - high * (n // columns)
        color = "overdue_text" if figure.bad else "ink"
        page.write(left, top - value, figure.text, value, bold=True, color=color, room=wide - 22)
        end = left + faces.width(figure.text, value, bold=True) + 2
        page.write(end, top - value, figure.unit, 8, color="ink2")
        page.write(left, top - value - 12, figure.title, 8, color="ink2", room=wide - 6)
        if figure.note:
            page.write(left, top - value - 22, figure.note, 7, color="ink3", room=wide - 6)


def bars(
    page: Page,
    rows: Sequence[tuple[str, float, str, str]],
    box: Box,
    *,
    name: float = 44.0,
    after: float = 62.0,
    row: float = ROW,
) -> None:
    """Horizontal bars: (name, value, colour, words after the bar), longest as long as there is room."""
    most = max((value for _, value, *_ in rows), default=0) or 1
    room = box.wide - name - after
    for n, (title, value, color, told) in enumerate(rows):
        mid = box.top - row * (n + 0.5)
        page.write(box.left + name - 6, mid - 3, title, 8.5, ha="right", room=name - 4)
        end = box.left + name + room * value / most
        page.block(Box(box.left + name, mid - row * 0.3, max(end, box.left + name + 0.6), mid + row * 0.3), color)
        page.write(max(end, box.left + name) + 5, mid - 3, told, 8.5, room=after + room * (1 - value / most) - 6)


def table(
    page: Page,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    box: Box,
    *,
    widths: Sequence[float],
    row: float = 15.0,
    size: float = 8.0,
    red: int | None = None,
) -> float:
    """Rows of text, the first column left, the others right; `red` is a column printed as overdue. Answers its foot."""
    total = sum(widths)
    edges = [box.left]
    for one in widths:
        edges.append(edges[-1] + box.wide * one / total)
    y = box.top - row * 0.72
    for n, text in enumerate(head):
        _cell(page, text, edges, n=n, y=y, size=size * 0.95, color="ink2", bold=False)
    page.line([box.left, box.right], [box.top - row] * 2, "control", 0.7)
    for at, cells in enumerate(rows, start=1):
        y = box.top - row * (at + 0.72)
        for n, text in enumerate(cells):
            bad = n == red and text not in ("0", "—", "")
            _cell(page, text, edges, n=n, y=y, size=size, color="overdue_text" if bad else "ink", bold=n == 0 or bad)
        page.line([box.left, box.right], [box.top - row * (at + 1)] * 2, "line", 0.5)
    return box.top - row * (len(rows) + 1)


def locator(page: Page, material: Material, box: Box, place: str, *, window: shapely.Geometry | None = None) -> None:
    """Small map of the scope with the place on it; nothing beyond the scope's own outline."""
    root = material.outline(material.scope.root)
    view = panel(page, material, box, root.bounds, margin=0.02, level=OVER, framed=False)
    zones = material.areas(Level.ZONE)
    fills = [material.profile.zone_fills.get(str(code), "around") for code in zones.index]
    view.fill(bare(zones.geometry), fills, z=1, edge="panel", width=0.5)
    view.stroke(np.array([root]), "ink2", 0.8, z=2)
    if place != material.scope.root:
        view.fill(np.array([material.outline(place)]), "accent", z=3, edge="panel", width=0.4)
    if window is not None:
        view.stroke(np.array([window]), "ink", 0.9, z=4, dash=(3.3, 1.4))


def _cell(page: Page, text: str, edges: list[float], *, n: int, y: float, size: float, color: str, bold: bool) -> None:
    room = edges[n + 1] - edges[n] - 4
    if n == 0:
        page.write(edges[0] + 1, y, text, size, color=color, bold=bold, room=room)
    else:
        page.write(edges[n + 1] - 2, y, text, size, color=color, bold=bold, ha="right", room=room)
