"""Roads as a reader hands them over: what the network is built from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd
from geopandas import GeoDataFrame

# Nobody walks here: classes of the store and of OpenStreetMap's key highway (proposal).
NOT_WALKED = frozenset(
    {
        "motorway", "motorway_link", "trunk_link", "construction", "proposed", "raceway", "bus_guideway", "corridor",
        "escape", "platform", "rest_area", "services", "abandoned", "razed",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReadReport:
    """What a reader met, told to the person before the roads are accepted."""

    source: str = ""  # file name as the person knows it
    lines: int = 0  # lines read
    km: float = 0.0  # their length
    dropped_km: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))  # Chinese reason -> km
    notes: tuple[str, ...] = ()  # Chinese sentences


@dataclass(frozen=True, slots=True)
class RoadSet:
    """Lines to walk on, still as drawn: gaps open, crossings perhaps without a node.

    Attributes
    ----------
    lines
        Lines or MultiLines with any CRS that is known; columns code, klass, level (0 = ground; a bridge
        or tunnel has the number of its layer, never 0) and, if known, name. Any index.
    noded
        True where lines meet at equal end points only and a crossing without one is no crossing, as
        OpenStreetMap has it; False for drawings, whose crossings get nodes where levels are equal.
    levels_known
        False where the file had no layer, bridge or tunnel: bridges then cross at grade, which the
        build report says.
    """

    lines: GeoDataFrame
    report: ReadReport = field(default_factory=ReadReport)
    noded: bool = False
    levels_known: bool = True


def road_set(streets: GeoDataFrame, *, source: str = "") -> RoadSet:
    """Take the streets of the store as roads.

    Parameters
    ----------
    streets
        As of `Reads.streets`: index or column code, columns klass, maybe level and name; any CRS.

    Returns
    -------
    RoadSet
        Drawn lines, to be noded; level 0 where the column is missing or empty.
    """
    known = "level" in streets.columns
    level = pd.to_numeric(streets["level"]).fillna(0).astype(int) if known else pd.Series(0, index=streets.index)
    code = streets["code"] if "code" in streets.columns else streets.index.to_series()
    lines = GeoDataFrame(
        {
            "code": code.astype(str).to_numpy(),
            "klass": (streets["klass"] if "klass" in streets.columns else pd.Series("", streets.index)).to_numpy(),
            "level": level.to_numpy(),
            "name": (streets["name"] if "name" in streets.columns else pd.Series(None, streets.index)).to_numpy(),
        },
        geometry=streets.geometry.to_numpy(),
        crs=streets.crs,
    )
    return RoadSet(lines, ReadReport(source=source, lines=len(lines)), levels_known=known)
