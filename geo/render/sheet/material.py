"""What a file is made from: the rows its mode allows, read once, kept in metres, shared by all its pages."""

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely.geometry.base import BaseGeometry

from geo.layers import LAYERS
from geo.layers.base import Kind
from geo.layers.paint import Line
from geo.metrics.board import Board, board
from geo.model.codes import Level, parse_code
from geo.model.errors import NotFound
from geo.model.scope import Scope
from geo.model.view import Mode, ViewSpec
from geo.ports import Reads
from geo.render.sheet.facts import Facts
from geo.render.sheet.handover import Compare
from geo.rules.coverage import NOTE
from geo.rules.period import Known
from geo.rules.publish import Crowd, Told, community_totals, crowd, exported, nine_table, withheld
from geo.rules.scope import inner_points
from geo.rules.shapes import bare

if TYPE_CHECKING:
    from datetime import datetime

    from numpy.typing import NDArray


BY_KEY = {layer.key: layer for layer in LAYERS}


class Material:
    """The published rows of one asker, mode and period.

    Everything a sheet draws or says comes from here; nothing else reads the store for it. The scope is
    already that of the mode (`geo.rules.publish.exported`), so a renderer cannot ask for more.

    Parameters
    ----------
    figures
        A board of the exported scope and the same days; None computes it when needed.
    known
        What the period has published of people (`data.published`); None: nothing yet.
    handover
        How to compare two states of the grids; None where nobody can tell.
    """

    def __init__(
        self,
        store: Reads,
        scope: Scope,
        mode: Mode,
        days: int,
        *,
        figures: Board | None = None,
        handover: Compare | None = None,
        known: Known | None = None,
    ) -> None:
        self._store, self._asker, self._figures = store, scope, figures
        self.handover = handover
        self.scope, self.mode, self.days = exported(scope, mode), mode, days
        self.profile = store.profile()
        self.crs = self.profile.measure_crs
        self.as_of: datetime = store.as_of()
        self.synthetic = store.synthetic()
        self.when = f"数据截至 {self.as_of:%Y-%m-%d %H:%M}" + (f"，按 {scope.day} 的网格" if scope.day else "")
        self.version = store.version()
        self.told = Told(f"{self.as_of:%Y-%m}", known or (lambda _key: None))
        self._layers: dict[tuple[str, str], tuple[GeoDataFrame, NDArray[np.float64]]] = {}
        self._areas: dict[Level, GeoDataFrame] = {}
        self._inner: dict[Level, GeoSeries] = {}

    def layer(self, key: str, place: str = "") -> GeoDataFrame:
        """Rows of an overlay in metres; no rows where the mode withholds it or the role may not see it.

        `place` matters only to overlays that tell of one place.
        """
        return self._read(key, place)[0]

    def _read(self, key: str, place: str) -> "tuple[GeoDataFrame, NDArray[np.float64]]":
        """Rows of an overlay and their boxes, kept."""
        layer = BY_KEY[key]
        view = ViewSpec((layer.of_place and place) or self.scope.root, self.days)
        if (key, view.place) not in self._layers:
            if key in withheld(self.mode) or not layer.open_to(self.scope):
                frame = GeoDataFrame({"code": []}, geometry=[], crs=self.crs).set_index("code")
            else:
                frame = layer.load(self._store, self.scope, view).to_crs(self.crs)
            box = np.asarray(frame.geometry.bounds, dtype=float).reshape(-1, 4)
            self._layers[key, view.place] = frame, box
        return self._layers[key, view.place]

    def seen(self, key: str, window: tuple[float, float, float, float], place: str = "") -> GeoDataFrame:
        """Rows of an overlay that show something within west, south, east, north (metres)."""
        frame, box = self._read(key, place)
        if not len(frame):
            return frame
        west, south, east, north = window
        near = (box[:, 0] <= east) & (box[:, 2] >= west) & (box[:, 1] <= north) & (box[:, 3] >= south)
        kept = frame[near]
        layer = BY_KEY[key]
        if layer.kind is Kind.BASE or not len(kept):
            return kept
        shapes = bare(kept.geometry)
        if layer.kind in (Kind.AREA, Kind.LINE) and all(isinstance(part, Line) for part in layer.style):
            shapes = shapely.boundary(shapes)  # of areas that are only outlined, the outline is what one sees
        return kept[np.asarray(shapely.intersects(shapes, shapely.box(*window)))]

    def areas(self, level: Level) -> GeoDataFrame:
        """Grids of a level in metres: name, zone."""
        if level not in self._areas:
            frame = self._store.grids(self.scope, level)
            self._areas[level] = frame[["name", "level", "zone", "geometry"]].to_crs(self.crs)
        return self._areas[level]

    def middles(self, level: Level) -> GeoSeries:
        """Inner point of each grid of a level, metres."""
        if level not in self._inner:
            self._inner[level] = inner_points(self.areas(level).geometry, self.crs)[0]
        return self._inner[level]

    def place(self, code: str) -> tuple[str, str, Level]:
        """Find code, name and level of the grid a view's place stands for (a centre: its 社区).

        Raises
        ------
        NotFound
            No such place in the scope.
        """
        code = code.removeprefix("DQ") if code.startswith("DQ") else code
        if code not in self.places.index:
            raise NotFound(f"没有编码为“{code[:24]}”的地方，或不在您的查看范围内。", remedy="请重新选择地点。")
        return code, str(self.places.loc[code, "name"]), parse_code(code).level

    def outline(self, code: str) -> BaseGeometry:
        """Polygon of a place, metres."""
        shape: BaseGeometry = self.areas(parse_code(code).level).geometry.loc[code]
        return shape

    @cached_property
    def reach(self) -> str:
        """By which rule the circles were found: walked, or a straight line."""
        notes = self.layer("circles").get("note")
        return str(notes.iloc[0]) if notes is not None and len(notes) else NOTE

    @property
    def estimated(self) -> str:
        """What stands behind a share of people within reach that is only estimated."""
        return "(估算)" if NOTE in self.reach else ""

    @cached_property
    def places(self) -> pd.DataFrame:
        """All grids without geometry."""
        return self._store.places(self.scope)

    @cached_property
    def figures(self) -> Board:
        """Every figure of every place; only `facts` may print from it."""
        return self._figures or board(self._store, self.scope, self.days)

    @cached_property
    def facts(self) -> Facts:
        """The figures as this mode may print them."""
        return Facts(self._store, self.scope, days=self.days, figures=self.figures, places=self.places)

    @cached_property
    def crowd(self) -> Crowd:
        """People with a colour in hexagons, as classes, in metres."""
        found = crowd(self._store, self._asker, self.mode, self.told)
        return Crowd(found.cells.to_crs(self.crs), found.words, found.hidden, found.k)

    @cached_property
    def nine(self) -> pd.DataFrame:
        """The nine colours by place, suppressed."""
        return nine_table(self._store, self._asker, self.mode, self.told)

    @cached_property
    def persons(self) -> pd.DataFrame:
        """Persons with a colour by place down to 社区(村), suppressed."""
        return community_totals(self._store, self._asker, self.mode, self.told)
