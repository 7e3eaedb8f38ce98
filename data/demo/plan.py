"""Which side of which road a place lies on: land use, town and zone by rule on the sketch."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import shapely

from data.demo.sketch import load, metres, smooth

TOWNS = ("410106001", "410106002", "410106003", "410106004", "410106005", "410106100")
URBAN = frozenset({"core", "commerce", "newres"})


@dataclass(frozen=True)
class Plan:
    """The lines of the sketch as functions of x or y, local metres."""

    roads: dict[str, np.ndarray]
    rail: np.ndarray
    river: np.ndarray
    motorway: np.ndarray
    airfield: shapely.Polygon

    def x(self, key: str, y: float) -> float:
        """Where a north-south road crosses height y."""
        xy = self.roads[key]
        order = np.argsort(xy[:, 1])
        return float(np.interp(y, xy[order, 1], xy[order, 0]))

    def y(self, key: str, x: float) -> float:
        """How high an east-west line runs at x."""
        xy = {"rail": self.rail, "river": self.river, "motorway": self.motorway}.get(key)
        xy = self.roads[key] if xy is None else xy
        return float(np.interp(x, xy[:, 0], xy[:, 1]))

    def land_use(self, x: float, y: float) -> str:
        """One of airfield works industry newres commerce core fringe rural."""
        n1, n3 = self.x("N1", y), self.x("N3", y)
        if self.airfield.contains(shapely.Point(x, y)):
            return "airfield"
        if y < self.y("E1", x):
            return self._south(x, y)
        if y > self.y("river", x):
            return "industry"
        if x < n1:
            return "newres" if n1 - x < 560 else "fringe"
        if x < n3 and y > self.y("rail", x):
            return "works" if y < self.y("E5", x) else "industry"
        return self._centre(x, y)

    def _south(self, x: float, y: float) -> str:
        if x < self.x("N2", y) and y > 5150:
            return "newres" if y > self.y("motorway", x) + 250 else "fringe"
        return "fringe" if y > self.y("motorway", x) else "rural"

    def _centre(self, x: float, y: float) -> str:
        n4, n5 = self.x("N4", y), self.x("N5", y)
        if y > self.y("E4", x) or (x < n5 and y > self.y("rail", x)):
            return "newres"
        if x > n5:
            return "fringe"
        return "commerce" if x > n4 and y > 8300 else "core"

    def region(self, x: float, y: float) -> tuple[int, int]:
        """Town (index into TOWNS) and zone (0 五云, 1 三湾街, 2 盛世, 3 通航)."""
        n1, n2, n3, n5 = (self.x(k, y) for k in ("N1", "N2", "N3", "N5"))
        river, rail, e1 = self.y("river", x), self.y("rail", x), self.y("E1", x)
        if y > river:
            return (3, 3) if x < n2 or (y > self.y("E6", x) and x < n3) else (5, 3)
        if y < e1:
            return (4, 1) if x < n2 and y > 5150 else (5, 0)
        if x < n1:
            return 2, 1
        if x < n3:
            return (0, 1) if y < rail else (3, 3)
        town, country = ((3, 3), (5, 3)) if y > self.y("E4", x) else ((1, 2), (5, 0))
        return town if x < n5 else country


@cache
def plan() -> Plan:
    """Read the plan of the sketch once."""
    sketch = load()
    classed = {entry["klass"]: smooth(entry["at"]) for entry in sketch["line"] if not entry.get("key")}
    roads = {entry["key"]: smooth(entry["at"]) for entry in sketch["line"] if entry.get("key")}
    wall = shapely.Polygon(metres(sketch["airfield"]["wall"]))
    return Plan(roads, classed["rail"], classed["river"], classed["motorway"], wall)
