"""Life on the land as tables: homes, tags, visits, events, patrols, centres, names of streets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from data.demo import cases, days, rounds, stories, tags
from data.demo.sketch import Sketch, dice
from data.demo.street_names import street_names

if TYPE_CHECKING:
    from data.demo.frames import Globe
    from data.demo.land import Land
    from data.demo.names import Names

HOURS = ("08:30-12:00 14:00-18:00", "08:30-12:00 14:30-18:00", "08:30-18:00", "08:30-20:00")


@dataclass
class Homes:
    """Buildings and compounds in local metres, households with their points, and rows of use to later stages."""

    building: gpd.GeoDataFrame
    compound: gpd.GeoDataFrame
    household: pd.DataFrame
    micro: np.ndarray  # code of the micro grid of each household


def homes(sketch: Sketch, land: Land, globe: Globe, seed: int) -> Homes:
    """Frames of buildings (centres among them), compounds and households."""
    b, who, yards, n = land.b, land.who, land.yards, land.n
    order = np.lexsort((np.arange(len(b.polys)), np.array(n.micro)[b.micro]))
    code = np.empty(len(order), dtype=object)
    code[order] = [f"B{i + 1:05d}" for i in range(len(order))]
    yard_code = np.array([f"LY{i + 1:04d}" for i in range(len(yards.polys))] + [None], dtype=object)
    k = len(land.centers.polys)
    building = gpd.GeoDataFrame(
        {
            "code": [*code, *(f"B9{i + 1:04d}" for i in range(k))],
            "use": [*b.use, *["党群服务中心"] * k],
            "floors": [*who.floors, *[2] * k],
            "units": [*who.units, *[0] * k],
            "compound": [*yard_code[yards.of_building], *[None] * k],
        },
        geometry=np.array([*b.polys, *land.centers.polys], dtype=object),
    )
    point = globe.degrees(shapely.get_coordinates(shapely.centroid(b.polys)))[who.building]
    rng = dice(seed, "verified")
    pace = dice(seed, "ledger").lognormal(0, 0.35, len(land.u.l2))[land.u.micro_l2[b.micro[who.building]]]
    age = np.minimum(rng.gamma(1.6, 15, len(point)) * pace, 420).astype(int)
    today = np.datetime64(sketch.as_of.date(), "D")
    household = pd.DataFrame(
        {
            "code": [f"H{i + 1:06d}" for i in range(len(point))],
            "building": code[who.building],
            "people": who.size,
            "lon": point[:, 0],
            "lat": point[:, 1],
            "verified_at": (today - age.astype("timedelta64[D]")).astype("datetime64[s]"),
        }
    )
    return Homes(building, _compounds(land), household, np.array(n.micro, dtype=object)[b.micro[who.building]])


def _compounds(land: Land) -> gpd.GeoDataFrame:
    yards, u, n = land.yards, land.u, land.n
    count: dict[int, int] = {}
    names = []
    for micro, kind in zip(yards.micro.tolist(), yards.kind, strict=True):
        l2 = int(u.micro_l2[micro])
        count[l2] = count.get(l2, 0) + 1
        ending = "小区" if kind in ("商品房", "安置小区") else "号院"
        names.append(f"{n.l2_name[l2].removesuffix('社区')}{count[l2]:02d}{ending}")
    return gpd.GeoDataFrame(
        {
            "code": [f"LY{i + 1:04d}" for i in range(len(names))],
            "name": names,
            "kind": yards.kind,
            "unmanaged": yards.unmanaged,
            "step": yards.step,
            "five_have": yards.five,
        },
        geometry=yards.polys,
    )


def _house(land: Land) -> np.ndarray:
    """Per building: 0 other, 1 old flats, 2 new flats, 3 village house, 4 house in a 城中村."""
    b, kind = land.b, np.array(land.u.kind)[land.b.micro]
    flats = np.isin(b.use, ("住宅楼", "低层住宅"))
    new = np.array([x in ("newres", "commerce") for x in land.q.use])[land.u.quarter[b.micro]]
    return np.select(
        [flats & ~new, flats, (b.use == "自建房") & (kind == "chengzhongcun"), b.use == "自建房"], [1, 2, 4, 3], 0
    )


def tags_and_visits(
    sketch: Sketch, land: Land, home: Homes, team: pd.DataFrame, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tags first drawn, then visited, then dated: the next visit follows the last."""
    drawn = tags.draw(land.who, _house(land), seed)
    monthly = np.unique(drawn.household[np.isin(drawn.group, tags.MONTHLY)])
    codes = home.household["code"].to_numpy()
    story = sketch["stories"]["unvisited"]
    lazy = np.char.startswith(home.micro.astype(str), land.n.l2[land.n.l2_name.index(story["place"])])
    slack = np.where(lazy, story["share"] / sketch["rounds"]["months"][-1], 1.0)
    visit, last = rounds.visits(sketch, codes, home.micro, monthly, slack, workers=team, seed=seed)
    return tags.table(sketch, drawn, codes, last, seed), visit


def events(sketch: Sketch, land: Land, globe: Globe, seed: int) -> pd.DataFrame:
    """22,000 events with the planted stories among them."""
    b, u, n, who, s = land.b, land.u, land.n, land.who, land.s
    l3 = land.t.micro[b.micro]
    l2 = u.micro_l2[b.micro]
    inside = s.geoms[~s.beyond & ~np.isin(s.klass, ("path", "motorway"))]
    yard = land.yards.of_building
    ground = days.Ground(
        shapely.get_coordinates(shapely.centroid(b.polys)),
        np.bincount(who.building, who.size, minlength=len(b.polys)).astype(float),
        np.where(yard >= 0, land.yards.unmanaged[yard], False),
        u.l2_l1[l2], l3, who.crowded_l3, days.street_points(inside),
    )  # fmt: skip
    rows = {name: np.flatnonzero(l2 == c) for c, name in enumerate(n.l2_name)}
    inner = np.flatnonzero((np.array(u.kind)[b.micro] == "chengzhongcun") & (b.use == "自建房"))
    rail = land.base.geoms[land.base.klass.index("rail")]  # the main line; the siding crosses works roads only
    told = stories.planted(
        sketch,
        ground,
        rows,
        inner,
        stories.railway_bridges(inside, s.klass[~s.beyond & ~np.isin(s.klass, ("path", "motorway"))], rail),
        seed=seed,
    )
    raw = days.join(days.everyday(sketch, ground, sketch["events"] - sum(len(t) for t in told), seed), *told)
    at, micro = shapely.STRtree(u.micro).query_nearest(shapely.points(raw.xy), all_matches=False)
    where = np.empty(len(raw), int)
    where[at] = micro
    place = _where(land, raw, where)
    slip = _slip(sketch, land, raw, where)
    frame = cases.cases(sketch, raw, place, slip, seed)
    lonlat = globe.degrees(raw.xy)
    frame.insert(4, "lon", lonlat[:, 0])
    frame.insert(5, "lat", lonlat[:, 1])
    return frame


def _where(land: Land, raw: days.Events, micro: np.ndarray) -> pd.DataFrame:
    """Town, address and opening words of each event: a street or a house number, never a person."""
    u, n, b = land.u, land.n, land.b
    l2 = u.micro_l2[micro]
    number = np.zeros(len(b.polys), int)
    order = np.argsort(b.micro, kind="stable")
    grouped = pd.Series(b.micro[order])
    number[order] = grouped.groupby(grouped).cumcount().to_numpy() + 1
    yard_name = _compounds(land)["name"].to_numpy()
    names = street_names(land)
    named = np.flatnonzero([bool(x) for x in names])
    near = cKDTree(shapely.get_coordinates(shapely.line_interpolate_point(land.s.geoms[named], 0.5, normalized=True)))
    d, i = near.query(raw.xy)
    street = np.where(d < 260, names[named][i], "")
    words, address = [], []
    for k in range(len(raw)):
        l2_name, house = n.l2_name[l2[k]], int(raw.building[k])
        if house >= 0:
            yard = int(land.yards.of_building[house])
            spot = f"{yard_name[yard]}{number[house]}号楼" if yard >= 0 else f"{_short(n, micro[k])}{number[house]}号"
        else:
            spot = f"{street[k]}沿线" if street[k] else f"{_short(n, micro[k])}道路"
        own = spot.startswith(l2_name.removesuffix("社区"))
        words.append(spot)
        address.append(spot if own else f"{l2_name}{spot}")
    town = [n.l1[t][-3:] for t in u.l2_l1[l2]]
    return pd.DataFrame({"town": town, "address": address, "words": words})


def _short(n: Names, micro: int) -> str:
    return f"{n.micro[micro][12:15].lstrip('0').zfill(2)}-{n.micro[micro][15:].lstrip('0').zfill(2)}微网格"


def _slip(sketch: Sketch, land: Land, raw: days.Events, micro: np.ndarray) -> np.ndarray:
    story = sketch["stories"]["slip"]
    here = land.u.micro_l2[micro] == land.n.l2_name.index(story["place"])
    day = (raw.at.astype("datetime64[D]") - days.first_day(sketch)).astype(int)
    during = (day >= story["days"][0]) & (day <= story["days"][1])
    return np.where(here & during, story["working_days"] * 7.5, 0.0)


def patrols(sketch: Sketch, land: Land, team: pd.DataFrame, globe: Globe, seed: int) -> pd.DataFrame:
    """Patrol records on the streets of each L3."""
    s, areas = land.s, land.t.polys
    spots = days.street_points(s.geoms[~s.beyond & (s.klass != "motorway")])
    at, l3 = shapely.STRtree(areas).query(shapely.points(spots), predicate="within")
    codes = np.array(land.n.l3, dtype=object)
    order = np.argsort(l3, kind="stable")
    cut = np.searchsorted(l3[order], np.arange(len(codes) + 1))
    inner = shapely.get_coordinates(shapely.point_on_surface(areas))
    points = {
        c: spots[at[order[a:z]]] if z > a else inner[i : i + 1]
        for i, (c, a, z) in enumerate(zip(codes, cut[:-1], cut[1:], strict=True))
    }
    frame = rounds.patrols(sketch, codes, points, team, seed)
    lonlat = globe.degrees(frame[["x", "y"]].to_numpy())
    frame["lon"], frame["lat"] = lonlat[:, 0], lonlat[:, 1]
    return frame[["code", "staff", "grid", "at", "lon", "lat", "found"]]


def center_frame(land: Land, globe: Globe, seed: int) -> pd.DataFrame:
    """Service centres with seven resources as seven 0/1 characters."""
    lonlat = globe.degrees(shapely.get_coordinates(shapely.centroid(land.centers.polys)))
    rng = dice(seed, "resources")
    n = len(lonlat)
    has = rng.random((n, 7)) < np.array([1.0, 0.97, 0.62, 0.58, 0.66, 0.9, 0.74])
    frame = pd.DataFrame(
        {
            "code": [f"DQ{c}" for c in land.n.l2],
            "name": [f"{x}党群服务中心" for x in land.n.l2_name],
            "l2": land.n.l2,
            "lon": lonlat[:, 0],
            "lat": lonlat[:, 1],
            "staff_n": rng.integers(4, 13, n),
            "hours": rng.choice(HOURS, n, p=[0.5, 0.2, 0.18, 0.12]),
            "resources": ["".join("1" if x else "0" for x in row) for row in has],
        }
    )
    return frame.sort_values("code", ignore_index=True)
