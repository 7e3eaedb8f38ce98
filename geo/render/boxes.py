"""Boxes in pixels of the screen: which of many texts are shown so that none touches another."""

from dataclasses import dataclass, field

Box = tuple[float, float, float, float]  # left, top, right, bottom
CHINESE = 0x2E80  # from here on a character is as wide as high
NARROW = 0.58  # of a digit or letter, in its size
LINE = 1.2  # height of a line, in its size


def wide(text: str, size: float) -> float:
    """Width of the longest line of a text, px; rather too wide than too narrow."""
    return max(sum(1.0 if ord(char) >= CHINESE else NARROW for char in line) for line in text.split("\n")) * size


def high(text: str, size: float) -> float:
    """Height of a text, px."""
    return LINE * size * (text.count("\n") + 1)


def around(x: float, y: float, width: float, height: float) -> Box:
    """Box of a size with its middle at a point."""
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2


def touch(one: Box, other: Box) -> bool:
    """Whether two boxes share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(box: Box, frame: Box) -> bool:
    """Whether a box lies inside another."""
    return frame[0] <= box[0] and frame[1] <= box[1] and box[2] <= frame[2] and box[3] <= frame[3]


@dataclass(slots=True)
class Room:
    """What is taken already."""

    taken: list[Box] = field(default_factory=list)

    def free(self, box: Box) -> bool:
        """Whether nothing taken touches a box."""
        return not any(touch(box, other) for other in self.taken)

    def take(self, box: Box) -> None:
        """Keep others out of a box."""
        self.taken.append(box)
