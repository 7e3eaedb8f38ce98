"""Columns of the model: what is open in a 社区, its overdue part red on top; and which of them are named."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pydeck
import shapely
from geopandas import GeoDataFrame
from pydeck.types import String

from geo.metrics.board import Board
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.ports import Reads
from geo.render.boxes import Box, Room, around, wide, within
from geo.render.camera import Camera
from geo.render.style import FAMILY, paint, rgba
from geo.rules.names import short
from geo.rules.scope import inner_points
from geo.rules.shapes import bare

OPEN, LATE, DONE = "l2_line", "overdue", "done"  # tokens of a column: open, its overdue part, nothing open
HEIGHT_M, RADIUS_M = 2_400.0, 120.0  # of the tallest column, in a whole district
HEIGHT_PART, RADIUS_PART = 0.15, 0.0075  # the same as parts of a smaller place's diagonal
NAMED = 12  # columns with a name
NAME = 14  # px
CHIP = (5, 3)  # px of white around a name
LIFT = 8  # px from a column's top to its name


@dataclass(frozen=True, slots=True)
class Stack:
    """One 社区 as a column: where it stands, what is open and overdue there, height and red part in metres."""

    code: str
    name: str
    lon: float
    lat: float
    open: int
    late: int
    height: float

    @property
    def red(self) -> float:
        """Height of the overdue part, at the column's top."""
        return self.height * self.late / self.open if self.open else 0.0

    def row(self, bottom: float, height: float) -> dict[str, Any]:
        """One piece of the column as deck.gl reads it."""
        tip = f"{self.name}\n未办结 {self.open:,} 件，其中超期 {self.late:,} 件"
        return {
            "at": [round(self.lon, 5), round(self.lat, 5), round(bottom, 1)],
            "height": round(height, 1),
            "tip": tip,
        }


def diagonal(place: GeoDataFrame, crs: str) -> float:
    """Measure a place from corner to corner, in metres of a plane system."""
    west, south, east, north = place.to_crs(crs).total_bounds
    return float(np.hypot(east - west, north - south))


def radius(span: float) -> float:
    """Radius of the columns, metres, in a place of that diagonal."""
    return min(RADIUS_M, RADIUS_PART * span)


def columns(store: Reads, scope: Scope, figures: Board, span: float) -> list[Stack]:
    """Every 社区 of the scope as a column; the tallest is as high as suits a place of that diagonal."""
    areas = store.grids(scope, Level.L2)
    areas = areas[areas.index.isin(figures.now.index)]
    points, _ = inner_points(areas.geometry, store.profile().measure_crs)
    spots = shapely.get_coordinates(bare(points))
    now = figures.now.loc[areas.index]
    top = max(float(now["open"].max()) if len(now) else 0.0, 1.0)
    tallest = min(HEIGHT_M, HEIGHT_PART * span)
    return [
        Stack(str(code), str(name), float(x), float(y), int(n), int(late), tallest * n / top)
        for code, (x, y), n, late, name in zip(
            areas.index, spots, now["open"].fillna(0), now["overdue"].fillna(0), areas["name"], strict=True
        )
    ]


def chosen(stacks: list[Stack], camera: Camera, *, first: str | None = None) -> list[tuple[Stack, Box]]:
    """Choose the columns that are named: `first`, then most overdue, then tallest; no two names touch."""
    room, frame = Room(), (0.0, 0.0, camera.width, camera.height)
    out: list[tuple[Stack, Box]] = []
    order = sorted(
        (one for one in stacks if one.open), key=lambda one: (one.code != first, -one.late, -one.open, one.name)
    )
    for one in order:
        top = np.array([[one.lon, one.lat, one.height]])
        (x, y), scale = camera.project(top)[0], camera.nearness(top)[0]
        across, down = (scale * side for side in chip(one))
        box = around(x, y - scale * LIFT - down / 2, across, down)
        if room.free(box) and within(box, frame):
            room.take(box)
            out.append((one, box))
        if len(out) == NAMED:
            break
    return out


def chip(one: Stack) -> tuple[float, float]:
    """Width and height of a column's name with its red badge, px."""
    badge = wide(badge_of(one), NAME) + 2 * CHIP[0] if one.late else 0.0
    return wide(short(one.name), NAME) + 2 * CHIP[0] + badge, NAME + 2 * CHIP[1]


def badge_of(one: Stack) -> str:
    """How many are overdue, as the badge beside a name says it."""
    return f"▲{one.late:,}"


def raised(stacks: list[Stack], size: float, *, dark: bool = False) -> list[pydeck.Layer]:
    """Stand the columns up: what is open and in time below, what is overdue on top of it."""
    parts = {
        "columns": (OPEN, [one.row(0.0, one.height - one.red) for one in stacks if one.open > one.late]),
        "late": (LATE, [one.row(one.height - one.red, one.red) for one in stacks if one.late]),
        "idle": (DONE, [one.row(0.0, 0.0) for one in stacks if not one.open]),
    }
    return [
        pydeck.Layer(
            "ColumnLayer",
            data,
            id=key,
            get_position="at",
            get_elevation="height",
            get_fill_color=rgba(str(paint(tone, dark=dark))),
            radius=size * (0.6 if key == "idle" else 1.0),
            disk_resolution=6,
            extruded=key != "idle",
            material={"ambient": 0.55, "diffuse": 0.5, "shininess": 8, "specularColor": [30, 30, 30]},
            pickable=True,
        )
        for key, (tone, data) in parts.items()
    ]


def named(names: list[tuple[Stack, Box]], *, dark: bool = False) -> list[pydeck.Layer]:
    """Write names on white, each with what is overdue on red beside it."""
    plain, red = [], []
    for one, _ in names:
        at = [round(one.lon, 5), round(one.lat, 5), round(one.height, 1)]
        start = CHIP[0] - chip(one)[0] / 2
        plain.append({"at": at, "name": short(one.name), "off": [round(start, 1), -LIFT - CHIP[1]]})
        if one.late:
            start += wide(short(one.name), NAME) + 2 * CHIP[0]
            red.append({"at": at, "name": badge_of(one), "off": [round(start, 1), -LIFT - CHIP[1]]})
    ink, panel = (rgba(str(paint(name, dark=dark))) for name in ("ink", "panel"))
    return [
        _chips(plain, "names", ink, [*panel[:3], 240]),
        _chips(red, "badges", rgba("#FFFFFF"), rgba(str(paint(LATE, dark=dark)))),
    ]


def _chips(data: list[dict[str, Any]], key: str, color: list[int], ground: list[int]) -> pydeck.Layer:
    return pydeck.Layer(
        "TextLayer",
        data,
        id=key,
        get_position="at",
        get_text="name",
        get_size=NAME,
        get_color=color,
        get_pixel_offset="off",
        get_text_anchor=String("start"),
        get_alignment_baseline=String("bottom"),
        background=True,
        get_background_color=ground,
        background_padding=[*CHIP],
        parameters={"depthCompare": "always"},  # names stand before the columns
        character_set=String("auto"),
        font_family=String(", ".join(FAMILY)),
        font_weight=String("bold"),
        font_settings={"fontSize": 52, "buffer": 8},
    )
