"""Development only: rough polygons in the real outline, pushed through the real manifest compiler.

Nothing of this reaches the application; it lets the component be looked at without a store.
Run: python web/dev/fixture.py  (writes web/dev/out/, git-ignored)
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry import LineString, box, shape

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

from data.config.profile import load_profile  # noqa: E402
from geo.model.codes import Level  # noqa: E402
from geo.model.scope import Role, Scope  # noqa: E402
from geo.model.view import ViewSpec  # noqa: E402
from geo.render.maplibre import manifest  # noqa: E402

OUT = HERE / "out"
CRS, M = "EPSG:4490", "EPSG:4547"
RNG = np.random.default_rng(7)
AS_OF = datetime(2026, 11, 21, 18, 0)
PROFILE = load_profile()


def cells(area: shapely.Geometry, n: int) -> list[shapely.Geometry]:
    """Cut an area into n convex-ish cells by a relaxed Voronoi diagram."""
    if n <= 1:
        return [area]
    w, s, e, t = area.bounds
    points: list[shapely.Point] = []
    while len(points) < n:
        p = shapely.Point(RNG.uniform(w, e), RNG.uniform(s, t))
        if area.contains(p):
            points.append(p)
    parts: list[shapely.Geometry] = []
    for _ in range(5):
        found = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=area)
        parts = [c.intersection(area) for c in found.geoms]
        parts = [max(getattr(p, "geoms", [p]), key=lambda g: g.area) for p in parts if not p.is_empty]
        points = [p.centroid for p in parts]
    return parts


class Rough:
    """The reads of geo.ports over made-up rows."""

    def __init__(self, source: Path) -> None:
        raw = json.loads((source / "outline.geojson").read_text(encoding="utf-8"))
        outline = gpd.GeoSeries([shape(raw["features"][0]["geometry"])], crs=CRS).to_crs(M).iloc[0]
        names = pd.read_csv(source / "l2_names.csv", dtype=str)
        rows: list[dict[str, object]] = []
        d = PROFILE.district
        c = outline.centroid
        l2s = cells(outline, len(names))
        l2s.sort(key=lambda g: -g.centroid.y)
        street, buildings = [], []
        for geom, row in zip(l2s, names.sort_values("l2_code").itertuples(), strict=False):
            g = geom.centroid
            zone = f"{d}-Z" + ("4" if g.y > c.y + 2600 else "1" if g.y < c.y - 1500 else "2" if g.x < c.x else "3")
            rows.append({"code": row.l2_code, "name": row.l2_name.replace("居民委员会", "").replace("村民委员会", "村"), "level": Level.L2, "parent": row.l1_code, "zone": zone, "geometry": geom})
            for k, third in enumerate(cells(geom, 6)):
                code3 = f"{row.l2_code}{k + 1:03d}"
                rows.append({"code": code3, "name": f"第{'一二三四五六七八九'[k]}网格", "level": Level.L3, "parent": row.l2_code, "zone": zone, "geometry": third})
                street.append(third.boundary)
                for j, fourth in enumerate(cells(third, 6)):
                    hh = int(RNG.integers(12, 90))
                    rows.append({"code": f"{code3}{j + 1:03d}", "name": f"{j + 1:03d}", "level": Level.MICRO, "parent": code3, "zone": zone, "households": hh, "people": int(hh * 2.7), "geometry": fourth})
                    inner = fourth.buffer(-22)
                    for _ in range(4):
                        if inner.is_empty:
                            break
                        w, s, e, t = inner.bounds
                        x, y = RNG.uniform(w, e), RNG.uniform(s, t)
                        house = box(x, y, x + 34, y + 13)
                        if inner.contains(house):
                            buildings.append(house)
        frame = gpd.GeoDataFrame(rows, crs=M).set_index("code")
        for level, parent in ((Level.L3, Level.MICRO), (Level.L2, Level.L3)):
            for column in ("households", "people"):
                sums = frame[frame["level"] == parent].groupby("parent")[column].sum()
                frame.loc[sums.index, column] = sums
            assert level
        l2 = frame[frame["level"] == Level.L2]
        extra = []
        for code, group in l2.groupby("parent"):
            extra.append({"code": code, "name": names[names["l1_code"] == code]["l1_name"].iloc[0], "level": Level.L1, "parent": d, "zone": None, "households": group["households"].sum(), "people": group["people"].sum(), "geometry": shapely.union_all(group.geometry.array)})
        titles = {"Z1": "五云片区", "Z2": "三湾街片区", "Z3": "盛世片区", "Z4": "通航片区"}
        for code, group in l2.groupby("zone"):
            extra.append({"code": code, "name": titles[code[-2:]], "level": Level.ZONE, "parent": d, "zone": code, "households": group["households"].sum(), "people": group["people"].sum(), "geometry": shapely.union_all(group.geometry.array)})
        extra.append({"code": d, "name": PROFILE.name, "level": Level.DISTRICT, "parent": None, "zone": None, "households": l2["households"].sum(), "people": l2["people"].sum(), "geometry": outline})
        frame = pd.concat([frame, gpd.GeoDataFrame(extra, crs=M).set_index("code")])
        frame["kind"] = "城市社区"
        self.frame = gpd.GeoDataFrame(frame, crs=M).to_crs(CRS).sort_index()
        roads = [{"name": "丹江路", "klass": "primary", "geometry": LineString([(c.x - 200, c.y - 9000), (c.x, c.y + 9000)])}, {"name": "中心路", "klass": "secondary", "geometry": LineString([(c.x - 6000, c.y + 1500), (c.x + 6000, c.y + 1800)])}]
        roads += [{"name": "", "klass": "tertiary", "geometry": r} for r in street]
        self.roads = self.frame_of(roads, "r", outline)
        self.houses = self.frame_of([{"use": "住宅", "floors": 6, "units": 24, "compound": "", "geometry": b} for b in buildings], "b")
        spots = [{"name": f"{r['name']}党群服务中心", "l2": code, "staff_n": 5, "hours": "9:00-21:00", "resources": "1101101", "geometry": r.geometry.representative_point()} for code, r in l2.iterrows()]
        self.spots = self.frame_of(spots, "DQ")
        self.spots.index = pd.Index([f"DQ{code}" for code in self.spots["l2"]], name="code")
        micro = self.frame[self.frame["level"] == Level.MICRO]
        n = 9000
        weight = np.linspace(3, 0.2, len(micro)) * RNG.gamma(0.6, 1, len(micro))
        pick = RNG.choice(len(micro), n, p=weight / weight.sum())
        inside = micro.geometry.iloc[pick].representative_point()
        at = [AS_OF - timedelta(days=float(x)) for x in RNG.uniform(0.2, 90, n)]
        status = RNG.choice(["办结", "派单", "处置"], n, p=[0.93, 0.03, 0.04])
        due = [t + timedelta(days=12) if s == "办结" or RNG.random() < 0.85 else t for t, s in zip(at, status, strict=True)]
        due = [max(x, AS_OF + timedelta(days=2)) if s != "办结" and RNG.random() < 0.9 else x for x, s in zip(due, status, strict=True)]
        jitter = RNG.normal(0, 0.0004, (n, 2))
        self.issues = gpd.GeoDataFrame(
            {"type": [f"{x:02d}01" for x in RNG.choice(11, n, p=np.array([8, 3, 2, 9, 4, 3, 14, 5, 4, 3, 2]) / 57) + 1], "text": "", "address": "", "source": RNG.choice(PROFILE.sources, n), "severity": "一般", "status": status, "dispatch": "智能", "reported_at": at, "filed_at": at, "feedback_at": at, "due_at": due, "closed_at": [t + timedelta(days=3) if s == "办结" else pd.NaT for t, s in zip(at, status, strict=True)], "dept": "", "duplicate_of": "", "rating": None, "micro": micro.index[pick], "l2": micro.index[pick].str[:12], "l1": micro.index[pick].str[:9]},
            geometry=gpd.points_from_xy(inside.x.to_numpy() + jitter[:, 0], inside.y.to_numpy() + jitter[:, 1]), crs=CRS, index=pd.Index([f"EV{i:06d}" for i in range(n)], name="code"))
        for column in ("reported_at", "filed_at", "feedback_at", "due_at", "closed_at"):
            self.issues[column] = pd.to_datetime(self.issues[column])

    def frame_of(self, rows: list[dict[str, object]], prefix: str, clip: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
        made = gpd.GeoDataFrame(rows, crs=M)
        if clip is not None:
            made["geometry"] = made.geometry.intersection(clip)
        made.index = pd.Index([f"{prefix}{i:05d}" for i in range(len(made))], name="code")
        return made.to_crs(CRS)

    def profile(self): return PROFILE
    def version(self): return "dev-1"
    def as_of(self): return AS_OF
    def synthetic(self): return True
    def grids(self, _scope, level, *, at=None):
        return self.frame[self.frame["level"] == level].assign(posts=1)
    def places(self, _scope): return pd.DataFrame(self.frame.drop(columns="geometry"))
    def centers(self, _scope): return self.spots
    def streets(self, _scope): return self.roads
    def base(self, _scope): return self.frame_of([{"name": "", "klass": "plot", "geometry": g.buffer(-9)} for g in self.frame[self.frame["level"] == Level.L3].to_crs(M).geometry], "p")
    def buildings(self, _scope): return self.houses
    def events(self, _scope, *, since=None): return self.issues
    def tag_counts(self, _scope):
        l2 = self.frame[self.frame["level"] == Level.L2].index
        return pd.DataFrame({g.code: RNG.integers(5, 260, len(l2)) for g in PROFILE.groups}, index=l2)


def main() -> None:
    OUT.mkdir(exist_ok=True)

    def publish(key: str, body: bytes, ending: str, _cache: str) -> str:
        n = len(list(OUT.glob(f"{key}.*.{ending}")))
        name = f"{key}.{n:04d}.{ending}"
        (OUT / name).write_bytes(body)
        return f"data/v1/{name}"

    for old in OUT.glob("*"):
        old.unlink()
    store = Rough(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "data" / "seed")
    made = manifest(store, Scope("dev", Role.LEADER, PROFILE.district), ViewSpec(PROFILE.district), publish)
    (OUT / "manifest.json").write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    print({p.name: p.stat().st_size for p in sorted(OUT.glob("*"), key=lambda p: -p.stat().st_size)[:14]})


if __name__ == "__main__":
    main()
