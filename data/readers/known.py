"""What the store already knows and the load brings, side by side: codes, grids, homes."""

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from data.access import Access
from data.frames import CRS, frame, geoframe
from data.readers.staging import Staging
from data.tables import Building, Center, Compound, Event, Grid, Household, Note, Patrol, ResidentTag, Staff, Visit

TABLES: dict[str, Any] = {
    "grid": Grid,
    "building": Building,
    "compound": Compound,
    "center": Center,
    "household": Household,
    "tag": ResidentTag,
    "staff": Staff,
    "event": Event,
    "visit": Visit,
    "patrol": Patrol,
    "note": Note,
}
UNIT = ("level", "parent", "zone")


class Known:
    """Codes and grids after the load would be confirmed; the load's rows go before the store's."""

    def __init__(self, staging: Staging, store: Access) -> None:
        self._staging = staging
        self.store = store
        self._codes: dict[str, pd.Index] = {}
        self._homes: pd.Series[Any] | None = None

    def codes(self, kind: str) -> pd.Index:
        """All codes of a kind."""
        if kind not in self._codes:
            table = TABLES[kind]
            query = select(table.code)
            if kind == "grid":
                query = query.where(Grid.valid_to.is_(None), Grid.superseded_at.is_(None))
            with self.store.reading() as connection:
                stored = list(connection.scalars(query))
            # plain objects: looked up many times faster than pandas' own texts
            self._codes[kind] = pd.Index([*stored, *self.staged(kind)["code"]], dtype=object).unique()
        return self._codes[kind]

    def staged(self, kind: str) -> pd.DataFrame:
        """Good rows of all staged tables of a kind."""
        parts = [table.good for table in self._staging.of(kind) if len(table.good) and "code" in table.good]
        return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"code": pd.Series(dtype="str")})

    def grids(self) -> gpd.GeoDataFrame:
        """All grids: index code; level parent zone, geometry EPSG:4490."""
        own = self.staged("grid")
        if "geometry" in own:
            own = own.dropna(subset="geometry")
        with self.store.reading() as connection:
            stored = _stored_grids(connection)
        if not len(own) or "geometry" not in own:
            return stored
        own = own.drop_duplicates("code").set_index("code").reindex(columns=[*UNIT, "geometry"])
        shapes = np.asarray(own.pop("geometry"), dtype=object)
        fresh = gpd.GeoDataFrame(own, geometry=gpd.GeoSeries(shapes, index=own.index, crs=CRS))
        rest = stored[~stored.index.isin(fresh.index)]
        return fresh.sort_index() if rest.empty else gpd.GeoDataFrame(pd.concat([fresh, rest]).sort_index())

    def homes(self) -> "pd.Series[Any]":
        """Micro grid of every household: index code."""
        if self._homes is None:
            with self.store.reading() as connection:
                stored = frame(connection, select(Household.code, Household.micro))["micro"]
            own = self.staged("household").drop_duplicates("code").set_index("code").reindex(columns=["micro"])["micro"]
            rest = stored[~stored.index.isin(own.index)]
            self._homes = own if rest.empty else pd.concat([own, rest])
        return self._homes


def _stored_grids(connection: Connection) -> gpd.GeoDataFrame:
    query = select(Grid.code, Grid.level, Grid.parent, Grid.zone, Grid.wkb)
    return geoframe(connection, query.where(Grid.valid_to.is_(None), Grid.superseded_at.is_(None)))
