"""Places the texts of a sheet so that none touches another or a symbol."""

from collections.abc import Callable
from dataclasses import dataclass, field
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from geo.layers.paint import Text
from geo.render.sheet import faces
from geo.render.sheet.page import MAP, Page
from geo.render.sheet.page import Box as Frame

Box = tuple[float, float, float, float]
GAP = 0.8  # pt between two texts
LINE = 1.2  # height of a line, in its size
HEAD = 8.5  # pt: the line of triangle and number over the name of a place with overdue events
LEADER = 7.0  # pt a text may stand off before a line leads to it
# Where a text that may move is tried after its own place: gaps to the point in pt, all around.
GAPS = (0.5, 3.0, 7.0, 12.0, 18.0, 26.0, 36.0)
TURNS = tuple(2 * pi * n / 16 for n in range(16))


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    x: float
    y: float
    shift: tuple[float, float]
    size: float
    color: str
    bold: bool
    rank: float
    always: bool
    part: Text
    late: int = 0

    def extent(self) -> tuple[float, float]:
        """Width and height, pt."""
        if not self.text:
            return HEAD + faces.width(str(self.late), HEAD, bold=True), HEAD
        lines = self.text.split("\n")
        wide = max(faces.width(line, self.size, bold=self.bold) for line in lines)
        if not self.late:
            return wide, LINE * self.size * len(lines)
        head = HEAD + faces.width(str(self.late), HEAD, bold=True)
        return max(wide, head), LINE * self.size * len(lines) + HEAD


@dataclass(slots=True)
class Names:
    """Texts waiting to be placed in a frame of the paper, and what is in their way; `at` finds a place on the paper."""

    page: Page
    frame: Frame
    at: Callable[[float, float], tuple[float, float]]
    level: int = MAP
    waiting: list[_Name] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    dropped: int = 0
    drawn: int = 0

    def block(self, x: float, y: float, right: float, up: float, radius: float) -> None:
        """Keep the room of a symbol free."""
        px, py = self.at(x, y)
        self.taken.append((px + right - radius, py + up - radius, px + right + radius, py + up + radius))

    def reserve(self, box: Box) -> None:
        """Keep a box of the paper free: left, bottom, right, top in points."""
        self.taken.append(box)

    def add(
        self,
        text: str,
        x: float,
        y: float,
        shift: tuple[float, float],
        *,
        size: float,
        color: str,
        bold: bool,
        rank: float,
        always: bool,
        part: Text,
        late: int = 0,
    ) -> None:
        """Ask for a text; the lowest rank is placed first, `always` in any case.

        With `late` a triangle and that number stand over it, as one block.
        """
        text, missing = faces.legible(text)
        self.page.unprinted |= set(missing)
        if text.strip() or late:
            self.waiting.append(_Name(text, x, y, shift, size, color, bold, rank, always, part, late))

    def place(self, z: float) -> int:
        """Draw what finds room; the answer is how many were drawn, `dropped` how many were not."""
        view = self.frame.frame
        taken = np.array(self.taken, dtype=float).reshape(-1, 4)
        drawn = 0
        for name in sorted(self.waiting, key=lambda one: (not one.always, -one.late, one.rank, one.text)):
            px, py = self.at(name.x, name.y)
            if not (view[0] <= px <= view[2] and view[1] <= py <= view[3]):
                continue  # what lies outside the frame is not missing
            wide, high = name.extent()
            at = self._choices(name, wide, high)
            left = px + at[:, 0] - (0 if name.part.anchor == "left" else wide / 2)
            boxes = np.column_stack([left - GAP, py + at[:, 1] - high / 2, left + wide + GAP, py + at[:, 1] + high / 2])
            inside = (
                (boxes[:, 0] >= view[0])
                & (boxes[:, 1] >= view[1])
                & (boxes[:, 2] <= view[2])
                & (boxes[:, 3] <= view[3])
            )
            free = np.flatnonzero(inside & ~_touching(boxes, taken))
            if not len(free):
                self.dropped += 1
                continue
            n = int(free[0])
            self._write(name, (float(at[n, 0]), float(at[n, 1])), (wide, high), z)
            taken = np.vstack([taken, boxes[n]])
            drawn += 1
        self.taken = [tuple(row) for row in taken.tolist()]
        self.waiting.clear()
        self.drawn += drawn
        return drawn

    def _choices(self, name: _Name, wide: float, high: float) -> NDArray[np.float64]:
        """Middles to try, pt right and up of the point, nearest first."""
        own = [name.shift]
        if not (name.part.dodge or name.late or name.always):
            return np.array(own)
        near = [(0.0, 0.35 * high), (0.0, -0.35 * high), (0.22 * wide, 0.0), (-0.22 * wide, 0.0)]
        around = [(cos(turn) * (wide / 2 + gap), sin(turn) * (high / 2 + gap)) for gap in GAPS for turn in TURNS]
        return np.array(own + [(name.shift[0] + dx, name.shift[1] + dy) for dx, dy in near + around])

    def _write(self, name: _Name, at: tuple[float, float], size: tuple[float, float], z: float) -> None:
        px, py = self.at(name.x, name.y)
        x, y = px + at[0], py + at[1]
        off = max(abs(at[0]) - size[0] / 2, abs(at[1]) - size[1] / 2)
        if off >= LEADER and not name.shift[0]:
            half = size[0] / 2, size[1] / 2
            end = max(x - half[0], min(x + half[0], px)), max(y - half[1], min(y + half[1], py))
            self.page.line([px, end[0]], [py, end[1]], "ink3", 0.45, z=z - 0.2, level=self.level)
        if name.late:
            wide = HEAD + faces.width(str(name.late), HEAD, bold=True)
            head = y + size[1] / 2 - HEAD / 2
            self._line("▲", x - wide / 2 + HEAD / 2, head, size=HEAD * 0.92, color="overdue", z=z)
            self._line(str(name.late), x + HEAD / 2, head, size=HEAD, color="overdue_text", z=z, bold=True)
            if not name.text:
                return
            y -= HEAD / 2
        lines = name.text.split("\n")
        ha = "left" if name.part.anchor == "left" else "center"
        for n, line in enumerate(lines):
            up = ((len(lines) - 1) / 2 - n) * LINE * name.size
            self._line(line, x, y + up, size=name.size, color=name.color, z=z, bold=name.bold, ha=ha)

    def _line(
        self,
        text: str,
        x: float,
        y: float,
        *,
        size: float,
        color: str,
        z: float,
        bold: bool = False,
        ha: str = "center",
    ) -> None:
        self.page.write(x, y, text, size, bold=bold, color=color, ha=ha, va="center", halo=1.8, z=z, level=self.level)


def _touching(boxes: NDArray[np.float64], taken: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which boxes touch any of those taken."""
    if not len(taken):
        return np.zeros(len(boxes), dtype=bool)
    one, other = boxes[:, None, :], taken[None, :, :]
    hit = (one[..., 0] < other[..., 2]) & (other[..., 0] < one[..., 2])
    hit &= (one[..., 1] < other[..., 3]) & (other[..., 1] < one[..., 3])
    return np.asarray(hit.any(axis=1), dtype=bool)
