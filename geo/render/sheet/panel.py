"""One map on a sheet: its frame, the overlays in it, the graticule, and what stands in its corners."""

import math
from dataclasses import dataclass, field

import numpy as np
import pyproj
import shapely
from geopandas import GeoDataFrame

from geo.layers.base import Kind, Layer
from geo.layers.paint import Text
from geo.model.codes import Level
from geo.model.view import ViewSpec
from geo.render.sheet.ground import Ground
from geo.render.sheet.material import BY_KEY, Material
from geo.render.sheet.page import INCH, MAP, Box, Page
from geo.render.sheet.paint import PT, draw_layer
from geo.render.still import drawn_at

METRES_PER_INCH = 0.0254
SCREEN = 64270.0  # metres per px at zoom 0, at this latitude (look note 2.4)
NOTICE = "示意边界，不作划界依据"
STEPS_MIN = (30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.25)  # minutes between lines of the graticule
BELOW, ABOVE = -1.0, 60.0
GROUND = "#F7F9FB"
MOVABLE = Text("name", 12, dodge=True)


@dataclass(slots=True)
class Panel(Ground):
    """A framed map with overlays of the registry."""

    material: Material = field(kw_only=True)
    place: str = ""  # of which overlays tell that tell of one place
    drawn: list[Layer] = field(default_factory=list)
    degrees: list[tuple[float, float, str, bool]] = field(default_factory=list)  # place, words, turned

    @property
    def ratio(self) -> int:
        """The representative fraction's N, to the nearest 100."""
        n = self.mpt * INCH / METRES_PER_INCH
        step = 100 if n >= 1000 else 10  # noqa: PLR2004 - a plan of a yard
        return int(round(n / step) * step)

    @property
    def zoom(self) -> float:
        """The screen's zoom whose symbol sizes suit this scale."""
        return math.log2(SCREEN / (self.mpt * PT))

    def draw(
        self, keys: tuple[str, ...], view: ViewSpec | None = None, *, within: shapely.Geometry | None = None
    ) -> None:
        """Draw overlays in the registry's order; what shows something enters `drawn`.

        `view` names overlays somebody asked for: these are drawn also at a scale that would leave them out.
        `within` keeps symbols and names of other places away.
        """
        for z, layer in enumerate(BY_KEY.values()):
            if layer.key not in keys:
                continue
            if layer.key == "labels":
                self.label(with_late="overdue" in keys, within=within, deep=view is not None)
            elif layer.key == "overdue" and self.zoom < layer.style[0].zoom[1]:
                frame = _inside(self.material.seen("overdue", self.window), within)
                if len(frame):
                    self.drawn.append(layer)
                if "labels" not in keys:  # else they stand over the names
                    self._late(frame.assign(name=""))
            else:
                zoom = self.zoom if view is None else max(self.zoom, drawn_at(layer, view))
                frame = self.material.seen(layer.key, self.window, self.place)
                if layer.kind in (Kind.POINT, Kind.COUNT, Kind.LABEL) or layer.key == "base_buildings":
                    frame = _inside(frame, within)
                if draw_layer(self, layer, frame, zoom=zoom, z=float(z)):
                    self.drawn.append(layer)

    def label(self, *, with_late: bool, within: shapely.Geometry | None = None, deep: bool = False) -> None:
        """Ask for the names of 社区(村); one with overdue events carries its triangle and number.

        With `deep` every level speaks in its own band of scale, as on the screen.
        """
        layer = BY_KEY["labels"]
        frame = _inside(self.material.seen("labels", self.window), within)
        late = _inside(self.material.seen("overdue", self.window), within) if with_late else frame.iloc[:0]
        if with_late:
            self._late(late)
        frame = frame[~frame.index.isin(late.index)].assign(tone=frame["tone"].replace("late", Level.L2.value))
        if deep:
            draw_layer(self, layer, frame, zoom=self.zoom, z=45.0)
        else:
            frame = frame[frame["level"] == Level.L2.value]
            points = shapely.get_coordinates(np.asarray(frame.geometry.array, dtype=object))
            for (x, y), name, rank in zip(points, frame["name"], frame["rank"], strict=True):
                self.names.add(
                    str(name),
                    x,
                    y,
                    (0.0, 0.0),
                    size=self.name_size,
                    color="ink",
                    bold=False,
                    rank=float(rank),
                    always=False,
                    part=MOVABLE,
                )
        if len(frame) or len(late):
            self.drawn.append(layer)

    @property
    def name_size(self) -> float:
        """Size of a community's name: larger where there is room."""
        return float(np.interp(self.zoom, (11.5, 12.3, 14.0), (6.8, 7.5, 9.5)))

    def _late(self, frame: GeoDataFrame) -> None:
        """Ask for triangle, number and name of places with overdue events."""
        points = shapely.get_coordinates(np.asarray(frame.geometry.array, dtype=object))
        for (x, y), name, count in zip(points, frame["name"], frame["n"], strict=True):
            self.names.add(
                str(name),
                x,
                y,
                (0.0, 0.0),
                size=self.name_size,
                color="ink",
                bold=True,
                rank=0.0,
                always=True,
                part=MOVABLE,
                late=int(count),
            )

    def veil(self, place: shapely.Geometry, *, alpha: float = 0.72, z: float = 30.0) -> None:
        """Fade what lies around a place."""
        west, south, east, north = self.window
        around = shapely.difference(shapely.box(west, south, east, north), place)
        self.fill(np.array([around]), GROUND, z=z, alpha=alpha)

    def edge(self, place: shapely.Geometry, *, width: float = 1.9, color: str = "ink", z: float = 44.0) -> None:
        """Outline a place, cased in white."""
        for name, wide, up in (("panel", width * 2.2, 0.0), (color, width, 0.1)):
            self.stroke(np.array([place]), name, wide, z=z + up)

    def graticule(self) -> None:
        """Draw meridians and parallels with their degrees and minutes inside the frame."""
        west, south, east, north = self.window
        to_deg = pyproj.Transformer.from_crs(self.material.crs, 4490, always_xy=True)
        to_m = pyproj.Transformer.from_crs(4490, self.material.crs, always_xy=True)
        lon, lat = to_deg.transform([west, east, west, east], [south, south, north, north])
        span = min(max(lon) - min(lon), max(lat) - min(lat)) * 60
        step = next((one for one in STEPS_MIN if span / one >= 1.6), STEPS_MIN[-1]) / 60  # noqa: PLR2004 - two lines
        lines = []
        for n in range(math.ceil(min(lon) / step), math.floor(max(lon) / step) + 1):
            xs, ys = to_m.transform(np.full(9, n * step), np.linspace(min(lat), max(lat), 9))
            lines.append(shapely.linestrings(xs, ys))
            x = float(np.interp(south, ys, xs))
            if west < x < east:
                self.degrees.append((self.at(x, south)[0], self.box.bottom + 6, _degrees(n * step), False))
        for n in range(math.ceil(min(lat) / step), math.floor(max(lat) / step) + 1):
            xs, ys = to_m.transform(np.linspace(min(lon), max(lon), 9), np.full(9, n * step))
            lines.append(shapely.linestrings(xs, ys))
            y = float(np.interp(west, xs, ys))
            if south < y < north:
                self.degrees.append((self.box.left + 7, self.at(west, y)[1], _degrees(n * step), True))
        self.stroke(np.array(lines, dtype=object), "#9AA5B1", 0.3, z=BELOW)

    def finish(self) -> None:
        """Place the texts, when everything that is in their way is known."""
        for x, y, text, turned in self.degrees:
            far, near = 17.0, 5.0
            wide, high = (near, far) if turned else (far, near)
            box = (x - wide, y - high, x + wide, y + high)
            inside = self.box.left <= box[0] and box[2] <= self.box.right
            inside &= self.box.bottom <= box[1] and box[3] <= self.box.top
            taken = any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in self.names.taken)
            if inside and not taken:
                self.page.write(
                    x, y, text, 6.5, color="ink3", ha="center", va="center", halo=1.4, turn=90 if turned else 0, z=3
                )
                self.names.reserve(box)
        self.names.place(z=ABOVE)


def over(key: str, up: float = 0.5) -> float:
    """Height for what a template lays over an overlay of the registry, below the next one."""
    return list(BY_KEY).index(key) + up


def _inside(frame: GeoDataFrame, place: shapely.Geometry | None) -> GeoDataFrame:
    """Rows that stand in a place."""
    if place is None or not len(frame):
        return frame
    return frame[shapely.intersects(np.asarray(frame.geometry.array, dtype=object), place)]


def panel(
    page: Page,
    material: Material,
    box: Box,
    bounds: tuple[float, float, float, float],
    *,
    margin: float = 0.03,
    room: tuple[float, float, float, float] = (0, 0, 0, 0),
    mpt: float | None = None,
    level: int = MAP,
    framed: bool = True,
    place: str = "",
) -> Panel:
    """Frame west, south, east, north (metres) in a box of the paper.

    Parameters
    ----------
    margin
        Of the larger side, kept free around the place.
    room
        Points kept free at left, bottom, right and top for what stands on the map.
    mpt
        Metres a point, to give several maps one scale; None = as large as the box allows.
    place
        Code of the place, for overlays that tell of one place (`Layer.of_place`); empty = the scope's root.
    level, framed
        How far above other ink it lies; whether it has a ground, a frame and a graticule.
    """
    west, south, east, north = bounds
    left, bottom, right, top = room
    wide, high = box.wide - left - right, box.high - bottom - top
    scale = mpt or max((east - west) / wide, (north - south) / high, 0.05) * (1 + 2 * margin)
    x = (west + east) / 2 + (right - left) / 2 * scale
    y = (south + north) / 2 + (top - bottom) / 2 * scale
    corner = x - scale * box.wide / 2, y - scale * box.high / 2
    made = Panel(page, box, scale, corner, level, material=material, place=place)
    if framed:
        page.frame(box, GROUND, level)
        made.graticule()
    return made


def _degrees(value: float) -> str:
    """`113°16′`, with seconds where the step is below a minute."""
    seconds = round(value * 3600)
    degrees, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{degrees}°{minutes:02d}′" + (f"{seconds:02d}″" if seconds else "")
