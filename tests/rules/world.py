"""A district of squares one can check by hand, held in memory: a real, small implementation of Reads.

Plane metres from (430000, 3850000), each 社区 800 m wide; a micro grid is 400 m x 200 m:

    Z1            | Z2
    001001 001002 | 002001 002002     L1 410106001 and 410106002, L2 001 and 002 in each
    each L2: two L3 (west, east half), each L3: four micro from south to north
"""

# ruff: noqa: ARG002 - a fake answers the whole protocol, needed or not

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.model.codes import Level, parse_code
from geo.model.errors import NotAllowed
from geo.model.profile import EventClass, EventType, Group, Profile
from geo.model.scope import Role, Scope, Tier
from geo.rules import coverage
from geo.rules.scope import within

DISTRICT = "410106"
L2S = ("410106001001", "410106001002", "410106002001", "410106002002")
ZONES = {"410106-Z1": L2S[:2], "410106-Z2": L2S[2:]}
AS_OF = datetime(2026, 11, 20, 18, 0)  # a Friday
CRS, PLANE, X0, Y0 = "EPSG:4490", "EPSG:4547", 430_000.0, 3_850_000.0
SHAPES = ("disc", "square", "up", "diamond", "down", "plus", "hex", "cross", "house")
PROFILE = Profile(
    district=DISTRICT,
    name="方格区",
    title="方格区网格一张图",
    measure_crs=PLANE,
    groups=tuple(
        Group(f"g{n}", f"人群{n}", "党老残童军病护困租"[n], "#E60C0E", "#FFFFFF", SHAPES[n], "月", restricted=n == 6)
        for n in range(9)
    ),
    groups_version="试",
    classes=(EventClass("01", "市容环境", "市", private=False), EventClass("07", "物业", "物", private=True)),
    types=(EventType("0101", "暴露垃圾", "城管", 1.0), EventType("0702", "房顶漏水", "住建", 5.0)),
    sources=("巡查", "12345"),
    resources=("便民服务", "文明实践", "技能培训", "养老托幼", "医疗卫生", "会客休闲", "代表委员联络"),
    k_internal=5,
    k_meeting=10,
    circle_radius_m=500.0,
    stale_hours=48,
    zone_fills={"410106-Z1": "#DCE8D0", "410106-Z2": "#FBE3C8"},
    zone_strokes={"410106-Z1": "#366E50", "410106-Z2": "#D97C09"},
    zone_names={"410106-Z1": "五云", "410106-Z2": "三湾街"},
)
NASTY = "<img src=x onerror=alert(1)>`${alert(2)}`\\{}$'\""


def scope(role=Role.LEADER, root=DISTRICT):
    return Scope("演示", role, root)


def _box(x, y, w, h):
    return shapely.segmentize(shapely.box(X0 + x, Y0 + y, X0 + x + w, Y0 + y + h), 200)


def _micros():
    for n, l2 in enumerate(L2S):
        for half in range(2):
            for row in range(4):
                yield f"{l2}{half + 1:03d}{row + 1:03d}", _box(n * 800 + half * 400, row * 200, 400, 200)


def lonlat(xy):
    points = GeoSeries(shapely.points([(X0 + x, Y0 + y) for x, y in xy]), crs=PLANE).to_crs(CRS)
    return list(zip(points.x, points.y, strict=True))


def at(x, y):
    return lonlat([(x, y)])[0]


def _grids():
    micro = pd.Series(dict(_micros()))
    found = []
    for level, cut in ((Level.MICRO, 18), (Level.L3, 15), (Level.L2, 12), (Level.L1, 9), (Level.DISTRICT, 6)):
        for code, shapes in micro.groupby(micro.index.str[:cut]):
            zone = next((z for z, members in ZONES.items() if code[:12] in members), None)
            found.append((code, level, shapely.union_all(list(shapes)), zone, len(shapes)))
    for zone, members in ZONES.items():
        shapes = [shape for code, shape in micro.items() if code[:12] in members]
        found.append((zone, Level.ZONE, shapely.union_all(shapes), zone, len(shapes)))
    found.append(("410106001001901", Level.DEDICATED, _box(100, 100, 150, 150), "410106-Z1", 0))
    named = {DISTRICT: "方格区", "410106-Z1": "西片区", "410106-Z2": "东片区", "410106001": "西街", "410106002": "东街"}
    named |= dict(zip(L2S, ("甲社区", "乙河社区", "丙山村", NASTY), strict=True))
    frame = GeoDataFrame(
        {
            "name": [named.get(code, f"第{code[-3:]}网格") for code, *_ in found],
            "level": [level.value for _, level, *_ in found],
            "parent": [parse_code(code).parent for code, *_ in found],
            "zone": [zone for _, _, _, zone, _ in found],
            "kind": ["城市社区"] * len(found),
            "households": [units * 33.0 for *_, units in found],
            "people": [units * 104.0 for *_, units in found],
            "posts": [1.0] * len(found),
        },
        geometry=GeoSeries([shape for _, _, shape, *_ in found], crs=PLANE).to_crs(CRS).array,
        index=pd.Index([code for code, *_ in found], name="code"),
        crs=CRS,
    )
    return frame.sort_index()


def event(code, type_, x, y, *, reported, due=5, closed=None, feedback=1, status="处置", source="巡查"):
    """One event; days counted back from AS_OF, `due`, `closed`, `feedback` days after the report."""
    start = AS_OF - timedelta(days=reported)
    lon, lat = at(x, y)
    half, row, l2 = int(x % 800 // 400), int(y // 200), L2S[int(x // 800)]
    return {
        "code": code,
        "type": type_,
        "text": NASTY,
        "address": "某楼某室",
        "source": source,
        "severity": "一般",
        "status": status,
        "dispatch": "人工",
        "reported_at": start,
        "filed_at": start,
        "feedback_at": start + timedelta(days=feedback) if feedback is not None else pd.NaT,
        "due_at": start + timedelta(days=due),
        "closed_at": start + timedelta(days=closed) if closed is not None else pd.NaT,
        "dept": "城管",
        "duplicate_of": None,
        "rating": None,
        "callback": None,
        "micro": f"{l2}{half + 1:03d}{row + 1:03d}",
        "lon": lon,
        "lat": lat,
    }


EVENTS = (
    event("E1", "0101", 100, 100, reported=3, due=1),  # overdue, 甲
    event("E2", "0702", 110, 110, reported=20, due=2),  # overdue, 甲, private
    event("E3", "0101", 500, 500, reported=1, due=5, status="派单"),  # waiting, 甲
    event("E4", "0101", 900, 100, reported=2, due=5),  # doing, 乙河
    event("E5", "0101", 1700, 100, reported=40, due=5, closed=3, status="办结"),  # done long ago, 丙山
    event("E6", "0702", 1700, 300, reported=10, due=5, closed=8, status="办结", feedback=6),  # late feedback, 丙山
    event("E7", "0101", 2500, 100, reported=5, due=1, status="作废"),  # never counted
    event("E8", "0101", 2500, 100, reported=85, due=5, closed=1, status="评价"),
)


def _tags():
    counts = {"g0": (30, 20, 40, 25), "g1": (12, 3, 30, 15), "g6": (2, 1, 4, 0), "g8": (0, 0, 0, 0)}
    return pd.DataFrame(counts, index=pd.Index(L2S, name="l2"))


@dataclass
class World:
    """Reads over frames in memory."""

    the_grids: GeoDataFrame = field(default_factory=_grids)
    the_events: tuple = EVENTS
    the_tags: pd.DataFrame = field(default_factory=_tags)
    the_profile: Profile = PROFILE
    the_hidden: frozenset = frozenset()

    def profile(self):
        return self.the_profile

    def version(self):
        return "v1"

    def as_of(self):
        return AS_OF

    def today(self):
        return self

    def redrawn(self):
        return frozenset()

    def synthetic(self):
        return True

    def freshness(self):
        rows = [("event", "事件", AS_OF, "最新记录"), ("visit", "走访", AS_OF - timedelta(days=9), "最新记录")]
        rows += [("note", "随手记", AS_OF, "最新记录")]
        rows += [("grid", "网格", pd.NaT, "入库"), ("star_card", "挂牌", AS_OF - timedelta(days=30), "入库")]
        return pd.DataFrame(rows, columns=["key", "title", "at", "how"]).set_index("key")

    def _zones(self):
        return self.the_grids.loc[self.the_grids["level"] == Level.L2, "zone"]

    def _cut(self, frame, who, key=None):
        codes = frame.index if key is None else pd.Index(frame[key])
        return frame[within(codes, who.root, self._zones())].copy()

    def grids(self, who, level, *, at=None):
        return self._cut(self.the_grids[self.the_grids["level"] == level], who)

    def places(self, who):
        return pd.DataFrame(self._cut(self.the_grids, who).drop(columns=["geometry", "kind"]))

    def centers(self, who):
        points = [(400, 400), (2000, 400)]
        frame = pd.DataFrame(
            {
                "name": ["甲社区党群服务中心", NASTY],
                "l2": [L2S[0], L2S[2]],
                "micro": [L2S[0] + "002003", L2S[2] + "002003"],
                "hours": "8:30-18:00",
                "staff_n": 3,
                "resources": ["1010000", "1111111"],
            },
            index=pd.Index(["DQ" + L2S[0], "DQ" + L2S[2]], name="code"),
        )
        return self._cut(
            GeoDataFrame(
                frame, geometry=GeoSeries.from_xy(*zip(*lonlat(points), strict=True), index=frame.index), crs=CRS
            ),
            who,
            "l2",
        )

    def _lines(self, rows):
        shapes = GeoSeries([shape for *_, shape in rows], crs=PLANE).to_crs(CRS)
        return GeoDataFrame(
            {"name": [row[1] for row in rows], "klass": [row[2] for row in rows]},
            geometry=shapes.array,
            index=pd.Index([row[0] for row in rows], name="code"),
            crs=CRS,
        )

    def streets(self, who):
        line = shapely.LineString([(X0, Y0 + 400), (X0 + 3200, Y0 + 400)])
        return self._lines(
            [("S1", "济源路", "primary", line), ("S2", None, "lane", shapely.affinity.translate(line, 0, 90))]
        )

    def base(self, who):
        rail = shapely.LineString([(X0, Y0 + 50), (X0 + 3200, Y0 + 90)])
        return self._lines(
            [
                ("B1", None, "rail", rail),
                ("B2", None, "river", shapely.affinity.translate(rail, 0, 500)),
                ("B3", "公园", "park", _box(1000, 500, 100, 100)),
                ("B4", None, "plot", _box(1200, 500, 60, 60)),
                ("B5", None, "gully", shapely.affinity.translate(rail, 0, 200)),
            ]
        )

    def buildings(self, who):
        frame = self._lines([(f"H{n}", None, "", _box(40 + n * 200, 120, 40, 15)) for n in range(16)])
        frame = frame.drop(columns=["name", "klass"]).assign(use="住宅", floors=6, units=24, compound=None)
        frame = frame.assign(micro=[L2S[n // 4] + f"{n % 4 // 2 + 1:03d}001" for n in range(16)])
        return self._cut(frame, who, "micro")

    def compounds(self, who):
        rows = [("Y1", "甲院", "", _box(60, 60, 30, 30)), ("Y2", "乙院", "", _box(900, 60, 30, 30))]
        rows += [("Y3", "丙院", "", _box(1700, 60, 30, 30))]
        frame = self._lines(rows).assign(
            unmanaged=[True, True, False],
            step=[5, 2, 5],
            five_have=["11111", "01111", "11111"],
            micro=[L2S[0] + "001001", L2S[1] + "001001", L2S[2] + "001001"],
        )
        return self._cut(frame, who, "micro")

    def staff(self, who):
        rows = [
            ("P1", "演示甲", "三级网格长", L2S[0] + "001", datetime(2025, 1, 1)),
            ("P2", "演示乙", "微网格长", L2S[0] + "001001", datetime(2025, 1, 1)),
            ("P3", "演示丙", "二级网格长", L2S[0], datetime(2025, 1, 1)),
        ]
        frame = pd.DataFrame(rows, columns=["code", "name", "role", "grid", "valid_from"]).set_index("code")
        return self._cut(frame, who, "grid")

    def pairings(self, who):
        rows = [("410106001001901", L2S[0] + "001001", "停车")]
        return pd.DataFrame(rows, columns=["dedicated", "micro", "topic"], index=pd.Index(["1"], name="code"))

    def star_items(self, who):
        states = ("达标", "达标", "整改中", "未达标", "达标")  # 甲 has five items, 乙河 the first two of them
        rows = [(L2S[0], n + 1, state) for n, state in enumerate(states)]
        rows += [(L2S[1], n + 1, state) for n, state in enumerate(states[:2])]
        frame = pd.DataFrame(rows, columns=["l2", "no", "state"]).assign(group="第一大项", dept="民政")
        frame.index = pd.Index([f"{l2}-{no}" for l2, no, _ in rows], name="code")
        return self._cut(frame, who, "l2")

    def star_cards(self, who):
        rows = [
            ("C1", L2S[0], "黄", 100, None),  # and a graver one since: counts as 红
            ("C2", L2S[0], "红", 10, None),
            ("C3", L2S[2], "橙", 50, 5),  # taken off five days ago
            ("C4", L2S[3], "橙", 40, None),
        ]
        frame = pd.DataFrame(
            {
                "l2": [row[1] for row in rows],
                "card": [row[2] for row in rows],
                "reason": "整改逾期",
                "valid_from": [AS_OF - timedelta(days=row[3]) for row in rows],
                "valid_to": pd.to_datetime([AS_OF - timedelta(days=row[4]) if row[4] else pd.NaT for row in rows]),
            },
            index=pd.Index([row[0] for row in rows], name="code"),
        )
        return self._cut(frame, who, "l2")

    def events(self, who, *, since=None):
        frame = pd.DataFrame(self.the_events, columns=list(EVENTS[0])).set_index("code").sort_index()
        if since is not None:
            frame = frame[frame["reported_at"] >= since]
        for column in ("reported_at", "filed_at", "feedback_at", "due_at", "closed_at"):
            frame[column] = pd.to_datetime(frame[column])
        points = GeoSeries(shapely.points(frame.pop("lon").astype(float), frame.pop("lat").astype(float)), frame.index)
        return self._cut(GeoDataFrame(frame, geometry=points, crs=CRS), who, "micro")

    def sketches(self, who):
        frame = pd.DataFrame(
            {
                "words": ["垃圾站挪到路北", NASTY],
                "form": ["面", "线"],
                "account": "演示",
                "role": "leader",
                "root": DISTRICT,
                "micro": [L2S[0] + "001001", L2S[2] + "001001"],
                "event": [None, "E6"],
                "at": pd.Timestamp(AS_OF - timedelta(days=1)),
            },
            index=pd.Index(["S1", "S2"], name="code"),
        )
        shapes = [_box(60, 60, 120, 80), shapely.LineString([(X0 + 1650, Y0 + 60), (X0 + 1800, Y0 + 150)])]
        return self._cut(
            GeoDataFrame(frame, geometry=GeoSeries(shapes, index=frame.index, crs=PLANE).to_crs(CRS)), who, "micro"
        )

    def households(self, who):
        raise NotAllowed("住户不在此试。")

    def tags(self, who):
        if who.tier < Tier.T1:
            raise NotAllowed("领导角色不能读取个人。")
        return pd.DataFrame()

    def home_points(self, who):
        buildings = self.buildings(who)
        middle = buildings.to_crs(PLANE).centroid.to_crs(CRS)
        frame = pd.DataFrame(
            {"lon": middle.x, "lat": middle.y, "micro": buildings["micro"], "people": 52, "households": 16},
            index=buildings.index,
        )
        return self._cut(frame, who, "micro")

    def walks(self, who):
        return None

    def reach(self, who, metres):
        return None

    def shared(self, who, metres):
        return coverage.shared(self.centers(who), radius_m=1_000.0, crs=PLANE)

    def catchments(self, who, metres):
        return None

    def sites(self, who, place):
        grids = self.grids(who, Level.L3)
        flat = grids.geometry.to_crs(PLANE)
        first = flat.centroid.iloc[:2].to_crs(CRS)
        return GeoDataFrame(
            {
                "rank": [1, 2],
                "name": grids["name"].iloc[:2],
                "gain": [1234.0, 7.0],
                "left": [127.0, 120.0],
                "total": 3328.0,
                "proof": "已证明最优",
                "area": flat.iloc[:2].buffer(300).to_crs(CRS).array,
            },
            geometry=first.array,
            index=grids.index[:2],
            crs=CRS,
        )

    def held_back(self, key):
        return self.the_hidden

    def tag_counts(self, who):
        return self.the_tags

    def _per_micro(self, who, **columns):
        micro = self.the_grids.index[self.the_grids["level"] == Level.MICRO]
        return self._cut(pd.DataFrame(columns, index=pd.Index(micro, name="micro")), who)

    def visit_counts(self, who, *, since):
        last = pd.Timestamp(AS_OF - timedelta(days=2))
        return self._per_micro(
            who, households_visited=20, visits=25, last_visit=last, due=33, overdue_tags=np.arange(32) % 3
        )

    def patrol_counts(self, who, *, since):
        return self._per_micro(who, patrols=4, last_patrol=pd.Timestamp(AS_OF - timedelta(hours=9)))

    def note_counts(self, who, *, since):
        return self._per_micro(who, notes=5 if since > AS_OF - timedelta(days=31) else 8)

    def ledger_counts(self, who):
        return self._per_micro(who, households=33, verified_30d=30)
