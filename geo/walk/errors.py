"""What can stop the walking engine as a whole; a single bad centre is only a row status.

BadInput
├── NoRoads            nothing one can walk on
├── CrsUnknown         no system of coordinates, degrees, or one whose metres are not metres
├── NetworkFragmented  too much of the length hangs apart
└── BadRule            minutes, pace or radius that nobody can walk
"""

from collections.abc import Sequence

from geo.model.errors import BadInput


class NoRoads(BadInput):
    """There is no line to walk on."""


class CrsUnknown(BadInput):
    """Coordinates are in no known plane system in true metres."""


class NetworkFragmented(BadInput):
    """More of the length hangs apart than the caller allows."""

    def __init__(self, dropped_km: float, share: float, *, rows: Sequence[str] = ()) -> None:
        super().__init__(
            f"路网不连通：除最大的一片外，还有 {dropped_km:.1f} 公里（占 {share:.0%}）走不到。",
            rows=rows,
            remedy="请检查道路在交叉口是否相接；确认无误后可选择“仍然使用”，这些道路将不参与计算。",
        )
        self.dropped_km = dropped_km
        self.share = share


class BadRule(BadInput):
    """Minutes, pace, radius or resolution that make no sense."""
