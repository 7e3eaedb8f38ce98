"""Where the next centres should stand, as a sheet may print it."""

from collections.abc import Callable
from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True)
class Site:
    """One proposed centre: place in metres, the grid it lies in, people newly covered (tens at T0, None = few)."""

    rank: int
    name: str
    x: float
    y: float
    gain: int | None
    area: BaseGeometry | None  # what is walked from it, metres


@dataclass(frozen=True, slots=True)
class Sites:
    """Proposed centres, most helpful first; `share` is the percent of people covered with all of them."""

    sites: tuple[Site, ...]
    share: float | None
    proof: str


FindSites = Callable[[str], Sites | None]
