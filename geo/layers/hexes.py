"""Events counted in hexagons of equal size: the same picture for town and country."""

from itertools import pairwise

import numpy as np
from geopandas import GeoDataFrame

from geo.layers import events
from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Fill, Ramp
from geo.model.scope import Scope
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules.hexes import hex_rows, hexagons
from geo.rules.scope import outline

BREAKS = (1, 20, 80, 200, 500)  # (p) frozen, so that periods compare; a month in the busiest cell is some 500


def bare_cells(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Read the cells, numbered as the points of `events` are (column hex); the browser counts by itself."""
    cells = hexagons(outline(store, scope).geometry, crs=store.profile().measure_crs)
    return cells.assign(hex=range(len(cells)))


def classes(breaks: tuple[int, ...], unit: str) -> tuple[str, ...]:
    """Labels of whole-number classes that do not overlap: 1–19 件 ... 500 件以上."""
    last = f"{breaks[-1]:,} {unit}以上"
    return (*(f"{low:,}–{high - 1:,} {unit}" for low, high in pairwise(breaks)), last)


def load(store: Reads, scope: Scope, view: ViewSpec) -> GeoDataFrame:
    """Count events in hexagons: columns name, `n` (open now, or closed within the view's days) and `open`."""
    crs = store.profile().measure_crs
    cells = hexagons(outline(store, scope).geometry, crs=crs)
    found = events.load(store, scope, view)
    row = hex_rows(found.geometry, cells, crs=crs)
    recent = (found["day"].to_numpy() < max(view.days, 1)) & (row >= 0)
    waiting = recent & (found["status"].to_numpy() != events.DONE)
    size = len(cells)
    n = np.bincount(row[recent], minlength=size)
    return cells.assign(n=n, open=np.bincount(row[waiting], minlength=size))


LAYER = Layer(
    key="hexes",
    title="诉求六边形",
    group="诉求",
    kind=Kind.COUNT,
    load=load,
    style=(Fill(Ramp("n", BREAKS), opacity=((12.0, 0.85), (14.5, 0.5)), edge="panel"),),
    legend=tuple(Entry("ramp", title, f"ramp{n + 1}") for n, title in enumerate(classes(BREAKS, "件"))),
    source="事件",
    tooltip=(("名称", "name"), ("件数", "n"), ("未办结", "open")),
    wire=bare_cells,
    own_symbols=True,
    keep=("hex",),
)
