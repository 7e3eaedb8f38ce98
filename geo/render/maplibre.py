"""Compiles the registry into the manifest of the live map and publishes what it names."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries

from geo.layers import LAYERS
from geo.layers.base import Layer
from geo.layers.paint import Fill, Ramp
from geo.metrics import METRICS
from geo.model.codes import Level, parse_code
from geo.model.profile import Profile
from geo.model.scope import Scope, Tier
from geo.model.status import State
from geo.model.view import PERIODS, ViewSpec
from geo.ports import Reads
from geo.render import bake
from geo.render.legend import legend
from geo.render.places import places
from geo.render.specs import specs
from geo.render.style import paint, tokens
from geo.rules.nine import open_groups
from geo.rules.scope import outline
from geo.rules.shapes import WGS, bare
from geo.rules.tiling import slim

Publish = Callable[[str, bytes, str, str], str]  # layer key, body, file ending, cache -> address
FOREVER, FRESH, NEVER = "immutable", "no-cache", "no-store"
TILE_M = 1_500.0  # edge of one piece of the base map: about a 社区
TILING_M = 1.5  # borders of several levels show together: all follow the finest (map note 2.6)
MINOR_ZOOM = 12.5  # from here on the small streets and plots are fetched
NONE16, NONE8 = 65_535, 255
UNCOUNTED = frozenset({"outline", "figure", "coverage", "gaps", "circles", "hexes", "bands", "overlap", "catchments"})
GROUND = "底图"
STATES = ("waiting", "doing", "overdue", "done")


@dataclass(frozen=True, slots=True)
class _Baking:
    """What the layers of one manifest share."""

    store: Reads
    scope: Scope
    view: ViewSpec
    publish: Publish
    profile: Profile
    thin: dict[Level, GeoSeries] | None
    places: dict[str, int]  # place code -> row in places.json
    frames: dict[str, GeoDataFrame] = field(default_factory=dict)  # of this manifest: nothing is read twice

    def rows_of(self, layer: Layer) -> GeoDataFrame:
        """Rows of a layer as the browser wants them."""
        if layer.key not in self.frames:
            self.frames[layer.key] = (layer.wire or layer.load)(self.store, self.scope, self.view)
        return self.frames[layer.key]


def manifest(store: Reads, scope: Scope, view: ViewSpec, publish: Publish) -> dict[str, Any]:
    """Compile the manifest of docs/house.md, 5.1, for one scope.

    Every body that leaves goes through `publish(layer_key, body, ending, cache)`, which answers its
    address; bodies depend on the scope's role and root and on the data version only, never on the
    account, so that they may be kept per `scope.key`. Rows were cut and suppressed by the layers.

    Parameters
    ----------
    view
        `layers` overrides which overlays are switched on; `days` counts in the hexagons.
    publish
        Keeps a body; cache is "immutable" or "no-cache".
    """
    profile = store.profile()
    listed = places(store, scope)
    rows = {code: row for row, code in enumerate(listed["code"])}
    baking = _Baking(store, scope, view, publish, profile, slim(store, scope, tolerance_m=TILING_M), rows)
    edge = outline(store, scope)
    return {
        "v": 1,
        "synthetic": store.synthetic(),
        "version": store.version(),
        "as_of": store.as_of().strftime("%Y-%m-%dT%H:%M"),
        "stale_hours": profile.stale_hours,
        "freshness": [
            {
                "title": str(row["title"]),
                "at": None if pd.isna(row["at"]) else f"{row['at']:%Y-%m-%dT%H:%M}",
                "how": str(row["how"]),
                "hours": profile.stale_after.get(str(key)),
            }
            for key, row in store.freshness().iterrows()
        ],
        "district": {
            "code": profile.district,
            "name": profile.name,
            "bbox": np.round(edge.total_bounds, 6).tolist(),
        },
        "root": scope.root,
        "who": {"role": scope.role.value, "role_title": scope.role.title, "name": scope.account},
        "tokens": tokens(),
        "places": publish("places", bake.dumps(listed), "json", FOREVER),
        "periods": list(PERIODS),
        "classes": [{"code": item.code, "title": item.title, "glyph": item.glyph} for item in profile.classes],
        "statuses": [
            {"key": key, "title": state.title, "color": paint(key)} for key, state in zip(STATES, State, strict=True)
        ],
        "sources": list(profile.sources),
        "figures": [{"key": metric.key, "title": metric.title} for metric in METRICS],
        "groups": [
            {key: getattr(group, key) for key in ("code", "title", "glyph", "color", "shape", "ink")}
            for group in profile.groups
            if group.code in open_groups(profile, scope.tier)
        ],
        "layers": [_layer(baking, layer) for layer in LAYERS if layer.open_to(scope) and not layer.of_place],
    }


def noted(store: Reads, scope: Scope, view: ViewSpec, publish: Publish) -> dict[str, dict[str, Any]]:
    """Compile the entries, by key, of the layers that change without a new data version: all others stay."""
    baking = _Baking(store, scope, view, publish, store.profile(), None, {})
    return {layer.key: _layer(baking, layer) for layer in LAYERS if layer.noted and layer.open_to(scope)}


def _layer(baking: _Baking, layer: Layer) -> dict[str, Any]:
    shown = count(layer, baking)
    url, chunks = (None, None) if layer.by_browser else _published(baking, layer)
    chosen = baking.view.layers
    return {
        "key": layer.key,
        "title": layer.title,
        "group": layer.group,
        "on": layer.on if chosen is None else layer.key in chosen or layer.group == GROUND,
        "count": shown,
        "note": layer.told(baking.store, baking.scope),
        "kind": layer.kind.value,
        "url": url,
        "chunks": chunks,
        "minzoom": layer.minzoom,
        "maxzoom": layer.maxzoom,
        "promote": "code",
        "tooltip": [list(pair) for pair in layer.tooltip],
        "legend": legend(layer, baking.profile),
        "specs": specs(layer),
        "points": {"columns": [list(pair) for pair in layer.points]} if layer.points else None,
        **_ramp(layer),
    }


def _ramp(layer: Layer) -> dict[str, Any]:
    """Name the classes of an overlay painted by number; the first colour is for less than the first break."""
    for part in layer.style:
        if isinstance(part, Fill) and isinstance(part.color, Ramp):
            colors = [paint("ground"), *(paint(name) for name in part.color.tokens())]
            return {"ramp": {"breaks": list(part.color.breaks), "colors": colors}}
    return {}


def count(layer: Layer, baking: _Baking) -> int | None:
    """Count what stands beside a layer's name: rows, open events, overdue ones; None where it says nothing."""
    if layer.group in (GROUND, "人群") or layer.key in UNCOUNTED:
        return None
    rows = baking.rows_of(layer)
    if layer.points:
        return int((rows["status"] != State.DONE).sum())
    return int(rows["n"].sum()) if "n" in rows else len(rows)


def _published(baking: _Baking, layer: Layer) -> tuple[str | None, list[dict[str, Any]] | None]:
    cache = FRESH if layer.live else FOREVER
    if layer.personal and baking.scope.tier >= Tier.T1:
        cache = NEVER
    rows = baking.rows_of(layer)
    if layer.points:
        return baking.publish(layer.key, _points(baking, layer, rows), "pts", cache), None
    columns = layer.columns()
    if layer.group == GROUND:
        rows = _cut(baking, rows)
    if not layer.minor:
        return baking.publish(layer.key, bake.geojson(_simplified(baking, layer, rows), columns), "json", cache), None
    minor = rows["klass"].isin(layer.minor).to_numpy()
    pieces = [(0.0, rows[~minor])] if not minor.all() else []
    near = max(layer.minzoom, MINOR_ZOOM)
    pieces += [(near, piece) for piece in _pieces(rows[minor], baking.profile.measure_crs)]
    chunks = []
    for zoom, piece in pieces:
        address = baking.publish(layer.key, bake.geojson(_simplified(baking, layer, piece), columns), "json", cache)
        chunks.append({"bbox": np.round(piece.total_bounds, 6).tolist(), "url": address, "minzoom": zoom})
    return None, chunks


def _cut(baking: _Baking, frame: GeoDataFrame) -> GeoDataFrame:
    """End the base map at the district's outline: what runs on would be streaks on the quiet ground."""
    if not len(frame) or parse_code(baking.scope.root).level is not Level.DISTRICT:
        return frame
    edge = shapely.union_all(bare(outline(baking.store, baking.scope).geometry))
    shapely.prepare(edge)
    shapes = bare(frame.geometry)
    beyond = ~shapely.covered_by(shapes, edge)
    cut = shapes.copy()
    cut[beyond] = shapely.intersection(shapes[beyond], edge)
    kept = ~shapely.is_empty(cut) & (shapely.get_dimensions(cut) == shapely.get_dimensions(shapes))
    ended = frame.set_geometry(GeoSeries(cut, index=frame.index, crs=frame.crs))
    return GeoDataFrame(ended[kept])


def _simplified(baking: _Baking, layer: Layer, frame: GeoDataFrame) -> GeoDataFrame:
    if not len(frame):
        return frame
    if layer.tiling:
        level = Level(frame["level"].iloc[0])
        if baking.thin is None or level not in baking.thin:
            return frame
        thin = baking.thin[level].reindex(frame.index)
        return frame.set_geometry(thin.where(thin.notna(), frame.geometry))
    if not layer.simplify_m:
        return frame
    flat = frame.geometry.to_crs(baking.profile.measure_crs)
    return frame.set_geometry(flat.simplify(layer.simplify_m).to_crs(WGS))


def _pieces(frame: GeoDataFrame, crs: str) -> Iterator[GeoDataFrame]:
    """Cut the rows into squares of about a 社区, each row once, by the middle of its box."""
    if not len(frame):
        return
    box = shapely.bounds(bare(frame.geometry.to_crs(crs)))
    middle = np.floor((box[:, :2] + box[:, 2:]) / 2 / TILE_M).astype(int)
    for _, rows in sorted(pd.Series(range(len(frame))).groupby([middle[:, 0], middle[:, 1]]).indices.items()):
        yield frame.iloc[rows]


def _points(baking: _Baking, layer: Layer, frame: GeoDataFrame) -> bytes:
    place = frame["micro"].map(baking.places).fillna(NONE16).astype(int)
    table = frame.assign(
        place=place, hex=frame["hex"].where(frame["hex"] >= 0, NONE16), day=frame["day"].clip(0, NONE8)
    )
    return bake.points(frame.geometry, [(name, kind, table[name].to_numpy()) for name, kind in layer.points])
