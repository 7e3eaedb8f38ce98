"""The district as tables: one frame per kind of docs/house.md, places in EPSG:4490."""

from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from data.demo.base import Base
from data.demo.names import Names
from data.demo.plots import Plots
from data.demo.sketch import Sketch
from data.demo.streets import Streets
from data.demo.third import Third
from data.demo.units import Units

WGS = "EPSG:4490"


@dataclass
class District:
    """One made-up district: a frame per kind of docs/house.md section 2, keys as there; times are datetime64[s]."""

    grid: gpd.GeoDataFrame
    street: gpd.GeoDataFrame
    base: gpd.GeoDataFrame
    building: gpd.GeoDataFrame
    compound: gpd.GeoDataFrame
    center: pd.DataFrame
    staff: pd.DataFrame
    pairing: pd.DataFrame
    household: pd.DataFrame
    tag: pd.DataFrame
    event: pd.DataFrame
    visit: pd.DataFrame
    patrol: pd.DataFrame
    star_item: pd.DataFrame
    star_card: pd.DataFrame
    note: pd.DataFrame
    as_of: datetime
    seed: int
    outline: shapely.Polygon  # as published, EPSG:4490


class Globe:
    """Local metres to EPSG:4490 and back, unrounded: rounding to 1e-7 degrees breaks the coverage."""

    def __init__(self, sketch: Sketch) -> None:
        self._origin = sketch.origin
        self._out = Transformer.from_crs("EPSG:4547", WGS, always_xy=True)
        self._back = Transformer.from_crs(WGS, "EPSG:4547", always_xy=True)

    def degrees(self, xy: np.ndarray) -> np.ndarray:
        """Points (n, 2)."""
        lon, lat = self._out.transform(xy[:, 0] + self._origin[0], xy[:, 1] + self._origin[1])
        return np.column_stack([lon, lat])

    def shapes(self, geoms: np.ndarray) -> np.ndarray:
        """Geometries in one go, so that equal corners stay equal."""
        return np.asarray(shapely.transform(np.asarray(geoms, dtype=object), self.degrees))

    def local(self, geom: shapely.Geometry) -> shapely.Geometry:
        """Degrees to local metres."""
        return shapely.transform(
            geom, lambda xy: np.column_stack(self._back.transform(xy[:, 0], xy[:, 1])) - self._origin
        )


def grids(u: Units, t: Third, n: Names, p: Plots, *, households: np.ndarray, people: np.ndarray) -> gpd.GeoDataFrame:
    """All tiers in one frame, local metres, without posts yet: the district first, dedicated grids last."""
    l3h, l3p = _sums(t.micro, len(t.l2), households, people)
    l2h, l2p = _sums(t.l2, len(u.l2), l3h, l3p)
    l1h, l1p = _sums(u.l2_l1, 6, l2h, l2p)
    zh, zp = _sums(u.l2_zone, 4, l2h, l2p)
    country = np.array(
        ["农村" if name.endswith("村") and not name.endswith("社区") else "城市社区" for name in n.l2_name],
        dtype=object,
    )
    zone2 = np.array(n.zone, dtype=object)[u.l2_zone]
    zone3, kind3 = zone2[t.l2], country[t.l2]
    whole = shapely.coverage_union_all(u.l1)
    none = np.full
    has = np.array([x is not None for x in p.lots])
    lots = np.flatnonzero(has)
    l2_of = u.micro_l2[lots]
    lot_code, lot_name = _dedicated(n, lots, l2_of, p)
    parts = [
        ("区", ["410106"], ["上街区"], [None], [None], [None], [l1h.sum()], [l1p.sum()], [whole]),
        ("片区", n.zone, n.zone_name, none(4, "410106"), n.zone, none(4, None), zh, zp, u.zone),
        ("一级", n.l1, n.l1_name, none(6, "410106"), none(6, None), none(6, None), l1h, l1p, u.l1),
        ("二级", n.l2, n.l2_name, [c[:9] for c in n.l2], zone2, country, l2h, l2p, u.l2),
        ("三级", n.l3, n.l3_name, [c[:12] for c in n.l3], zone3, kind3, l3h, l3p, t.polys),
        ("微网格", n.micro, n.micro_name, [c[:15] for c in n.micro], zone3[t.micro], kind3[t.micro],
         households, people, u.micro),
        ("专属", lot_code, lot_name, [c[:12] for c in lot_code], zone2[l2_of], p.lot_kind[lots],
         none(len(lots), 0), none(len(lots), 0), p.lots[lots]),
    ]  # fmt: skip
    frames = []
    for level, code, name, parent, zone, kind, hh, pp, geom in parts:
        frame = pd.DataFrame({"code": code, "name": name, "level": level, "parent": parent, "zone": zone, "kind": kind})
        frame["households"], frame["people"] = np.asarray(hh, int), np.asarray(pp, int)
        frame["geometry"] = np.asarray(geom, dtype=object)
        frames.append(frame.sort_values("code"))
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")


def _sums(parent: np.ndarray, n: int, *values: np.ndarray) -> tuple[np.ndarray, ...]:
    return tuple(np.bincount(parent, v, minlength=n).astype(int) for v in values)


def _dedicated(n: Names, lots: np.ndarray, l2_of: np.ndarray, p: Plots) -> tuple[list[str], list[str]]:
    order = np.lexsort((np.array(n.micro)[lots], l2_of))
    code, name = [""] * len(lots), [""] * len(lots)
    count: dict[int, int] = {}
    for i in order.tolist():
        c = int(l2_of[i])
        count[c] = count.get(c, 0) + 1
        code[i] = f"{n.l2[c]}{900 + count[c]}"
        name[i] = f"{n.l2_name[c].removesuffix('社区')}专属{count[c]:02d}（{p.lot_kind[lots[i]]}）"
    return code, name


def street_frame(s: Streets, names: np.ndarray) -> gpd.GeoDataFrame:
    """Streets with class and name, local metres; what runs on past the outline comes last."""
    code = [f"R{i + 1:05d}" for i in range(len(s.geoms))]
    return gpd.GeoDataFrame({"code": code, "name": [x or None for x in names], "klass": s.klass}, geometry=s.geoms)


def base_frame(b: Base) -> gpd.GeoDataFrame:
    """Tabulate the base map shapes with class, local metres."""
    code = [f"L{i + 1:05d}" for i in range(len(b.geoms))]
    return gpd.GeoDataFrame(
        {"code": code, "name": [x or None for x in b.name], "klass": b.klass}, geometry=np.array(b.geoms, dtype=object)
    )
