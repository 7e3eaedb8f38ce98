"""Grid codes: a parent is the prefix of its children."""

import re
from dataclasses import dataclass
from enum import StrEnum

from geo.model.errors import BadCode


class Level(StrEnum):
    """The tiers of the district, from the whole to the smallest."""

    DISTRICT = "district"
    ZONE = "zone"
    L1 = "l1"
    L2 = "l2"
    L3 = "l3"
    DEDICATED = "dedicated"
    MICRO = "micro"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people; str.title is not wanted here
        """The word on a screen."""
        return TITLES[self]


TITLES = {
    Level.DISTRICT: "区",
    Level.ZONE: "片区",
    Level.L1: "镇街",
    Level.L2: "社区(村)",
    Level.L3: "三级网格",
    Level.DEDICATED: "专属网格",
    Level.MICRO: "微网格",
}

# What an office writes in a 层级 column.
WORDS = {
    "区": Level.DISTRICT,
    "片区": Level.ZONE,
    "一级": Level.L1,
    "一级网格": Level.L1,
    "镇街": Level.L1,
    "二级": Level.L2,
    "二级网格": Level.L2,
    "社区": Level.L2,
    "三级": Level.L3,
    "三级网格": Level.L3,
    "专属": Level.DEDICATED,
    "专属网格": Level.DEDICATED,
    "微": Level.MICRO,
    "微网格": Level.MICRO,
}

_DIGITS = {6: Level.DISTRICT, 9: Level.L1, 12: Level.L2, 18: Level.MICRO}
_L3_DIGITS = 15
_ZONE = re.compile(r"\d{6}-Z[1-9]\d?")
FIRST_DEDICATED = 901  # 901-999 of an L2; 001-600 are L3, 601-899 merged L3 (domain note, configurable there)


@dataclass(frozen=True, slots=True)
class GridCode:
    """A code that was read: its text, level and parent."""

    text: str
    level: Level

    @property
    def parent(self) -> str | None:
        """Code one tier up; None for the district."""
        match self.level:
            case Level.DISTRICT:
                return None
            case Level.ZONE | Level.L1:
                return self.text[:6]
            case Level.L2:
                return self.text[:9]
            case Level.L3 | Level.DEDICATED:
                return self.text[:12]
            case Level.MICRO:
                return self.text[:15]


def parse_code(text: str) -> GridCode:
    """Read a grid code; raises BadCode naming the value and the expected forms."""
    if _ZONE.fullmatch(text):
        return GridCode(text, Level.ZONE)
    if text.isascii() and text.isdigit():
        if len(text) in _DIGITS:
            return GridCode(text, _DIGITS[len(text)])
        if len(text) == _L3_DIGITS:
            return GridCode(text, Level.DEDICATED if int(text[12:]) >= FIRST_DEDICATED else Level.L3)
    raise BadCode(
        f"编码“{text[:40]}”不是网格编码：",
        remedy="应为 6、9、12、15 或 18 位数字（区、镇街、社区、三级或专属、微网格），或如 410106-Z1 的片区编码。",
    )
