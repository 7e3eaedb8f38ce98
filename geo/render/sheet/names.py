"""Places the texts of a sheet so that none touches another or a symbol."""

from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.patheffects import Normal, Stroke

from geo.layers.paint import Text

Box = tuple[float, float, float, float]
CHINESE = 0x2E80  # from here on a character is as wide as high
GAP = 1.0  # pt between two texts
# Where a text that may move is tried: (right, up) in its own widths and heights.
PLACES = ((0.0, 0.0), (0.0, -1.1), (0.0, 1.1), (-0.65, 0.0), (0.65, 0.0))


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


@dataclass(slots=True)
class Names:
    """Texts waiting to be placed, and what is in their way; coordinates of the axes, offsets in points."""

    axes: Axes
    waiting: list[_Name] = field(default_factory=list)
    taken: list[Box] = field(default_factory=list)
    dropped: int = 0

    def block(self, x: float, y: float, right: float, up: float, radius: float) -> None:
        """Keep the room of a symbol free."""
        px, py = self._point(x, y)
        self.taken.append((px + right - radius, py + up - radius, px + right + radius, py + up + radius))

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
    ) -> None:
        """Ask for a text; the lowest rank is placed first, `always` in any case."""
        if text.strip():
            self.waiting.append(_Name(text, x, y, shift, size, color, bold, rank, always, part))

    def place(self, z: float) -> int:
        """Draw what finds room; the answer is how many were drawn, `dropped` how many were not."""
        west, south, east, north = (
            self.axes.bbox.bounds[0],
            self.axes.bbox.bounds[1],
            self.axes.bbox.x1,
            self.axes.bbox.y1,
        )
        point = 72 / self.axes.figure.dpi
        view = (west * point, south * point, east * point, north * point)
        drawn = 0
        for name in sorted(self.waiting, key=lambda one: (not one.always, one.rank, one.text)):
            px, py = self._point(name.x, name.y)
            lines = name.text.split("\n")
            wide = max(sum(1.0 if ord(char) >= CHINESE else 0.56 for char in line) for line in lines) * name.size
            high = 1.25 * name.size * len(lines)
            for right, up in PLACES if name.part.dodge else PLACES[:1]:
                dx, dy = name.shift[0] + right * wide, name.shift[1] + up * high
                left = px + dx - (0 if name.part.anchor == "left" else wide / 2)
                box = (left - GAP, py + dy - high / 2, left + wide + GAP, py + dy + high / 2)
                if name.always or (_inside(box, view) and not any(_touch(box, other) for other in self.taken)):
                    self._write(name, dx, dy, z)
                    self.taken.append(box)
                    drawn += 1
                    break
            else:
                self.dropped += 1
        return drawn

    def _write(self, name: _Name, dx: float, dy: float, z: float) -> None:
        note = self.axes.annotate(
            name.text,
            (name.x, name.y),
            xytext=(dx, dy),
            textcoords="offset points",
            ha="left" if name.part.anchor == "left" else "center",
            va="center",
            fontsize=name.size,
            fontweight="bold" if name.bold else "normal",
            color=name.color,
            linespacing=1.1,
            zorder=z,
            annotation_clip=True,
        )
        note.set_path_effects([Stroke(linewidth=1.8, foreground="#FFFFFF"), Normal()])

    def _point(self, x: float, y: float) -> tuple[float, float]:
        px, py = self.axes.transData.transform((x, y))
        point = 72 / self.axes.figure.dpi
        return float(px) * point, float(py) * point


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(a: Box, b: Box) -> bool:
    return b[0] <= a[0] and b[1] <= a[1] and a[2] <= b[2] and a[3] <= b[3]
