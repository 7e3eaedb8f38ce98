"""圈阅: what may be drawn on the map and written beside it, and which grid answers for it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely
from geopandas import GeoDataFrame, GeoSeries
from shapely.geometry.base import BaseGeometry

from geo.model.errors import BadInput, NotAllowed
from geo.model.scope import Role, Scope
from geo.rules.shapes import WGS, bare

LONGEST = 200  # characters of a remark
MOST_POINTS = 400
LEAST_M2, MOST_M2 = 100.0, 5_000_000.0  # a yard to a large 社区; what is larger is no place to go to
LEAST_M, MOST_M = 10.0, 10_000.0  # of a line
INSIDE = 0.5  # share of a drawing that has to lie in the asker's area
AREA, LINE = "面", "线"
DRAWERS = frozenset({Role.LEADER, Role.PLANNER, Role.STREET, Role.ADMIN})
ORDERERS = frozenset({Role.LEADER, Role.STREET, Role.ADMIN})  # may make an event with a deadline of it
_FORMS = {"Polygon": AREA, "LineString": LINE}
_LEAST_CORNERS = {AREA: 4, LINE: 2}  # a ring says its first corner twice


def may_draw(scope: Scope) -> None:
    """Check the role.

    Raises
    ------
    NotAllowed
        网格员 have patrols and events for this.
    """
    if scope.role not in DRAWERS:
        raise NotAllowed(f"{scope.role.title}不能圈阅。", remedy="请用巡查或事件上报。")


def read(drawing: Mapping[str, Any], radius_m: float | None, crs: str) -> BaseGeometry:
    """Read what the map tells of a drawing.

    Parameters
    ----------
    drawing
        A GeoJSON feature in degrees; nothing about it is trusted. A point is the middle of a circle.
    radius_m
        Of the circle, metres; only looked at for points.
    crs
        Plane system in metres to draw the circle in.

    Returns
    -------
    geometry
        Polygon or LineString, EPSG:4490.

    Raises
    ------
    BadInput
        It is none of these, or far too detailed.
    """
    wrong = BadInput("图形读不出来。", remedy="请用地图左侧的工具重画：多边形、圆或线。")
    geometry = drawing.get("geometry")
    told = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    try:
        if kind == "Point" and radius_m is not None:
            at = GeoSeries([shapely.Point(_numbers([told])[0])], crs=WGS).to_crs(crs)
            if not (0 < float(radius_m) < MOST_M and np.isfinite(bare(at)[0].x)):
                raise wrong
            made: BaseGeometry = bare(at.buffer(float(radius_m), quad_segs=12).to_crs(WGS))[0]
            return made
        if kind == "LineString":
            return shapely.LineString(_numbers(told))
        if kind == "Polygon" and isinstance(told, (list, tuple)) and len(told) == 1:
            return shapely.Polygon(_numbers(told[0]))
    except (TypeError, ValueError, shapely.errors.GEOSException) as fault:
        raise wrong from fault
    raise wrong


def _numbers(told: Any) -> np.ndarray:  # noqa: ANN401 - what a browser sent
    if len(told) > MOST_POINTS:
        raise BadInput(f"图形的点太多（{len(told)} 个）。", remedy=f"请画得简单些，最多 {MOST_POINTS} 个点。")
    points = np.asarray([[float(one[0]), float(one[1])] for one in told], dtype=float)
    if not (np.isfinite(points).all() and (np.abs(points) <= (180.0, 90.0)).all()):
        raise ValueError(told)
    return points


def checked(shape: BaseGeometry, words: str, area: GeoDataFrame, crs: str) -> tuple[str, BaseGeometry, str]:
    """Hold a drawing and its words against what can be kept.

    Parameters
    ----------
    shape
        EPSG:4490.
    words
        What was written; blanks and line breaks are made single blanks.
    area
        Outline of the asker's root, EPSG:4490.
    crs
        Plane system in metres to measure in.

    Returns
    -------
    form, shape, words
        `面` or `线`; the shape as it was drawn; the words as they are kept.

    Raises
    ------
    BadInput
        Empty or long words, an edge that crosses itself, too small, too large, or mostly outside.
    """
    words = " ".join("".join(sign if sign.isprintable() else " " for sign in words).split())
    if not words:
        raise BadInput("还没有写批注。", remedy=f"请写一句话，最多 {LONGEST} 个字。")
    if len(words) > LONGEST:
        raise BadInput(f"批注有 {len(words)} 个字。", remedy=f"请缩短到 {LONGEST} 个字以内。")
    form = _FORMS.get(shape.geom_type)
    if form is None or shapely.get_num_coordinates(shape) < _LEAST_CORNERS[form]:
        raise BadInput("图形不完整。", remedy="请重画：至少三个角的面，或至少两点的线。")
    if not (shape.is_valid if form == AREA else shape.is_simple):
        raise BadInput("边线自己交叉了。", remedy="请重画，使边线不相交。")
    both = GeoSeries([shape, shapely.union_all(bare(area.geometry))], crs=WGS).to_crs(crs)
    flat, whole = bare(both)
    size = flat.area if form == AREA else flat.length
    if form == AREA and not LEAST_M2 <= size <= MOST_M2:
        told = f"{size:,.0f} 平方米" if size < LEAST_M2 else f"{size / 1e6:,.1f} 平方公里"
        raise BadInput(f"圈的范围是 {told}。", remedy="请圈在 100 平方米到 5 平方公里之间，便于找到责任网格。")
    if form == LINE and not LEAST_M <= size <= MOST_M:
        raise BadInput(f"画的线长 {size:,.0f} 米。", remedy="请画 10 米到 10 公里之间的线。")
    met = shapely.intersection(flat, whole)
    if (met.area if form == AREA else met.length) < INSIDE * size:
        name = str(area["name"].iloc[0])
        raise BadInput(f"图形有一半以上在{name}之外。", remedy=f"请圈在{name}之内。")
    return form, shape, words


def answers_for(shape: BaseGeometry, grids: GeoDataFrame, crs: str) -> tuple[str, shapely.Point]:
    """Find the micro grid that answers for a drawing: the one holding most of it.

    Parameters
    ----------
    shape
        EPSG:4490.
    grids
        Micro grids, index code, EPSG:4490.

    Returns
    -------
    code, point
        The grid, and a point of the drawing inside it (EPSG:4490) for an event to stand at.

    Raises
    ------
    BadInput
        No grid is touched.
    """
    near = grids[grids.geometry.intersects(shape)]
    if near.empty:
        raise BadInput("图形不在任何微网格之内。", remedy="请圈在网格之内。")
    parts = shapely.intersection(bare(near.geometry), shape)
    flat = bare(GeoSeries(parts, crs=WGS).to_crs(crs))
    held = shapely.area(flat) if shape.geom_type == "Polygon" else shapely.length(flat)
    most = int(np.argmax(held))  # the first of equals, and grids are sorted by code
    inside: shapely.Point = shapely.point_on_surface(parts[most])
    return str(near.index[most]), inside
