"""服务圈 as the browser gets it: bands, gaps, borders and the figures beside them, as JSON."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from data import published
from data.walking import Ground
from geo.metrics import reach as figures
from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.model.scope import Scope, Tier
from geo.render import bake
from geo.rules import nine_reach, period
from geo.rules.scope import outline
from geo.rules.shapes import WGS, bare, solid
from geo.walk.access import two_sfca
from geo.walk.presets import DETOUR
from geo.walk.surface import bands, borders
from pages.parts import reach
from pages.parts.once import Once
from pages.parts.wiring import store, store_of

SIMPLE_M = 6.0
ROWS = 80
DRAWN = frozenset({"shared", "borders", "supply"})
SUPPLY_BREAKS = (0.5, 1.0, 1.5, 2.5)  # (p) staff per thousand people, frozen so that two settings compare
SPECK_M2 = 2_000.0

_answers: Once[bytes] = Once(128)
_edges: Once[shapely.Geometry] = Once(24)
_groups: Once[pd.DataFrame] = Once(24)


def area_json(scope: Scope, ask: reach.Ask, draw: frozenset[str]) -> bytes:
    """Return shapes and figures of one Ask as JSON; `draw` adds `shared`, `borders` and `supply`."""
    key = (scope.slot, ask, draw & DRAWN)
    return _answers.get(key, lambda: _area(scope, ask, draw & DRAWN), version=store_of(scope).version())


def _area(scope: Scope, ask: reach.Ask, draw: frozenset[str]) -> bytes:
    found = reach.answer(scope, ask)
    shapes = _shapes(scope, ask, found, draw)
    said = told(scope, ask, found)
    if "supply" in draw and found.ground is not None:
        said["supply"] = _supply(scope, ask, found, found.ground)
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    parts = "".join(f',"{name}":{bake.geojson(frame, ["n"]).decode()}' for name, frame in shapes.items())
    return (body[:-1] + parts + "}").encode()


def minutes_of(ask: reach.Ask) -> tuple[int, int, float]:
    """Three nested bands of the limit, in whole minutes."""
    return max(1, round(ask.minutes / 3)), max(1, round(2 * ask.minutes / 3)), ask.minutes


def told(scope: Scope, ask: reach.Ask, found: reach.Answer) -> dict[str, Any]:
    """Say the figures of one Ask in the terms of the asker's role."""
    seen, near, tier = found.seen, found.near, scope.tier
    names = store_of(scope).places(scope)["name"]
    table = figures.outside(near, seen.rows, names, tier=tier, level=seen.level)
    centers = found.centers
    mine = figures.of_place(centers["micro"].fillna(centers["l2"]), seen.code, _zone(scope, seen.code))
    titles = store_of(scope).profile().resources
    return {
        "rule": reach.rule(ask, found.ground),
        "day": scope.day,
        "method": "circle" if found.ground is None else "walk",
        "minutes": list(minutes_of(ask)),
        "place": {"code": seen.code, "name": seen.name, "level": seen.level.value},
        "centers": {"all": int(mine.sum()), "active": int((mine & found.active).sum())},
        "resources": [
            {"title": title, "n": int(sum(str(r)[i : i + 1] == "1" for r in centers["resources"][mine]))}
            for i, title in enumerate(titles)
        ],
        "active": [str(code) for code in centers.index[found.active]],
        "covered": figures.totals(near, seen.rows, tier=tier, level=seen.level),
        "rows": _rows(table),
        "of": figures.CHILD.get(seen.level, Level.MICRO).title,
        **groups(scope, ask, found),
        "warn": _warnings(found.ground),
    }


def groups(scope: Scope, ask: reach.Ask, found: reach.Answer) -> dict[str, Any]:
    """Nine-colour groups inside and outside, where this role may have them; else why not."""
    if found.ground is None:
        return {"groups": None, "groups_why": "载入道路后按步行统计"}
    if found.seen.code in store_of(scope).redrawn():
        return {"groups": None, "groups_why": "这里的边界与今天不同，九色人数只按今天的网格统计"}
    now = replace(scope, at=None)  # people are told by today's numbers
    return _counted(now, ask, reach.answer(now, ask) if scope.day else found, found.ground)


def _counted(scope: Scope, ask: reach.Ask, found: reach.Answer, ground: Ground) -> dict[str, Any]:
    fine = scope.tier is Tier.T0
    levels = (Level.DISTRICT, Level.ZONE, Level.L1) if fine else (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2)
    if found.seen.level not in levels:
        return {"groups": None, "groups_why": f"九色人数只到{'片区和镇街' if fine else '社区'}"}
    profile = store_of(scope).profile()
    if not fine:
        said = figures.groups(found.near, ground.tagged(), found.seen.rows, profile, tier=scope.tier)
        return {"groups": said, "groups_why": ""}
    metres = ask.preset
    if metres is None:
        return {"groups": None, "groups_why": "九色人数只按全部中心、常速 5、10、15 分钟或老年步速 15 分钟统计"}
    said = figures.groups_told(_told_groups(scope), found.seen.code, metres, profile)
    return {"groups": said, "groups_why": "“—”为不足 10 人或可由它推算出的，圈内圈外一并隐去"}


def _told_groups(scope: Scope) -> pd.DataFrame:
    """Nine-colour counts of all offered walks as a leader may read them; found once per data version."""
    book = store()

    def make() -> pd.DataFrame:
        ground = book.ground()
        if ground is None:
            raise NotFound("没有载入道路，数不出圈内圈外。", remedy="请管理员在“管理 · 导入”中载入道路。")
        metres = ground.times.metres.min(axis=0, initial=np.inf)
        whole = Scope(scope.account, scope.role, book.profile().district)
        made = nine_reach.told(book, whole, ground.tagged(), ground.homes["micro"], metres)
        flat = made.set_axis([" ".join(map(str, row)) for row in made.index])
        name = period.key(f"{book.as_of():%Y-%m}", "reach", book.profile().k_meeting)
        return published.hold_back(book, scope, name, flat).set_axis(made.index)

    return _groups.get((scope.role, scope.day), make, version=book.version())


def _supply(scope: Scope, ask: reach.Ask, found: reach.Answer, ground: Ground) -> dict[str, Any]:
    """Staff per thousand people by community (2SFCA, step form), averaged over its people."""
    rows = np.flatnonzero(found.active)
    offers = pd.DataFrame({"staff": ground.centers["staff_n"].iloc[rows].fillna(0).astype(float)})
    shared = two_sfca(ground.walks(found.active), ground.homes, offers, radius_m=ask.radius_m)["staff"].to_numpy()
    people = ground.homes["people"].to_numpy(dtype=float)
    table = pd.DataFrame({"got": shared * people, "people": people}, index=ground.homes["micro"].str[:12].to_numpy())
    sums = table.groupby(level=0).sum()
    seen = store_of(scope).places(scope).index
    sums = sums[(sums["people"] > 0) & (seen.get_indexer(sums.index) >= 0)]
    values = (1000 * sums["got"] / sums["people"]).round(2)
    return {"breaks": SUPPLY_BREAKS, "rows": {str(code): float(value) for code, value in values.items()}}


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    numbers = ("all", "outside", "share", "minutes")
    return [
        {"code": str(code), "name": row["name"], **_known({key: row[key] for key in numbers})}
        for code, row in table.head(ROWS).iterrows()
    ]


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """Missing values of every kind become None, numbers plain Python."""
    return {key: None if str(value) in ("<NA>", "nan", "None") else float(value) for key, value in row.items()}


def _zone(scope: Scope, code: str) -> pd.Index:
    places = store_of(scope).places(scope)
    return places.index[(places["level"] == Level.L2) & (places["zone"] == code)]


def _warnings(ground: Ground | None) -> list[str]:
    if ground is None:
        return ["没有载入道路，图上是直线缓冲(估算)。请管理员在“管理 · 导入”中载入道路。"]
    said = []
    if ground.short:
        names = "、".join(ground.short[:6]) + (f" 等 {len(ground.short)} 处" if len(ground.short) > 6 else "")  # noqa: PLR2004
        said.append(f"边界外路网不足：{names}的服务圈在边界处可能偏小。请导入边界外 1.3 公里以内的道路。")
    off = [str(ground.centers["name"].iloc[i]) for i in np.flatnonzero(~ground.times.origins.on)]
    if off:
        said.append(f"这些中心连不上路网，未计入：{'、'.join(off[:6])}。")
    return said


def _shapes(scope: Scope, ask: reach.Ask, found: reach.Answer, draw: frozenset[str]) -> dict[str, GeoDataFrame]:
    crs = store_of(scope).profile().measure_crs
    edge = _edge(scope, crs)
    radii = [m * ask.kmh * figures.KM_H for m in minutes_of(ask)]
    if found.ground is None:
        points = bare(GeoSeries(found.centers.geometry[found.active]).to_crs(crs))
        areas = [shapely.union_all(shapely.buffer(points, r / DETOUR, quad_segs=8)) for r in radii]
        extra: dict[str, list[shapely.Geometry]] = {}
    else:
        ground = found.ground
        ranks = 3 if "shared" in draw else 2 if "borders" in draw else 1
        walk = ground.together(radii[-1], active=found.active, ranks=ranks)
        areas = list(bands(walk, radii))
        extra = {}
        if "shared" in draw:
            extra["shared"] = [bands(walk, radii[-1:], rank=rank)[0] for rank in (1, 2)]
        if "borders" in draw:
            extra["borders"] = [borders(walk, radii[-1])]
    shown = [_clean(area, edge) for area in areas]
    gaps = solid(shapely.difference(edge, shown[-1]), smallest_m2=SPECK_M2)
    made: dict[str, list[shapely.Geometry]] = {"bands": shown[::-1], "gaps": [gaps]}
    made |= {name: _cut(parts, edge) for name, parts in extra.items()}
    return {name: _frame(shapes, crs, backwards=name == "bands") for name, shapes in made.items()}


def _cut(shapes: list[shapely.Geometry], edge: shapely.Geometry) -> list[shapely.Geometry]:
    return [
        shapely.intersection(shapely.simplify(shape, SIMPLE_M / 2), edge)
        if shapely.get_dimensions(shape) == 1
        else _clean(shape, edge)
        for shape in shapes
    ]


def _clean(area: shapely.Geometry, edge: shapely.Geometry) -> shapely.Geometry:
    thin = solid(shapely.simplify(area, SIMPLE_M, preserve_topology=False), smallest_m2=SPECK_M2)
    return solid(shapely.intersection(thin, edge), smallest_m2=SPECK_M2)


def _frame(shapes: list[shapely.Geometry], crs: str, *, backwards: bool) -> GeoDataFrame:
    """Give the shapes numbers from 1; bands come largest first and keep 1 for the nearest."""
    n = range(len(shapes), 0, -1) if backwards else range(1, len(shapes) + 1)
    return GeoDataFrame({"n": list(n)}, geometry=GeoSeries(shapes, crs=crs).to_crs(WGS))


def _edge(scope: Scope, crs: str) -> shapely.Geometry:
    """Outline of the scope's root in metres, prepared."""

    def make() -> shapely.Geometry:
        edge = shapely.union_all(bare(outline(store_of(scope), scope).geometry.to_crs(crs)))
        shapely.prepare(edge)
        return edge

    return _edges.get((scope.root, scope.day), make, version=store_of(scope).version())
