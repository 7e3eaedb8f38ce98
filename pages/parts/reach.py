"""服务圈: what the sliders ask, who may ask it, and every home's nearest centre under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from data.walking import Ground
from geo.metrics.reach import KM_H, Near, of_place
from geo.model.codes import Level, parse_code
from geo.model.errors import BadInput, NotFound
from geo.model.scope import Scope
from geo.rules import coverage
from geo.rules.nine_reach import RADII, SLACK_M
from geo.rules.shapes import WGS
from geo.walk.presets import DETOUR, MAX_OFFSTREET_M
from geo.walk.times import within
from pages.parts.wiring import store_of

MINUTES, KMH = (1.0, 30.0), (1.0, 6.0)
USUAL = (15.0, 4.5)
MOST_OFF = 65
ANY = "0" * 7


@dataclass(frozen=True, slots=True)
class Ask:
    """Minutes and pace, the resources a centre must offer (seven 0/1), centres switched off, and the place."""

    place: str
    minutes: float = USUAL[0]
    kmh: float = USUAL[1]
    need: str = ANY
    off: tuple[str, ...] = ()

    @property
    def radius_m(self) -> float:
        """Metres walked in that time."""
        return self.minutes * self.kmh * KM_H

    @property
    def preset(self) -> float | None:
        """Metres of the offered walk that is asked, None for another: counts by group are not narrowed by a slider."""
        usual = next((one for one in RADII if abs(one - self.radius_m) < SLACK_M), None)
        return usual if self.need == ANY and not self.off else None


@dataclass(frozen=True, slots=True)
class Seen:
    """One place of the asker's scope: code, level, name, and which homes lie in it."""

    code: str
    level: Level
    name: str
    rows: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the figures of an Ask rest on; `ground` is None where only straight lines are known."""

    near: Near
    seen: Seen
    active: NDArray[np.bool_]
    centers: GeoDataFrame
    ground: Ground | None


def asked(query: Mapping[str, str], root: str) -> Ask:
    """Read an address; raises BadInput with a sentence where a value makes no sense."""
    minutes = _number(query, "min", _Range("步行时间", "分钟", *MINUTES, USUAL[0]))
    kmh = _number(query, "kmh", _Range("步速", "公里/时", *KMH, USUAL[1]))
    need = query.get("need") or ANY
    if len(need) != len(ANY) or set(need) - {"0", "1"}:
        raise BadInput("服务资源的写法不对。", remedy="请在页面上勾选需要的服务。")
    off = tuple(sorted({code for code in query.get("off", "").split(",") if code}))
    if len(off) > MOST_OFF or any(len(code) > 20 for code in off):  # noqa: PLR2004 - a centre's code
        raise BadInput("停用的中心太多或写法不对。", remedy="请在地图上点选中心后停用。")
    return Ask(query.get("place") or root, minutes, kmh, need, off)


@dataclass(frozen=True, slots=True)
class _Range:
    word: str
    unit: str
    low: float
    high: float
    usual: float

    def read(self, text: str) -> float | None:
        """Return the number a text means, the usual one where it is empty, None where it cannot be used."""
        if not text:
            return self.usual
        try:
            value = float(text)
        except ValueError:
            return None
        return round(value, 2) if isfinite(value) and self.low <= value <= self.high else None


# What the sliders of the page allow (web/src/circles/ask.ts).
SLIDERS = {
    "min": _Range("步行时间", "分钟", *MINUTES, USUAL[0]),
    "kmh": _Range("步速", "公里/时", 2.0, 6.0, USUAL[1]),
    "k": _Range("选址数", "处", 1, 10, 3),
}


def _number(query: Mapping[str, str], key: str, within_: _Range) -> float:
    value = within_.read(query.get(key, ""))
    if value is None:
        raise BadInput(
            f"{within_.word}“{query[key][:12]}”不可用。",
            remedy=f"应为 {within_.low:g} 到 {within_.high:g} {within_.unit}之间的数。",
        )
    return value


def mended(query: Mapping[str, str]) -> list[str]:
    """Return a sentence for each number of a link the page cannot use; the browser then takes the usual one."""
    return [
        f"链接中的{one.word}“{query[key][:12]}”不可用，已按 {one.usual:g} {one.unit}"
        f"（可选 {one.low:g} 到 {one.high:g}）。"
        for key, one in SLIDERS.items()
        if one.read(query.get(key, "")) is None
    ]


def answer(scope: Scope, ask: Ask) -> Answer:
    """Find every home's nearest active centre.

    Raises
    ------
    NotFound
        The place does not exist or lies outside the scope.
    """
    book = store_of(scope)
    ground = book.ground()
    if ground is None:
        return _straight(scope, ask)
    active = _active(ground.centers, ask)
    metres = ground.times.metres[active].min(axis=0, initial=np.inf)
    homes = ground.homes
    seen = place(scope, ask.place, homes["micro"])
    near = Near(homes, metres, within(metres, ask.radius_m), ~ground.times.dests.on, ask.kmh)
    return Answer(near, seen, active, ground.centers, ground)


def _straight(scope: Scope, ask: Ask) -> Answer:
    """Without roads: the straight line times the usual detour stands for the walk."""
    book = store_of(scope)
    whole = Scope(scope.account, scope.role, book.profile().district)
    homes = coverage.located(book.home_points(whole))
    centers = book.centers(whole)
    active = _active(centers, ask)
    points = GeoSeries(shapely.points(homes["lon"], homes["lat"]), index=homes.index, crs=WGS)
    open_ = GeoSeries(centers.geometry[active])
    far = coverage.nearest(points, open_, book.profile().measure_crs)["dist_m"]
    metres = (far * DETOUR).fillna(np.inf).to_numpy(dtype=float)
    near = Near(
        homes.assign(people=homes["people"].fillna(0)),
        metres,
        metres <= ask.radius_m,
        np.zeros(len(homes), dtype=bool),
        ask.kmh,
    )
    return Answer(near, place(scope, ask.place, homes["micro"]), active, centers, None)


def place(scope: Scope, code: str, micro: "pd.Series[str]") -> Seen:
    """Find a place of the scope; a dedicated grid or a centre stands for its community."""
    places = store_of(scope).places(scope)
    code = code.removeprefix("DQ")
    if code in places.index and places.loc[code, "level"] == Level.DEDICATED:
        code = code[:12]
    if code not in places.index:
        raise NotFound(f"没有编码为“{code[:24]}”的地方，或不在您的查看范围内。", remedy="请从地图或搜索里重新选择。")
    level = parse_code(code).level
    zone = places.index[(places["level"] == Level.L2) & (places["zone"] == code)]
    inside = of_place(micro, code, zone) & of_place(micro, scope.root, _communities(scope))
    return Seen(code, level, str(places.loc[code, "name"]), inside)


def _communities(scope: Scope) -> pd.Index:
    places = store_of(scope).places(scope)
    return places.index[(places["level"] == Level.L2) & (places["zone"] == scope.root)]


def _active(centers: GeoDataFrame, ask: Ask) -> NDArray[np.bool_]:
    """Which centres offer what is needed and are not switched off."""
    wanted = [i for i, flag in enumerate(ask.need) if flag == "1"]
    offers = np.array([all(str(r)[i : i + 1] == "1" for i in wanted) for r in centers["resources"]], dtype=bool)
    return np.asarray(offers & ~centers.index.isin(ask.off), dtype=bool)


def rule(ask: Ask, ground: Ground | None) -> str:
    """Say by which rule every figure was found: 口径."""
    how = f"步行 {ask.minutes:g} 分钟，{ask.kmh:g} 公里/时（{ask.radius_m:,.0f} 米）"
    if ground is None:
        return f"口径：{coverage.NOTE}，{how}，直线按 1/{DETOUR:g} 折算，一般会高估 7 至 9 个百分点"
    return f"口径：{how}，沿路网逐户计时，离路 {MAX_OFFSTREET_M:.0f} 米内，不按面积折算；路网 {ground.net.hash[:8]}"
