"""Every colour and type size of screen, map and sheet, once: light for desks and paper, dark for walls."""

from collections.abc import Mapping
from types import MappingProxyType

# look note 2.3, briefing note (palettes). Keys are the names layers and CSS use.
LIGHT: Mapping[str, str] = MappingProxyType(
    {
        "ink": "#1F2933",
        "ink2": "#52606D",
        "ink3": "#66727F",
        "ground": "#F4F6F8",
        "panel": "#FFFFFF",
        "line": "#E1E6EB",
        "control": "#CBD2D9",
        "accent": "#14508C",
        "accent_weak": "#E8F1F8",
        "teal": "#0F7B6C",
        "teal_text": "#0B5E53",
        "teal_weak": "#E3F1EE",
        "reach1": "#5FAEA3",  # walked in 5, 10 and 15 minutes
        "reach2": "#A3D2CB",
        "reach3": "#D3EAE6",
        "share2": "#C5C6EA",  # walked to by two, and by three or more centres
        "share3": "#8389CF",
        "share_ink": "#3F4497",
        "overdue": "#D51F0F",
        "overdue_text": "#B3261E",
        "stamp": "#7A5200",
        "stamp_ground": "#FFF8E8",
        "stamp_line": "#B98A2F",
        "bar": "#AEBBC8",
        "track": "#EEF1F4",
        "spark": "#3F82BD",
        "pen": "#8A1C7C",  # 圈阅: no red, which is overdue, and no colour of a grid
        # status
        "waiting": "#EAC927",
        "doing": "#396898",
        "done": "#5CB992",
        # ramp blue
        "ramp1": "#E8F1F8",
        "ramp2": "#B9D6EA",
        "ramp3": "#7FB3D9",
        "ramp4": "#3F82BD",
        "ramp5": "#14508C",
        # ramp orange, for sheets without red symbols
        "warm1": "#FFF4E5",
        "warm2": "#FDD9A8",
        "warm3": "#F9AE6B",
        "warm4": "#E5703A",
        "warm5": "#A63A12",
        # sheets
        "marking": "#B3261E",
        "around": "#E9EDF1",
        # borders
        "l1_line": "#52606D",
        "l2_line": "#7B8794",
        "l3_line": "#3D5A78",
        "micro_line": "#8794A1",
        "dedicated": "#E3D9EE",
        "dedicated_line": "#6B5795",
        "gap": "#52606D",
        # base map
        "land": "#F1F0EB",
        "park": "#D5E5C8",
        "woods": "#CFE0C0",
        "green": "#8FB47A",  # dots on parks and woods
        "field": "#EFEEE0",
        "works": "#E4E3E8",
        "airfield": "#E2E6EB",
        "runway": "#CBD2D9",
        "school": "#F2E9DC",
        "water": "#BCD5EA",
        "gully": "#C9BFA6",
        "wall": "#A59E92",
        "rail": "#7D8894",
        "road": "#FFFFFF",
        "road_edge": "#DEDBD3",
        "path": "#C9C3B6",
        "building": "#D8D3CA",
        "building_edge": "#BBB4A8",
    }
)

DARK: Mapping[str, str] = MappingProxyType(
    {
        **LIGHT,
        "ink": "#F2F6F9",
        "ink2": "#A9B8C6",
        "ink3": "#8B9BAA",
        "ground": "#0E151C",
        "panel": "#18222C",
        "line": "#2A3744",
        "control": "#3A4958",
        "accent": "#8FB8E0",
        "accent_weak": "#1F3142",
        "teal": "#4FC7B3",
        "teal_text": "#6FD3A8",
        "teal_weak": "#173530",
        "reach1": "#2F8577",
        "reach2": "#245F56",
        "reach3": "#1B433D",
        "share2": "#33366B",
        "share3": "#565CA8",
        "share_ink": "#A9AEEA",
        "overdue": "#FF5A4A",
        "overdue_text": "#FF7A6B",
        "stamp": "#F3CE84",
        "stamp_ground": "#2B2417",
        "stamp_line": "#C99A3C",
        "bar": "#6C7F91",
        "track": "#1D2833",
        "spark": "#8FB8E0",
        "pen": "#E9A0DF",
        "ramp1": "#1D2833",
        "ramp2": "#22405C",
        "ramp3": "#2F6391",
        "ramp4": "#5F9ACB",
        "ramp5": "#B9D6EA",
        "l1_line": "#A9B8C6",
        "l2_line": "#7B8794",
        "l3_line": "#A9B8C6",
        "micro_line": "#52606D",
        "dedicated": "#352A3F",
        "dedicated_line": "#B98ABD",
        "gap": "#9FB0C0",
        "land": "#141D26",
        "park": "#172A22",
        "woods": "#172A22",
        "green": "#2F5240",
        "field": "#161F24",
        "works": "#1A222B",
        "airfield": "#1A222B",
        "runway": "#2A3744",
        "school": "#1F2226",
        "water": "#16324A",
        "gully": "#2B2F2A",
        "wall": "#2F363D",
        "rail": "#52606D",
        "road": "#2C3A47",
        "road_edge": "#1A242E",
        "path": "#2A333B",
        "building": "#222D37",
        "building_edge": "#2F3B46",
    }
)

# Fills and strokes of 片区 on a wall, in the order of the profile's zones.
DARK_ZONE_FILLS = ("#1F3A33", "#3D3223", "#223653", "#352A3F")
DARK_ZONE_STROKES = ("#6FB58F", "#F0A245", "#8FA9F0", "#B98ABD")

# Type, CSS px: (size, line, weight). Two weights only: Microsoft YaHei as fallback has no others.
TYPE: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "place": (20, 24, 700),
        "value": (24, 28, 700),
        "hero": (32, 38, 700),
        "unit": (14, 20, 400),
        "section": (15, 20, 700),
        "body": (14, 20, 400),
        "caption": (12, 16, 400),
    }
)
FAMILY = ("Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "sans-serif")
NO_COLOR = "none"
# Signs of matplotlib for the shapes of layers and of the nine colours.
MARKERS: Mapping[str, str] = MappingProxyType(
    {
        "star": "*",
        "triangle": "^",
        "disc": "o",
        "glyph": "o",
        "square": "s",
        "up": "^",
        "diamond": "D",
        "down": "v",
        "plus": "P",
        "hex": "h",
        "cross": "X",
        "house": "p",
    }
)


def tokens(*, dark: bool = False) -> dict[str, str]:
    """All colours by name, as #RRGGBB."""
    return dict(DARK if dark else LIGHT)


def paint(name: str, *, dark: bool = False) -> str | None:
    """#RRGGBB of a token; a colour already spelled out stays, `none` gives None."""
    if name == NO_COLOR:
        return None
    return name if name.startswith("#") else (DARK if dark else LIGHT)[name]


def css() -> str:
    """Write the tokens as custom properties: `--ink2: #52606D;`, the wall under `[data-theme=dark]`."""
    light = "".join(f"  --{key.replace('_', '-')}: {value};\n" for key, value in LIGHT.items())
    dark = "".join(f"  --{key.replace('_', '-')}: {value};\n" for key, value in DARK.items() if value != LIGHT[key])
    kinds = "".join(f"  --{key}: {weight} {size}px/{line}px;\n" for key, (size, line, weight) in TYPE.items())
    return f":root {{\n{light}{kinds}}}\n[data-theme=dark] {{\n{dark}}}\n"


def rgba(color: str, alpha: float = 1.0) -> list[int]:
    """#RRGGBB as four numbers 0..255."""
    return [int(color[n : n + 2], 16) for n in (1, 3, 5)] + [round(255 * alpha)]
