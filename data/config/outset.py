"""Writes the configuration of another district, taken from its own grids; the rest stays as shipped until changed."""

import re
from collections.abc import Mapping
from itertools import dropwhile

from data.config.profile import DEFAULT
from geo.model.errors import BadInput

CODE = re.compile(r"\d{6}")
# CGCS2000 / 3-degree Gauss-Kruger, central meridian named: EPSG 4534 at 75 E, one more every three degrees, to 135 E.
FIRST_EPSG, FIRST_LON, LAST_LON, STEP = 4534, 75, 135, 3
# Tints that lie beside each other without being mistaken, colour-blind readers included; every 片区 is labelled too.
TINTS = (
    ("#DCE8D0", "#366E50"),
    ("#FBE3C8", "#D97C09"),
    ("#D6E3F3", "#6B89DE"),
    ("#E9DAEE", "#6D406F"),
    ("#F6E7A8", "#8A6D00"),
    ("#D3ECEA", "#1F7A78"),
    ("#F4D6D2", "#A2483C"),
    ("#E2E2DC", "#66665C"),
)


def measure_crs(lon: float) -> str:
    """Plane system to measure in at a longitude, e.g. 113.3 -> EPSG:4547.

    Raises
    ------
    BadInput
        The place lies outside the zones of CGCS2000 (73.5 to 136.5 degrees east).
    """
    middle = STEP * round(lon / STEP)
    if not FIRST_LON <= middle <= LAST_LON:
        raise BadInput(
            f"网格的经度约 {lon:.2f} 度，不在 CGCS2000 三度带的范围内。", remedy="请核对坐标系，或坐标的经纬度次序。"
        )
    return f"EPSG:{FIRST_EPSG + (middle - FIRST_LON) // STEP}"


def district_toml(code: str, name: str, zones: Mapping[str, str], lon: float) -> str:
    """Text of a district TOML (`data.config.load_profile`).

    Parameters
    ----------
    code
        Six digits of the district.
    name
        Its name, e.g. 西湖区.
    zones
        片区 code -> name; may be empty.
    lon
        Longitude of its middle, degrees: decides the plane system.

    Raises
    ------
    BadInput
        `code` is not six digits, the name is empty, or the longitude fits no zone.
    """
    if not CODE.fullmatch(code) or not name.strip():
        raise BadInput(f"辖区编码“{code}”或名称“{name}”不能用。", remedy="编码是六位数字，名称如“西湖区”。")
    own = {
        "district": code,
        "name": name.strip(),
        "title": f"{name.strip()}网格一张图",
        "measure_crs": measure_crs(lon),
    }
    shipped, _, _ = DEFAULT.read_text(encoding="utf-8").partition("\n[zones]\n")
    # What the shipped file says of itself and of its own 片区 is not true of another district.
    kept = list(dropwhile(_is_remark, shipped.splitlines()))
    while _is_remark(kept[-1]):
        kept.pop()
    lines = [f"# {own['name']}: written from its grids. Limits and norms are those shipped: look them through.", ""]
    for line in kept:
        key = line.split("=")[0].strip()
        lines.append(f"{key} = {_quoted(own[key])}" if key in own else line)
    lines += ["", "# 片区, with a fill and a line each", "[zones]"]
    for at, (zone, title) in enumerate(sorted(zones.items())):
        fill, stroke = TINTS[at % len(TINTS)]
        lines.append(f'{_quoted(zone)} = {{ name = {_quoted(title)}, fill = "{fill}", stroke = "{stroke}" }}')
    return "\n".join(lines) + "\n"


def _is_remark(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _quoted(text: str) -> str:
    """Return a TOML basic string; names come from files of others."""
    plain = "".join(sign for sign in text if sign.isprintable())
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
