"""Who can walk where: the network of the store's streets and every home's metres to every centre, kept in memory."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from threading import RLock

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from data.frames import CRS
from data.roads import BARRIERS, load_roads
from geo.model.errors import NotFound
from geo.model.scope import Role, Scope
from geo.ports import Reads
from geo.rules.scope import outline
from geo.rules.shapes import bare
from geo.walk.barriers import Barriers, barriers_of
from geo.walk.build import build_network
from geo.walk.coverage import reached
from geo.walk.errors import NoRoads
from geo.walk.field import Field, make_field
from geo.walk.isochrones import isochrones
from geo.walk.network import WalkNetwork
from geo.walk.presets import ADULT_KMH, radius_m
from geo.walk.snap import snap, snap_centers
from geo.walk.surface import Surface, bands, catchments, surface
from geo.walk.times import Times, node_metres, walk_times

MOST = 3  # centres told apart where areas overlap
FARTHEST_M = 3000.0  # half an hour at 6 km/h: what the sliders can ask for
FENCED = ("motorway",)  # street classes as well
BORDER_M = 1275.0  # 15 minutes and the way off the street: roads must reach so far past the outline
ROAD_NEAR_M, INNER_M, STEP_M, LEAST, SHARE = 300.0, 300.0, 150.0, 6, 0.5
ELDER, CHILD = 60, 18  # years
ELDERLY, CHILDREN, POOR = "elder_alone", "child_in_need", "low_income"
WEIGHTS = {"people": "全体居民", "elderly": "老年人", "children": "儿童", "poor": "低收入"}


@dataclass(frozen=True)
class Ground:
    """Network, homes and centres of one data version, walked once.

    `homes` has index building and columns micro, people. `tagged` answers, same index, a column per
    group (tags in force, restricted groups left out) and one per weight (`weight_...`, persons):
    unsuppressed, so only for sums that are suppressed afterwards; counted when first asked. `times` are
    metres of centres x homes and `far` of centres x nodes, inf beyond FARTHEST_M. Rows of `centers`,
    `times` and `far` are the same.
    """

    net: WalkNetwork
    barriers: Barriers
    field: Field
    homes: pd.DataFrame
    tagged: Callable[[], pd.DataFrame]
    centers: GeoDataFrame
    times: Times
    far: NDArray[np.float64]
    short: tuple[str, ...]  # names of centres whose circle the end of the roads cuts: 边界外路网不足

    def walks(self, active: NDArray[np.bool_]) -> Times:
        """Keep the times from some of the centres."""
        rows = np.flatnonzero(active)
        t = self.times
        return Times(t.metres[rows], t.origins.take(rows), t.dests, t.cutoff_m, t.network)

    def demand(self, weight: str) -> pd.DataFrame:
        """Tell homes with the people to be served in column `weight` (a key of WEIGHTS)."""
        return self.homes if weight == "people" else self.homes.assign(**{weight: self.tagged()[f"weight_{weight}"]})

    @cached_property
    def nearest(self) -> pd.DataFrame:
        """Nearest centre of each home on foot: index building; center (code or None), metres (inf beyond)."""
        return reached(self.times, radius_m=FARTHEST_M)[["center", "metres"]]

    def areas(self, metres: float) -> GeoDataFrame:
        """Draw what lies within so many metres of each centre, those left out that reach nothing.

        Index code of the centre, EPSG:4490; for drawing, never for counting.
        """
        minutes = metres / radius_m(1.0, ADULT_KMH)
        made = isochrones(
            self.net,
            self.times.origins,
            minutes=(minutes,),
            speed_kmh=ADULT_KMH,
            barriers=self.barriers,
            field=self.field,
        )
        made = made.set_index("center").rename_axis(index="code")[["geometry"]]
        return GeoDataFrame(made[~made.geometry.is_empty].to_crs(CRS))

    def together(self, metres: float, *, active: NDArray[np.bool_] | None = None, ranks: int = 1) -> Surface:
        """Walk from all (or the active) centres at once, so many metres; for drawing, never for counting."""
        every = np.ones(len(self.centers), dtype=np.bool_)
        return surface(
            self.net,
            self.field,
            self.times.origins,
            self.far,
            every if active is None else active,
            radius=metres,
            ranks=ranks,
        )

    def shared(self, metres: float) -> GeoDataFrame:
        """Draw where two, and where three or more centres lie within so many metres: index code `2`, `3`."""
        walked = self.together(metres, ranks=MOST)
        shapes = [bands(walked, (metres,), rank=rank)[0] for rank in range(1, MOST)]
        return _drawn(shapes, [str(rank + 1) for rank in range(1, MOST)], self.net.crs)

    def catchments(self, metres: float) -> GeoDataFrame:
        """Draw the part of each centre's area to which it is the nearest; index code of the centre."""
        shapes = catchments(self.together(metres, ranks=2), metres, len(self.centers))
        return _drawn(list(shapes), [str(code) for code in self.centers.index], self.net.crs)


def _drawn(shapes: Sequence[shapely.Geometry], codes: list[str], crs: str) -> GeoDataFrame:
    """Rows of shapes that are not empty, EPSG:4490."""
    made = GeoDataFrame(index=pd.Index(codes, name="code"), geometry=shapes, crs=crs)
    return GeoDataFrame(made[~made.geometry.is_empty].to_crs(CRS))


@dataclass(frozen=True, slots=True)
class _Paved:
    net: WalkNetwork
    barriers: Barriers
    field: Field


class Walking:
    """The store's ground, made when first asked and again when what it rests on has changed."""

    def __init__(self, store: Reads) -> None:
        self._store = store
        self._lock = RLock()
        self._paved: dict[str, _Paved | None] = {}
        self._walked: dict[str, Ground] = {}
        self._ground: dict[str, Ground | None] = {}

    def ground(self) -> Ground | None:
        """Answer for the newest data version; None while no roads are loaded."""
        with self._lock:
            version = self._store.version()
            if version not in self._ground:
                self._ground = {version: self._make()}
            return self._ground[version]

    def _make(self) -> Ground | None:
        """Walk anew only where streets, barriers, homes or centres have changed; tags are always counted anew."""
        store, profile = self._store, self._store.profile()
        whole = Scope("walking", Role.STREET, profile.district)  # sums only; the reads of geo.ports cut to the asker
        streets, base = store.streets(whole), store.base(whole)
        parts = [base.geometry[base["klass"].isin(BARRIERS)], streets.geometry[streets["klass"].isin(FENCED)]]
        fences = GeoSeries(np.concatenate([np.asarray(part.array, dtype=object) for part in parts]), crs=CRS)
        key = _digest(profile.measure_crs, streets, fences)
        if key not in self._paved:
            self._paved = {key: _pave(streets, fences, profile.measure_crs)}
        paved = self._paved[key]
        if paved is None:
            return None
        homes = store.home_points(whole)
        homes = homes[homes["lon"].notna() & homes["lat"].notna() & homes["micro"].notna()]
        centers = store.centers(whole)
        key += _rows(homes) + _rows(pd.DataFrame(centers.drop(columns="geometry")))
        if key not in self._walked:
            short = _short(paved.net, store, whole, centers, profile.measure_crs)
            self._walked = {key: _walk(paved, homes, centers, short)}
        return replace(self._walked[key], tagged=cache(lambda: _tagged(store, whole, homes.index)))


def _walk(paved: _Paved, homes: pd.DataFrame, centers: GeoDataFrame, short: tuple[str, ...]) -> Ground:
    """Walk from every centre to every home and every node."""
    points = GeoSeries(shapely.points(homes["lon"], homes["lat"]), index=homes.index, crs=CRS)
    own = snap_centers(paved.net, centers.geometry, barriers=paved.barriers)
    times = walk_times(paved.net, own, snap(paved.net, points, barriers=paved.barriers), cutoff_m=FARTHEST_M)
    far = np.full((len(own), len(paved.net.nodes)), np.inf)
    for rows, metres in node_metres(paved.net, own, cutoff_m=FARTHEST_M):
        far[rows] = metres
    people = homes.assign(people=homes["people"].fillna(0).astype(float))[["micro", "people"]]
    return Ground(paved.net, paved.barriers, paved.field, people, pd.DataFrame, centers, times, far, short)


def _rows(table: pd.DataFrame) -> str:
    """Name the content of a table."""
    return hashlib.sha256(pd.util.hash_pandas_object(table).to_numpy().tobytes()).hexdigest()


def _pave(streets: GeoDataFrame, fences: GeoSeries, crs: str) -> _Paved | None:
    if not len(streets):
        return None
    try:
        net = build_network(load_roads(streets), crs=crs, min_keep_share=0.0)  # the import has asked
    except NoRoads:
        return None
    barriers = barriers_of(fences, crs=crs)
    return _Paved(net, barriers, make_field(net, barriers=barriers))


def _digest(crs: str, streets: GeoDataFrame, fences: GeoSeries) -> str:
    body = hashlib.sha256(crs.encode())
    for text in (streets.index, streets["klass"]):
        body.update("\n".join(map(str, text)).encode())
    for shapes in (streets.geometry, fences):
        body.update(b"".join(shapely.to_wkb(np.asarray(shapes.array, dtype=object))))
    return body.hexdigest()


def _tagged(store: Reads, scope: Scope, homes: pd.Index) -> pd.DataFrame:
    """Count tags in force per building by open group, and tagged persons by the weights of siting."""
    now = pd.Timestamp(store.as_of())
    tags = store.tags(scope)
    alive = tags["valid_from"].isna() | (tags["valid_from"] <= now)
    tags = tags[alive & (tags["valid_to"].isna() | (tags["valid_to"] > now))]
    building = store.households(scope)["building"].reindex(tags["household"])
    at = homes.get_indexer(pd.Index(building))
    tags, at = tags[at >= 0], at[at >= 0]
    group = tags["group"].to_numpy(dtype=object)
    age = now.year - tags["birth_year"].to_numpy(dtype=float)
    size = len(homes)
    out = {
        one.code: np.bincount(at[group == one.code], minlength=size)
        for one in store.profile().groups
        if not one.restricted
    }
    persons = tags["resident"].to_numpy(dtype=object)
    for name, told in {
        "elderly": (age >= ELDER) | (group == ELDERLY),
        "children": (age < CHILD) | (group == CHILDREN),
        "poor": group == POOR,
    }.items():
        _, once = np.unique(persons[told].astype(str), return_index=True)
        out[f"weight_{name}"] = np.bincount(at[told][once], minlength=size)
    return pd.DataFrame(out, index=homes)


def _short(net: WalkNetwork, store: Reads, scope: Scope, centers: GeoDataFrame, crs: str) -> tuple[str, ...]:
    """Names of centres near the outline around which there are no roads beyond it."""
    try:
        edge = shapely.union_all(bare(outline(store, scope).geometry.to_crs(crs)))
    except NotFound:  # roads may come before the grids
        return ()
    inner = shapely.buffer(edge, INNER_M)
    beyond = shapely.difference(shapely.buffer(edge, BORDER_M), inner)
    west, south, east, north = beyond.bounds
    xy = np.stack(np.meshgrid(np.arange(west, east, STEP_M), np.arange(south, north, STEP_M)), -1).reshape(-1, 2)
    shapely.prepare(beyond)
    places: NDArray[np.object_] = np.asarray(shapely.points(xy[shapely.contains_xy(beyond, xy[:, 0], xy[:, 1])]))
    paved = np.zeros(len(places), dtype=np.bool_)
    paved[net.tree.query(places, predicate="dwithin", distance=ROAD_NEAR_M)[0]] = True
    points = bare(centers.geometry.to_crs(crs))
    row, at = shapely.STRtree(places).query(points, predicate="dwithin", distance=BORDER_M)
    total = np.bincount(row, minlength=len(points))
    good = np.bincount(row, paved[at], minlength=len(points))
    lacking = (total >= LEAST) & (good < SHARE * total)
    return tuple(centers["name"].to_numpy()[lacking].astype(str))
