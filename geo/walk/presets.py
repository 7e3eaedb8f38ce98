"""Paces, bands and limits of the walking circles, each with its source, and the rule every figure carries."""

from dataclasses import dataclass
from math import isfinite

from geo.walk.errors import BadRule

MINUTES = (5.0, 10.0, 15.0)
MAX_OFFSTREET_M = 150.0  # people and cells farther from any street are 离路过远 (proposal)
WARN_LEG_M = 200.0  # a centre's own leg to the street: told (proposal)
MAX_LEG_M = 500.0  # a centre's own leg to the street: refused (proposal)
DETOUR = 1.33  # walked metres per straight metre where no roads are loaded (measured on the demo's kind of network)
SLACK_M = 1e-6  # rounding of sums; two ways of adding the same legs must agree on who is inside


@dataclass(frozen=True, slots=True)
class Pace:
    """A walking speed people can choose by name."""

    key: str
    title: str
    kmh: float
    basis: str


PACES = (
    Pace("adult", "常规", 4.5, "默认值（提议），15 分钟 1125 米"),
    Pace("thousand", "15 分钟 1000 米", 4.0, "文献常用 800 至 1100 米"),
    Pace("eighty", "每分钟 80 米", 4.8, "国内 15 分钟生活圈研究"),
    Pace("elder_fit", "健步老人", 3.6, "信号灯设计 1.0 米/秒，TRR 1487"),
    Pace("elder", "老年", 3.0, "英国 65 岁以上 3000 余人：男 0.9、女 0.8 米/秒"),
    Pace("elder_frail", "体弱老人", 2.7, "768 名 65 岁以上体弱老人：0.76 米/秒"),
)
ADULT_KMH, ELDER_KMH = 4.5, 3.0


@dataclass(frozen=True, slots=True)
class Rule:
    """How a figure was measured; printed beside it (口径)."""

    minutes: float
    speed_kmh: float
    max_offstreet_m: float
    network: str  # hash of the network walked on; empty for straight lines

    @property
    def radius_m(self) -> float:
        """Metres walked in that time."""
        return radius_m(self.minutes, self.speed_kmh)

    @property
    def text(self) -> str:
        """One Chinese line for legends and exports."""
        how = f"离路不超过 {self.max_offstreet_m:g} 米，路网 {self.network}" if self.network else "直线缓冲(估算)"
        return f"步行 {self.minutes:g} 分钟，{self.speed_kmh:g} 公里/小时（{self.radius_m:.0f} 米），{how}"


def radius_m(minutes: float, speed_kmh: float) -> float:
    """Turn minutes at a pace into metres.

    Parameters
    ----------
    minutes
        Walking time; 0 is allowed and reaches nothing but the centre itself.
    speed_kmh
        Walking speed, kilometres an hour, above 0.

    Returns
    -------
    float
        Metres: minutes x speed x 1000 / 60.

    Raises
    ------
    BadRule
        NaN, infinite or negative minutes; NaN, infinite, zero or negative pace; pace above 15 km/h.
    """
    if not isfinite(minutes) or minutes < 0:
        raise BadRule(f"步行时间应为 0 或正数（分钟），现在是 {minutes}。", remedy="请填 1 到 60 之间的分钟数。")
    if not isfinite(speed_kmh) or not 0 < speed_kmh <= 15:  # noqa: PLR2004 - nobody walks faster
        raise BadRule(f"步速应在 0 到 15 公里/小时之间，现在是 {speed_kmh}。", remedy="成人约 4.5，老年约 3.0。")
    return minutes * speed_kmh * 1000 / 60
