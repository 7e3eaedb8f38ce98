"""Which coordinates one can walk in: plane, in metres that are metres."""

import math

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.walk.errors import CrsUnknown

WEB_MERCATOR = 3857
REMEDY = "请使用当地的平面坐标系，上街区为 EPSG:4547。"


def check_metric(crs: object) -> str:
    """Refuse systems whose lengths are not walked metres.

    Parameters
    ----------
    crs
        Anything pyproj understands.

    Returns
    -------
    str
        The system's short name, such as EPSG:4547.

    Raises
    ------
    CrsUnknown
        None, unreadable, in degrees, not in metres, or EPSG:3857, whose metres are longer than walked
        ones by 1/cos(latitude).
    """
    if crs is None:
        raise CrsUnknown("道路没有坐标系。", remedy=REMEDY)
    try:
        known = CRS.from_user_input(crs)
    except CRSError as fault:
        raise CrsUnknown(f"读不懂坐标系“{crs}”。", remedy=REMEDY) from fault
    if known.is_geographic:
        raise CrsUnknown(f"{known.name} 以度为单位，不能量步行距离。", remedy=REMEDY)
    if known.to_epsg() == WEB_MERCATOR:
        stretch = 1 / math.cos(math.radians(34.8))
        raise CrsUnknown(f"EPSG:3857 的米不是实地的米（在上街区放大 {stretch:.2f} 倍）。", remedy=REMEDY)
    if any(axis.unit_conversion_factor != 1 for axis in known.axis_info[:2]):
        raise CrsUnknown(f"{known.name} 不以米为单位。", remedy=REMEDY)
    return str(known.to_string())
