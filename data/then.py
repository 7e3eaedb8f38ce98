"""The store as its grids were at a moment: borders, names, codes of that time, and today's records placed in them."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray
from sqlalchemy import Connection

from data import queries
from data.access import Access
from data.frames import frame, geoframe
from data.vault import clock
from geo.model.codes import Level
from geo.model.errors import NotFound
from geo.rules.assign import assign
from geo.rules.shapes import bare

if TYPE_CHECKING:
    from data.walking import Ground

COUNTS = "micro"
HAIR = 1e-8  # of a place's area
TOLD = (Level.DISTRICT, Level.ZONE, Level.L1, Level.L2)  # places people are counted for


class Then(Access):
    """Reads of geo.ports.Reads over the grids that held at a moment; read-only.

    Parameters
    ----------
    now
        The store; its connections are shared.
    at
        Moment in the field, local.

    Notes
    -----
    Grids and places are those of the moment. Whatever stands in the field (buildings, homes, centres,
    events) is today's and belongs to the grid it stood in then; what carries no place of its own (tags,
    visits, patrols) follows the inner point of today's micro grid. Nothing else goes back in time.
    """

    def __init__(self, now: Access, at: datetime) -> None:
        super().__init__(now.url, now.profile())
        self.engine = now.engine
        self._now = now
        self._when = at

    def version(self) -> str:
        """Tell data version and moment: another moment is another map."""
        return f"{self._now.version()}@{self._when:%Y-%m-%d}"

    def ground(self) -> "Ground | None":
        """Find who can walk where: today's roads and centres, with the micro grids of the moment."""
        found = self._now.ground()
        if found is None:
            return None
        micro = self.home_points_kept()["micro"].reindex(found.homes.index)
        return replace(found, homes=found.homes.assign(micro=micro.fillna(found.homes["micro"])))

    def today(self) -> Access:
        """Return the store it looks back from."""
        return self._now

    def redrawn(self) -> frozenset[str]:
        """Name the places above L3 that were not, or had other borders than today."""

        def make(db: Connection) -> frozenset[str]:
            out: set[str] = set()
            for level in TOLD:
                was, now = (geoframe(db, queries.grids(level, at)) for at in (self._when, None))
                out |= set(map(str, was.index.symmetric_difference(now.index)))
                both = was.index.intersection(now.index)
                a, b = bare(was.loc[both].geometry), bare(now.loc[both].geometry)
                # The same border may have been written with other nodes on it: a hair between them holds nobody.
                apart = shapely.area(shapely.symmetric_difference(a, b)) > HAIR * shapely.area(b)
                out |= set(map(str, both[apart]))
            return frozenset(out)

        return self.keep("redrawn", make)

    def home_points_kept(self) -> pd.DataFrame:
        """Homes of the whole district with the micro grids of the moment."""
        return self.keep("homes", lambda db: self._frame(db, queries.HOMES, index="building"))

    def need(self) -> "Then":
        """Answer itself if the store knows grids of that moment. Raises NotFound.

        Grids whose beginning no file told hold as far back as anything else is known, and no further (made-up
        records may lie ahead of the clock: then they say nothing of the past).
        """
        first = self.keep("oldest", queries.oldest)
        known = first is not None and first < clock() - timedelta(days=1)
        if not len(self._places()) or (known and self._when is not None and first is not None and self._when < first):
            told = f"，库里最早为 {first:%Y-%m-%d}" if known and first else ""
            raise NotFound(f"{self._when:%Y-%m-%d} 还没有网格{told}。", remedy="请选择更晚的日期，或回到今天的网格。")
        return self

    def _frame(self, connection: Connection, query: Any, *, index: str = "code") -> pd.DataFrame:  # noqa: ANN401 - a query
        made = frame(connection, query, index=index)
        if index == COUNTS:
            return self._gathered(made)
        if "micro" in made:
            made["micro"] = self._micro_of(made, _points(made))
        return made

    def _geoframe(self, connection: Connection, query: Any) -> GeoDataFrame:  # noqa: ANN401 - a query
        made = geoframe(connection, query)
        if "micro" in made:
            made["micro"] = self._micro_of(made, _points(made))
        return made

    def _micro_of(
        self, made: pd.DataFrame, at: "tuple[NDArray[np.float64], NDArray[np.float64]] | None"
    ) -> "pd.Series[str]":
        """Code of the micro grid of the moment for every row; rows that had none keep none."""
        was = made["micro"].astype(object)
        follows = was.map(self._heirs())
        if at is None:
            return follows
        codes, shapes = self._then()
        found = assign(*at, shapes, codes)
        placed = pd.Series(np.append(np.array(codes, dtype=object), [None])[found], index=made.index, dtype=object)
        return placed.where(was.notna() & placed.notna(), follows)

    def _gathered(self, made: pd.DataFrame) -> pd.DataFrame:
        """Turn counts by today's micro grid into counts by the moment's: numbers add up, times are the newest."""
        to = pd.Index(made.index.astype(object).map(self._heirs()), name=COUNTS)
        rules = {name: "sum" if pd.api.types.is_numeric_dtype(made[name]) else "max" for name in made.columns}
        return made.groupby(to).agg(rules)

    def _then(self) -> tuple[list[str], NDArray[np.object_]]:
        micro = self.keep(("then", Level.MICRO), lambda db: geoframe(db, queries.grids(Level.MICRO, self._when)))
        return [str(code) for code in micro.index], bare(micro.geometry)

    def _heirs(self) -> dict[str, str]:
        """Code of a micro grid of today -> code of the one that held its inner point then."""

        def make(db: Connection) -> dict[str, str]:
            today = geoframe(db, queries.grids(Level.MICRO, None))
            inner = shapely.point_on_surface(bare(today.geometry))
            codes, shapes = self._then()
            found = assign(shapely.get_x(inner), shapely.get_y(inner), shapes, codes)
            return {str(code): codes[at] for code, at in zip(today.index, found.tolist(), strict=True) if at >= 0}

        return self.keep("heirs", make)


def _points(made: pd.DataFrame) -> "tuple[NDArray[np.float64], NDArray[np.float64]] | None":
    if isinstance(made, GeoDataFrame):
        inner = shapely.point_on_surface(bare(made.geometry))
        return shapely.get_x(inner), shapely.get_y(inner)
    if {"lon", "lat"} <= set(made.columns):
        return made["lon"].to_numpy(dtype=float), made["lat"].to_numpy(dtype=float)
    return None
