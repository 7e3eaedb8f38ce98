"""服务圈 beyond the bands: the walk from a clicked place, one centre's card, and the next centres."""

import json
from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from data.siting import Choice, Want, choose
from data.walking import WEIGHTS, Ground
from geo.metrics import reach as figures
from geo.model.codes import Level
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Scope, Tier
from geo.render import bake
from geo.rules import rounding
from geo.rules.scope import inner_points
from geo.rules.shapes import WGS, solid
from geo.walk.access import two_sfca
from geo.walk.isochrones import isochrones
from geo.walk.route import nearest_routes
from geo.walk.siting import Proof
from geo.walk.snap import snap
from geo.walk.times import within
from pages.parts import reach
from pages.parts.once import Once
from pages.parts.reach_area import SPECK_M2, groups
from pages.parts.wiring import store_of

MOST_SITES, MOST_LISTED = 10, 200
NEAREST = 3
SIMPLE_M = 6.0
PACES = (("成人", 4.5), ("老年", 3.0), ("体弱", 2.7))
_sites: Once[bytes] = Once(64)
_inner: Once[GeoSeries] = Once(8)


def path_json(scope: Scope, ask: reach.Ask, query: Mapping[str, str]) -> bytes:
    """Walk from a clicked place to the nearest active centres; JSON with lines."""
    lon, lat = (_degrees(query.get(name), name) for name in ("lon", "lat"))
    ground = _ground(scope)
    found = reach.answer(scope, ask)
    here = snap(ground.net, GeoSeries([shapely.Point(lon, lat)], crs=WGS), barriers=ground.barriers)
    rows = np.flatnonzero(found.active)
    ways = nearest_routes(ground.net, here, ground.times.origins.take(rows), most=NEAREST)
    names = ground.centers["name"]
    told = [
        {
            "code": str(code),
            "name": str(names[code]),
            "minutes": max(1, round(metres / (ask.kmh * figures.KM_H))),
            "metres": int(rounding.STEP * round(metres / rounding.STEP)),
        }
        for code, metres in zip(ways.index, ways["metres"], strict=True)
    ]
    if not here.on[0]:
        said = "这里离道路超过 150 米，或与道路之间有屏障，走不到任何中心。"
    elif not told:
        said = "5 公里内走不到任何中心。"
    else:
        inside = bool(within(ways["metres"].to_numpy()[:1], ask.radius_m)[0])
        said = f"步行 {told[0]['minutes']} 分钟，在 {ask.minutes:g} 分钟圈{'内' if inside else '外'}"
    lines = GeoDataFrame({"n": range(1, len(ways) + 1)}, geometry=ways.geometry.to_numpy(), crs=ways.crs).to_crs(WGS)
    return _with_shapes({"rows": told, "said": said}, lines=GeoDataFrame(lines[::-1]))


def center_json(scope: Scope, ask: reach.Ask, code: str) -> bytes:
    """Return the card of one centre: who walks there, at which pace, and what it offers."""
    ground, centers = _ground(scope), store_of(scope).centers(scope)
    if code not in centers.index:
        raise NotFound("没有这个中心，或不在您的查看范围内。", remedy="请在地图上点选一颗星。")
    row = int(ground.centers.index.get_indexer(pd.Index([code]))[0])
    own = centers.loc[code]
    people = ground.homes["people"].to_numpy(dtype=float)
    mine = ground.times.metres[row]
    active = reach.answer(scope, ask).active.copy()
    active[row] = True
    others = active.copy()
    others[row] = False
    rest = ground.times.metres[others].min(axis=0, initial=np.inf)
    inside = within(mine, ask.radius_m)
    shown = {
        "nearest": float(people[inside & (mine <= rest)].sum()),
        "only": float(people[inside & ~within(rest, ask.radius_m)].sum()),
    }
    paces = [(title, kmh, people[within(mine, ask.minutes * kmh * figures.KM_H)].sum()) for title, kmh in PACES]
    home = reach.Ask(str(own["l2"]), ask.minutes, ask.kmh, ask.need, ask.off)
    at, told = _groups(scope, home)
    area = isochrones(
        ground.net, ground.times.origins.take(np.array([row])), minutes=(ask.minutes,), speed_kmh=ask.kmh,
        barriers=ground.barriers, field=ground.field,
    )  # fmt: skip
    titles = store_of(scope).profile().resources
    return _with_shapes(
        {
            "code": code,
            "name": str(own["name"]),
            "hours": None if pd.isna(own["hours"]) else str(own["hours"]),
            "staff_n": None if pd.isna(own["staff_n"]) else int(own["staff_n"]),
            "resources": [{"title": t, "has": f == "1"} for t, f in zip(titles, str(own["resources"]), strict=False)],
            "paces": [
                {"title": title, "kmh": kmh, "people": rounding.people(float(n), tier=scope.tier)}
                for title, kmh, n in paces
            ],
            **{key: rounding.people(n, tier=scope.tier) for key, n in shown.items()},
            "supply": _supply(ground, active, row, ask),
            "groups": told["groups"],
            "groups_at": at,
            "note": told["groups_why"],
        },
        area=_thin(area),
    )


def _groups(scope: Scope, ask: reach.Ask) -> tuple[str, dict[str, Any]]:
    """Count groups at the finest level this role may have around a centre: community, else 片区, else street."""
    places = store_of(scope).places(scope)
    tries = [ask.place, str(places.loc[ask.place, "zone"]), ask.place[:9]]
    for code in tries:
        if code in places.index:
            found = reach.answer(scope, reach.Ask(code, ask.minutes, ask.kmh, ask.need, ask.off))
            told = groups(scope, ask, found)
            if told["groups"] is not None or code == tries[-1]:
                return found.seen.name, told
    return "", {"groups": None, "groups_why": "九色人数只到社区以上"}


def _supply(ground: Ground, active: np.ndarray[Any, np.dtype[np.bool_]], row: int, ask: reach.Ask) -> float | None:
    """Staff per thousand people who share them, on average over the centre's own walkers (2SFCA)."""
    staff = ground.centers["staff_n"]
    if staff.isna().all():
        return None
    rows = np.flatnonzero(active)
    offers = pd.DataFrame({"staff": staff.iloc[rows].fillna(0).astype(float)})
    shared = two_sfca(ground.walks(active), ground.homes, offers, radius_m=max(ask.radius_m, 1.0))["staff"].to_numpy()
    inside = within(ground.times.metres[row], ask.radius_m)
    heads = ground.homes["people"].to_numpy(dtype=float) * inside
    return round(float(1000 * (shared * heads).sum() / heads.sum()), 2) if heads.sum() else None


def next_json(scope: Scope, ask: reach.Ask, query: Mapping[str, str]) -> bytes:
    """Choose the next centres of a place, with proof; candidates are third-level grids or the asker's own list."""
    k, weight = _whole(query.get("k"), 1, MOST_SITES, "个数"), query.get("who", "people")
    if weight not in WEIGHTS:
        raise BadInput("不认识要优先覆盖的人群。", remedy=f"可选 {'、'.join(WEIGHTS.values())}。")
    listed = _listed(query.get("at", ""))
    key = (scope.slot, ask, k, weight, tuple(listed))
    return _sites.get(key, lambda: _next(scope, ask, k, weight, listed), version=store_of(scope).version())


def _next(scope: Scope, ask: reach.Ask, k: int, weight: str, listed: list[tuple[float, float]]) -> bytes:
    ground, found = _ground(scope), reach.answer(scope, ask)
    rows = found.seen.rows
    points, names = _candidates(scope, ask.place, listed)
    made: Choice = choose(ground, points, Want(k, ask.radius_m, rows, found.active, weight))
    snaps, there, sites, chosen = made.snaps, made.there, made.sites, made.chosen
    radius = ask.radius_m
    inside = found.near.inside[rows] | within(there.metres[chosen], radius).any(axis=0)
    after = found.near.inside.copy()
    after[rows] = inside
    near = figures.Near(found.near.homes, found.near.metres, after, found.near.off_street, ask.kmh)
    total, so_far = max(sites.total, 1.0), sites.before
    # Who may not see a group's small counts could narrow them by a slider or by candidates of their own.
    told_of = weight == "people" or scope.tier > Tier.T0 or (ask.preset is not None and not listed)
    told = []
    for rank, (at, name, gain) in enumerate(
        zip(_spots(points, chosen), points.index[chosen].map(names), sites.sites["gain"], strict=True), start=1
    ):
        so_far += float(gain)
        told.append(
            {
                "rank": rank,
                "name": name,
                "at": at,
                "gain": rounding.people(float(gain), tier=scope.tier) if told_of else None,
                "share": _share(so_far, total, scope, weight) if told_of else None,
            }
        )
    area = made.areas(ground, minutes=ask.minutes, kmh=ask.kmh)
    lost = points.index[~snaps.on]
    note = [f"增量按{WEIGHTS[weight]}计"] if weight != "people" else []
    note += [] if told_of else ["该人群的增量只按预设步行、全部中心和三级网格候选统计"]
    note += [f"{len(lost)} 处候选离路过远，未参与"] if len(lost) else []
    note += (
        [f"任何候选都走不到的 {rounding.words(sites.out_of_reach, tier=scope.tier)} 人未强求"]
        if sites.out_of_reach and told_of
        else []
    )
    proof = sites.proof.text + (f"，差距不超过 {sites.gap:.1%}" if sites.proof is not Proof.OPTIMAL else "")
    if len(told) < k:
        proof += f"；再多也不会增加，只需 {len(told)} 处"
    return _with_shapes(
        {
            "sites": told,
            "covered": figures.totals(near, rows, tier=scope.tier, level=found.seen.level),
            "proof": proof,
            "proven": sites.proof is Proof.OPTIMAL,
            "note": "；".join(note),
        },
        area=_thin(area),
    )


def _share(inside: float, total: float, scope: Scope, weight: str) -> float | None:
    """Percent within reach; of a group in no finer steps than its numbers are told in."""
    if weight == "people" or scope.tier > Tier.T0:
        return round(100 * inside / total, 1)
    of = rounding.coarse(total)
    return round(100 * (rounding.coarse(inside) or 0) / of, 1) if of else None


def _spots(points: GeoSeries, chosen: "np.ndarray[Any, np.dtype[np.intp]]") -> list[list[float]]:
    xy: list[list[float]] = shapely.get_coordinates(np.asarray(points.array, dtype=object)[chosen]).round(6).tolist()
    return xy


def _candidates(scope: Scope, place: str, listed: list[tuple[float, float]]) -> tuple[GeoSeries, dict[str, str]]:
    """Find the possible sites: the asker's own points, or the inner points of the place's third-level grids."""
    if listed:
        codes = [f"名单第 {n} 处" for n in range(1, len(listed) + 1)]
        return GeoSeries([shapely.Point(x, y) for x, y in listed], index=codes, crs=WGS), {c: c for c in codes}
    places = store_of(scope).places(scope)
    grids = store_of(scope).grids(scope, Level.L3)
    code = place.removeprefix("DQ")
    if "-Z" in code:
        l2 = places.index[(places["level"] == Level.L2) & (places["zone"] == code)]
        mine = grids.index.str[:12].isin(l2)
    else:
        mine = grids.index.str.startswith(code[:15])
    if not mine.any():
        raise BadInput("这里没有三级网格可作候选。", remedy="请选更大的范围，或使用自己的候选名单。")
    crs = store_of(scope).profile().measure_crs
    inner = _inner.get(scope.slot, lambda: inner_points(grids.geometry, crs)[0], version=store_of(scope).version())
    names = {str(code): str(name) for code, name in grids["name"].items()}
    return GeoSeries(inner[mine]), names


def _ground(scope: Scope) -> Ground:
    ground = store_of(scope).ground()
    if ground is None:
        raise BadInput(
            "没有载入道路，不能按步行计算。", remedy="请管理员在“管理 · 导入”中载入道路（.osm.pbf、GeoPackage 等）。"
        )
    return ground


def _thin(area: GeoDataFrame) -> GeoDataFrame:
    shapes = [solid(shape, smallest_m2=SPECK_M2) for shape in area.geometry.simplify(SIMPLE_M)]
    return GeoDataFrame({"n": range(1, len(area) + 1)}, geometry=GeoSeries(shapes, crs=area.crs).to_crs(WGS))


def _with_shapes(told: dict[str, Any], **shapes: GeoDataFrame) -> bytes:
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    parts = "".join(f',"{name}":{bake.geojson(frame, ["n"]).decode()}' for name, frame in shapes.items())
    return (body[:-1] + parts + "}").encode()


def _degrees(text: str | None, name: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = float("nan")
    low, high = (73.0, 136.0) if name == "lon" else (3.0, 54.0)
    if not (isfinite(value) and low <= value <= high):
        raise BadInput(f"{'经度' if name == 'lon' else '纬度'}不可用。", remedy="请在地图上点选一处。")
    return value


def _whole(text: str | None, low: int, high: int, word: str) -> int:
    if text is None or not (text.isascii() and text.isdigit() and low <= int(text[:4]) <= high):
        raise BadInput(f"{word}不可用。", remedy=f"应为 {low} 到 {high} 的整数。")
    return int(text)


def _listed(text: str) -> list[tuple[float, float]]:
    pairs = [part.split(",") for part in text.split(";") if part]
    if len(pairs) > MOST_LISTED:
        raise BadInput(f"候选地点有 {len(pairs)} 处，太多了。", remedy=f"最多 {MOST_LISTED} 处。")
    if any(len(pair) != 2 for pair in pairs):  # noqa: PLR2004 - lon, lat
        raise BadInput("候选地点的写法不对。", remedy="每处应为“经度,纬度”。")
    return [(_degrees(pair[0], "lon"), _degrees(pair[1], "lat")) for pair in pairs]
