"""After borders moved: what stands in the field goes to its new micro grid, what is done keeps its old one."""

from typing import Any

import numpy as np
import pandas as pd
import shapely
from sqlalchemy import Connection, select

from data import queries
from data.frames import frame, geoframe
from data.records import table_of
from data.tables import Building, Center, Compound, Event, Household, ResidentTag
from data.writing import Writer
from geo.model.codes import Level
from geo.model.status import DONE, VOID
from geo.rules.assign import assign


def follow(connection: Connection, writer: Writer) -> None:
    """Assign buildings, compounds, centres, households, tags and open events to the current micro grids.

    Closed events, visits and patrols happened in the grid of their time and stay there. A record whose
    position lies in no micro grid keeps what it has. Changes go through the writer, so undo() knows them.
    """
    micro = geoframe(connection, queries.grids(Level.MICRO, None))
    if micro.empty:
        return
    for model in (Building, Compound, Center, Household, Event):
        query = select(model.code, model.micro)
        if model is Event:
            query = query.where(Event.status.not_in(DONE | VOID))
        records = _points(connection, model, query)
        codes = micro.index.to_numpy(dtype=object)
        found = assign(records["lon"].to_numpy(), records["lat"].to_numpy(), micro.geometry.to_numpy(), list(codes))
        records["now"] = np.where(found >= 0, codes[found], records["micro"].astype(object))
        _write(writer, model, records)
    homes = frame(connection, select(Household.code, Household.micro))["micro"]
    tags = frame(
        connection,
        select(ResidentTag.code, ResidentTag.micro, ResidentTag.household).where(ResidentTag.superseded_at.is_(None)),
    )
    tags["now"] = tags["household"].map(homes)
    _write(writer, ResidentTag, tags)


def _points(connection: Connection, model: type[Any], query: Any) -> pd.DataFrame:  # noqa: ANN401 - a select
    if not hasattr(model, "wkb"):
        return frame(connection, query.add_columns(model.lon, model.lat))
    made = geoframe(connection, query.add_columns(model.wkb))
    inner = shapely.point_on_surface(made.geometry.to_numpy())
    return pd.DataFrame(made[["micro"]]).assign(lon=shapely.get_x(inner), lat=shapely.get_y(inner))


def _write(writer: Writer, model: type[Any], records: pd.DataFrame) -> None:
    moved = records[records["now"].notna() & (records["now"] != records["micro"])]
    if len(moved):
        writer.store(table_of(model), {"code": moved.index.tolist(), "micro": moved["now"].tolist()})
