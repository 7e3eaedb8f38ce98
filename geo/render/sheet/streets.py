"""Names of streets along their longest straight stretch in the frame."""

import math

import numpy as np
import shapely

from geo.layers.base_roads import MAIN, SECOND, SMALL
from geo.render.sheet import faces
from geo.render.sheet.panel import Panel

SIZE = 7.0
STRAIGHT = 0.12  # radians a street may turn under its name
ROOM = 1.25  # of the name's length
RANK = {name: n for n, group in enumerate((MAIN, SECOND, SMALL)) for name in group}
MOST = 24


def street_names(view: Panel) -> int:
    """Write each name once, where its street runs straight for long enough; answers how many."""
    frame = view.material.seen("base_roads", view.window)
    if not len(frame):
        return 0
    frame = frame[frame["name"].notna() & frame["klass"].isin(list(RANK))]
    window = shapely.box(*view.window).buffer(-10 * view.mpt)
    best: dict[str, tuple[int, float, float, float, float]] = {}
    for name, klass, shape in zip(frame["name"], frame["klass"], frame.geometry, strict=True):
        seen = shapely.intersection(shape, window)
        for piece in shapely.get_parts(seen):
            xy = shapely.get_coordinates(piece)
            if len(xy) < 2:  # noqa: PLR2004 - a line has two ends
                continue
            found = _straightest(xy)
            if found and (
                str(name) not in best or (RANK[klass], -found[0]) < (best[str(name)][0], -best[str(name)][1])
            ):
                best[str(name)] = (RANK[klass], *found)
    drawn = 0
    for name, (_, length, x, y, turn) in sorted(best.items(), key=lambda one: (one[1][0], -one[1][1])):
        need = faces.width(name, SIZE) * 1.15
        if length / view.mpt < need * ROOM or drawn >= MOST:
            continue
        px, py = view.at(x, y)
        half = need / 2
        dx, dy = abs(math.cos(turn)) * half + 4, abs(math.sin(turn)) * half + 4
        box = (px - dx, py - dy, px + dx, py + dy)
        if any(box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in view.names.taken):
            continue
        view.page.write(
            px, py, name, SIZE, color="ink3", ha="center", va="center", turn=math.degrees(turn), z=40, level=view.level
        )
        # Only the middle third is kept free of other names: a slanted name needs less than its box.
        view.names.reserve((px - dx * 0.6, py - dy * 0.6, px + dx * 0.6, py + dy * 0.6))
        drawn += 1
    return drawn


def _straightest(xy: np.ndarray) -> tuple[float, float, float, float] | None:
    """Length, middle and direction of the longest run of a line that hardly turns."""
    steps = np.diff(xy, axis=0)
    turns = np.arctan2(steps[:, 1], steps[:, 0])
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    best, start = None, 0
    for n in range(1, len(steps) + 1):
        if n == len(steps) or abs(math.remainder(turns[n] - turns[start], 2 * math.pi)) > STRAIGHT:
            whole = float(lengths[start:n].sum())
            if best is None or whole > best[0]:
                a, b = xy[start], xy[n]
                turn = math.atan2(b[1] - a[1], b[0] - a[0])
                turn = math.remainder(turn, math.pi)  # read from left to right
                best = (whole, float((a[0] + b[0]) / 2), float((a[1] + b[1]) / 2), turn)
            start = n
    return best
