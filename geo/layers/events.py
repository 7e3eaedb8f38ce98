"""诉求: every counted event as a point; homes and disputes stand at their grid unless the tier may see more."""

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Mark, Where
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import status
from geo.rules.hexes import hex_rows, hexagons
from geo.rules.publish import published_points
from geo.rules.scope import inner_points, outline
from geo.rules.shapes import bare

DONE = int(State.DONE)
OTHER = 255  # a class or source the profile does not know
DAYS = 255


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """Read the events that count.

    Columns: micro, status (State), cls and source (rows of the profile's lists, 255 = other), day
    (days since closed, 0 while open), hex (row of the hexagons, -1 = none), state (title of the
    status), kind (title of the class). No text, no address, no id leaves with them.
    """
    profile, as_of = store.profile(), store.as_of()
    events = store.events(scope)
    state = status.states(events, as_of)
    events = events[state.to_numpy() != status.NONE]
    grids = store.grids(scope, Level.MICRO)
    centre, _ = inner_points(grids.geometry, profile.measure_crs)
    events = placed(published_points(events, centre, profile, tier=scope.tier), centre)
    state = state.reindex(events.index)
    closed = pd.to_datetime(events["closed_at"])
    ago = (pd.Timestamp(as_of) - closed).dt.days.clip(0, DAYS).fillna(0).to_numpy(dtype=np.int64)
    titles = [item.title for item in profile.classes]
    cls = _rows(events["type"].astype(str).str[:2], [item.code for item in profile.classes])
    cells = hexagons(outline(store, scope).geometry, crs=profile.measure_crs)
    return GeoDataFrame(
        {
            "micro": events["micro"],
            "cls": cls,
            "status": state.to_numpy(),
            "day": np.where(state.to_numpy() == DONE, ago, 0),
            "source": _rows(events["source"].astype(str), list(profile.sources)),
            "hex": hex_rows(events.geometry, cells, crs=profile.measure_crs),
            "state": [State(value).title for value in state],
            "kind": [titles[row] if row < OTHER else "其他" for row in cls],
        },
        geometry=events.geometry,
        index=events.index,
        crs=events.crs,
    )


def placed(events: GeoDataFrame, centre: GeoSeries) -> GeoDataFrame:
    """Stand events without a position at their micro grid; leave out those that have neither."""
    lost = events.geometry.is_empty | events.geometry.isna()
    at_grid = GeoSeries(bare(GeoSeries(centre.reindex(events["micro"]))), index=events.index, crs=events.crs)
    shapes = events.geometry.where(~lost, at_grid)
    return events.set_geometry(shapes)[~(shapes.is_empty | shapes.isna())]


def _rows(values: pd.Series, known: list[str]) -> np.ndarray:
    rows = pd.Index(known).get_indexer(pd.Index(values))
    return np.where(rows < 0, OTHER, rows)


# A state is told by its shape, the same on every map; the colour only helps (web/src/glyphs.ts: STATUS_SHAPE).
SIGNS = {
    State.WAITING.title: ("square", "waiting"),
    State.DOING.title: ("disc", "doing"),
    State.OVERDUE.title: ("triangle", "overdue"),
    State.DONE.title: ("diamond", "done"),
}

OPEN = ((12.0, 2.0), (14.5, 6.0), (16.0, 10.0))
ENDED = ((12.0, 1.2), (14.5, 3.2), (16.0, 5.5))  # many, and nobody's work any more: they give way to what is open

LAYER = Layer(
    key="events",
    title="未办结",
    group="诉求",
    kind=Kind.POINT,
    load=load,
    style=tuple(
        Mark(*SIGNS[state.title], ENDED if state is State.DONE else OPEN, where=Where("state", (state.title,)))
        for state in (State.DONE, State.WAITING, State.DOING, State.OVERDUE)  # what is overdue stands on top
    ),
    legend=tuple(
        Entry(sign, "已办结" if word == State.DONE.title else word, tone) for word, (sign, tone) in SIGNS.items()
    ),
    source="事件",
    tooltip=(("类别", "kind"), ("状态", "state")),
    minzoom=12.0,
    points=(("place", "u16"), ("cls", "u8"), ("status", "u8"), ("day", "u8"), ("source", "u8"), ("hex", "u16")),
    own_symbols=True,
    live=True,
)
