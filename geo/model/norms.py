"""How large a grid should be, by tier and by town or village; configuration ([norms] of a district), not law."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from geo.model.codes import Level

Range = tuple[int, int]

# (p) This district has about 170 households to an L3 and 30 to a micro grid; the city's published
# figures (300-500 and 50-70) would flag nearly all of them.
URBAN: Mapping[Level, Range] = {Level.L3: (80, 400), Level.MICRO: (8, 80)}
RURAL: Mapping[Level, Range] = {Level.L3: (30, 300), Level.MICRO: (4, 80)}


@dataclass(frozen=True, slots=True)
class Norms:
    """Households by tier, and the greatest deviation from the mean of the parent."""

    urban: Mapping[Level, Range] = field(default_factory=lambda: URBAN)
    rural: Mapping[Level, Range] = field(default_factory=lambda: RURAL)
    cap: float = 0.5  # (p): a share of the mean
    smallest_m2: float = 100.0
    thinnest_m: float = 2.0  # 2 x area / perimeter

    def verdict(self, level: Level, households: int, *, rural: bool) -> str:
        """Say 偏少, 偏多 or 合规; empty where no norm is set."""
        span = (self.rural if rural else self.urban).get(level)
        if span is None:
            return ""
        return "偏少" if households < span[0] else "偏多" if households > span[1] else "合规"
