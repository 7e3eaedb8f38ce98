"""Where the next centres of a place should stand: the siting of geo.walk over the store's ground."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from data.frames import CRS
from data.walking import Ground
from geo.model.codes import Level, parse_code
from geo.model.scope import Role, Scope
from geo.ports import Reads
from geo.rules.scope import inner_points, within
from geo.rules.shapes import bare
from geo.walk.isochrones import isochrones
from geo.walk.presets import ADULT_KMH, radius_m
from geo.walk.siting import Sites, next_centres
from geo.walk.snap import Snaps, snap
from geo.walk.times import Times, walk_times

MINUTES, MOST = 15.0, 3
TIME_LIMIT_S = 8.0


@dataclass(frozen=True, slots=True)
class Want:
    """How many centres, for whom, within how many metres; `rows` are the homes that count, `active` the centres."""

    k: int
    radius_m: float
    rows: NDArray[np.bool_]
    active: NDArray[np.bool_]
    weight: str = "people"


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """What siting answered: candidates and their walks, which were chosen, and what these bring (unrounded)."""

    points: GeoSeries
    snaps: Snaps
    there: Times
    sites: Sites
    chosen: NDArray[np.intp]

    def areas(self, ground: Ground, *, minutes: float, kmh: float) -> GeoDataFrame:
        """Draw what is walked from each chosen site, in their order; CRS of the network."""
        return isochrones(
            ground.net,
            self.snaps.take(self.chosen),
            minutes=(minutes,),
            speed_kmh=kmh,
            barriers=ground.barriers,
            field=ground.field,
        )


def choose(ground: Ground, points: GeoSeries, want: Want) -> Choice:
    """Choose among candidates the sites that bring most people within reach.

    Parameters
    ----------
    points
        Candidates with a known CRS, index their codes.

    Raises
    ------
    BadRule
        The radius is beyond what the ground looked for.
    """
    snaps = snap(ground.net, points, barriers=ground.barriers)
    dests = ground.times.dests.take(np.flatnonzero(want.rows))
    staying = ground.walks(want.active)
    staying = Times(staying.metres[:, want.rows], staying.origins, dests, staying.cutoff_m, staying.network)
    there = walk_times(ground.net, snaps, dests, cutoff_m=want.radius_m)
    sites = next_centres(
        staying,
        there,
        ground.demand(want.weight)[want.rows],
        want.k,
        radius_m=want.radius_m,
        weight=want.weight,
        method="milp",
        time_limit_s=TIME_LIMIT_S,
    )
    return Choice(points, snaps, there, sites, points.index.get_indexer(sites.sites.index))


def proposed(store: Reads, ground: Ground, place: str) -> GeoDataFrame | None:
    """Propose the next centres of a place among its third-level grids, at the usual 15 minutes of an adult.

    Returns
    -------
    GeoDataFrame or None
        Index code of the grid, most helpful first, EPSG:4490 points; rank, name, gain (people newly covered,
        unrounded), left (people still outside with all up to this one), total (people of the place), proof
        (Chinese), area (what is walked from it). None where the place has no third-level grid.
    """
    whole = Scope("siting", Role.STREET, store.profile().district)
    places = store.places(whole)
    zones = places.loc[places["level"] == Level.L2, "zone"]
    grids = store.grids(whole, Level.L3)
    # a third-level or finer grid: its own 三级网格 is the candidate
    mine = within(grids.index, place if parse_code(place).level in _WIDE else place[:15], zones)
    rows = within(pd.Index(ground.homes["micro"]), place, zones)
    if not mine.any():
        return None
    points, _ = inner_points(GeoSeries(grids.geometry[mine]), store.profile().measure_crs)
    radius = radius_m(MINUTES, ADULT_KMH)
    made = choose(ground, points, Want(MOST, radius, rows, np.ones(len(ground.centers), dtype=bool)))
    gain = made.sites.sites["gain"].to_numpy(dtype=float)
    area = made.areas(ground, minutes=MINUTES, kmh=ADULT_KMH).geometry.to_crs(CRS)
    return GeoDataFrame(
        {
            "rank": np.arange(1, len(gain) + 1),
            "name": grids["name"].reindex(made.sites.sites.index).astype(str),
            "gain": gain,
            "left": made.sites.total - made.sites.before - np.cumsum(gain),
            "total": made.sites.total,
            "proof": made.sites.proof.text,
            "area": np.asarray(shapely.make_valid(bare(area)), dtype=object),
        },
        geometry=bare(points)[made.chosen],
        index=pd.Index(made.sites.sites.index.astype(str), name="code"),
        crs=CRS,
    )


_WIDE = frozenset({Level.DISTRICT, Level.ZONE, Level.L1, Level.L2})
