"""Overdue events as one triangle with its number per 社区(村): the only red on the map."""

import pandas as pd
from geopandas import GeoDataFrame

from geo.layers.base import Entry, Kind, Layer
from geo.layers.paint import Mark, Text
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.status import State
from geo.model.view import ViewSpec
from geo.ports import Reads
from geo.rules import status
from geo.rules.names import short
from geo.rules.scope import inner_points

LIFT = 16.0  # px: the triangle and its number stand on the name, which `labels` draws


def late(store: Reads, scope: Scope) -> pd.Series:
    """Overdue events now, per 社区(村) that has any: index L2 code."""
    events = store.events(scope)
    found = events.loc[(status.states(events, store.as_of()) == State.OVERDUE).to_numpy(), "micro"]
    return found.dropna().astype(str).str[:12].value_counts()


def load(store: Reads, scope: Scope, _view: ViewSpec) -> GeoDataFrame:
    """社区(村) with at least one overdue event, at an inner point: columns name (short), n, tag (n as text)."""
    areas = store.grids(scope, Level.L2)
    n = late(store, scope).reindex(areas.index).fillna(0).astype(int)
    areas, n = areas[(n > 0).to_numpy()], n[n > 0]
    points, _ = inner_points(areas.geometry, store.profile().measure_crs)
    names = [short(name) for name in areas["name"]]
    return GeoDataFrame(
        {"name": names, "n": n, "tag": [str(count) for count in n], "code": areas.index},
        geometry=points,
        index=areas.index,
        crs=areas.crs,
    )


LAYER = Layer(
    key="overdue",
    title="超期事件",
    group="诉求",
    kind=Kind.COUNT,
    load=load,
    style=(
        Mark("triangle", "overdue", ((11.0, 5.6), (12.0, 7.0), (13.0, 9.0)), lift=LIFT, zoom=(0.0, 14.5)),
        Text(
            "tag", 13, "overdue_text", bold=True, anchor="left", shift=(0.6, -LIFT / 13), always=True, zoom=(0.0, 14.5)
        ),
    ),
    legend=(Entry("triangle", "社区超期件数", "overdue"),),
    source="事件",
    tooltip=(("社区(村)", "name"), ("超期件数", "n")),
    on=True,
    by_browser=True,
)
