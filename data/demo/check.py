"""The bars of the demo district: counts, nesting, coverage, streets, sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from pyproj import Transformer
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from data.demo.sketch import load

if TYPE_CHECKING:
    import geopandas as gpd

    from data.demo.frames import District

CRS = "EPSG:4547"
TIERS = (("区", 1), ("片区", 4), ("一级", 6), ("二级", 65), ("三级", 412), ("微网格", 2334), ("专属", 789))


def check(d: District) -> list[str]:
    """Faults of a district in English, empty when it meets every bar (design note, section 5)."""
    return [*_counts(d), *_shapes(d), *_nesting(d), *_streets(d), *_sums(d), *_records(d)]


def _level(d: District, level: str) -> gpd.GeoDataFrame:
    return d.grid[d.grid["level"] == level].set_index("code").sort_index()


def _counts(d: District) -> list[str]:
    out = [f"{level}: {len(_level(d, level))} units, {n} wanted" for level, n in TIERS if len(_level(d, level)) != n]
    counts = load()["counts"]
    for key, level in (("l2", "二级"), ("l3", "三级"), ("micro", "微网格"), ("dedicated", "专属")):
        found = _level(d, level).index.str[:9].value_counts()
        if [int(found.get(t, 0)) for t in counts["order"]] != counts[key]:
            out.append(f"{level} by town: {found.to_dict()}")
    zones = _level(d, "二级")["zone"].value_counts().sort_index().tolist()
    if zones != counts["zone_l2"]:
        out.append(f"L2 by zone: {zones}")
    if len(d.center) != 65 or d.center["l2"].nunique() != 65:
        out.append("65 centres, one a community")
    if _level(d, "微网格").index.str[:12].value_counts().min() < 9:
        out.append("an L2 has fewer than nine micro grids")
    if not d.grid["code"].is_unique:
        out.append("grid codes repeat")
    return out


def _shapes(d: District) -> list[str]:
    out = []
    kinds = d.grid.geometry.geom_type
    if (kinds != "Polygon").any() or shapely.get_num_interior_rings(d.grid.geometry.to_numpy()).any():
        out.append("a unit is no polygon or has a hole")
    for level in ("片区", "一级", "二级", "三级", "微网格"):
        frame = _level(d, level)
        for crs in (None, CRS):
            geoms = (frame if crs is None else frame.to_crs(crs)).geometry.to_numpy()
            if not shapely.coverage_is_valid(geoms):
                out.append(f"{level} is no valid coverage in {crs or 'EPSG:4490'}")
    micro = _level(d, "微网格").to_crs(CRS).geometry.to_numpy()
    pp = 4 * np.pi * shapely.area(micro) / shapely.length(micro) ** 2
    if pp.min() < 0.15:
        out.append(f"a micro grid has Polsby-Popper {pp.min():.3f}")
    outline = shapely.transform(d.outline, _metres)
    if abs(shapely.area(micro).sum() - outline.area) > 2:
        out.append(f"micro grids differ from the outline by {shapely.area(micro).sum() - outline.area:.2f} m2")
    return out


def _metres(xy: np.ndarray) -> np.ndarray:
    to = Transformer.from_crs("EPSG:4490", CRS, always_xy=True)
    return np.column_stack(to.transform(xy[:, 0], xy[:, 1]))


def _nesting(d: District) -> list[str]:
    out = []
    pairs = (("微网格", "三级", 15), ("三级", "二级", 12), ("二级", "一级", 9))
    for low, high, digits in pairs:
        children, parents = _level(d, low), _level(d, high)
        key = children.index.str[:digits]
        out += _unions(children.geometry.to_numpy(), np.asarray(key), parents)
    l2 = _level(d, "二级")
    out += _unions(l2.geometry.to_numpy(), l2["zone"].to_numpy(), _level(d, "片区"))
    lots = _level(d, "专属").to_crs(CRS).geometry.to_numpy()
    l2m = l2.to_crs(CRS)
    own = l2m.loc[_level(d, "专属").index.str[:12]].geometry.to_numpy()
    if (shapely.area(shapely.difference(lots, own)) > 0.5).any():
        out.append("a dedicated grid leaves its L2")
    a, b = shapely.STRtree(lots).query(lots, predicate="intersects")
    both = a < b
    if (shapely.area(shapely.intersection(lots[a[both]], lots[b[both]])) > 0.5).any():
        out.append("dedicated grids overlap")
    return out


def _unions(children: np.ndarray, key: np.ndarray, parents: gpd.GeoDataFrame) -> list[str]:
    """Tell parents whose ring does not run along exactly the outer segments of its children."""
    made = {code: shapely.coverage_union_all(children[key == code]) for code in parents.index}
    bad = [
        c for c, g in made.items() if not shapely.equals(shapely.normalize(g), shapely.normalize(parents.geometry[c]))
    ]
    return [f"{len(bad)} parents are not the union of their children, e.g. {bad[:2]}"] if bad else []


def _streets(d: District) -> list[str]:
    out = []
    outline = shapely.union_all(_level(d, "区").geometry.to_numpy())
    geoms = d.street.geometry.to_numpy()
    shapely.prepare(outline)
    inside = shapely.intersects(outline, shapely.line_interpolate_point(geoms, 0.5, normalized=True))
    node: dict[tuple[float, float], int] = {}
    ends = [(g.coords[0], g.coords[-1]) for g in geoms[inside]]
    pairs = np.array([[node.setdefault(p, len(node)) for p in pair] for pair in ends])
    links = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(node), len(node)))
    parts = connected_components(links, directed=False)[0]
    if parts != 1:
        out.append(f"streets fall into {parts} components")
    homes = d.building.geometry.to_numpy()
    if len(shapely.STRtree(geoms).query(homes, predicate="intersects")[0]):
        out.append("a street runs through a building")
    small = geoms[~d.street["klass"].isin(["motorway", "primary", "secondary"]).to_numpy()]
    rail = d.base[d.base["klass"] == "rail"].geometry.iloc[0]
    if shapely.crosses(small, rail).any():
        out.append("a small street crosses the railway")
    return out


def _sums(d: District) -> list[str]:
    out = []
    counts = load()["counts"]
    if len(d.household) != counts["households"] or int(d.household["people"].sum()) != sum(counts["people"]):
        out.append("households or people differ from the bulletin")
    l1 = _level(d, "一级")
    if l1["people"].tolist() != counts["people"]:
        out.append(f"people by town: {l1['people'].tolist()}")
    total = sum(counts["people"])
    tiers = ("微网格", "三级", "二级", "片区", "区")
    out += [f"people of {x} do not add up" for x in tiers if int(_level(d, x)["people"].sum()) != total]
    if int(d.compound["unmanaged"].sum()) != sum(counts["compounds"]):
        out.append("128 compounds without manager")
    if int((d.building["use"] == "住宅楼").sum()) != sum(counts["apartments"]):
        out.append("1,600 apartment blocks")
    return out


def _records(d: District) -> list[str]:
    out = []
    if len(d.event) != load()["events"] or not d.event["code"].is_unique:
        out.append("events")
    if d.event["reported_at"].max() > np.datetime64(d.as_of) or max(
        d.patrol["at"].max(), d.note["at"].max()
    ) > np.datetime64(d.as_of):
        out.append("a record lies after as-of")
    if not set(d.tag["household"]) <= set(d.household["code"]) or not set(d.visit["household"]) <= set(
        d.household["code"]
    ):
        out.append("a tag or visit names an unknown household")
    known = set(d.staff["code"])
    if not set(d.visit["staff"].dropna()) <= known or not set(d.patrol["staff"].dropna()) <= known:
        out.append("a visit or patrol names an unknown person")
    return out
