"""Reads a district's configuration into a Profile."""

import csv
import os
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.norms import Norms
from geo.model.profile import THREE_RATES, EventClass, EventType, Group, Profile

HERE = Path(__file__).parent
DEFAULT = HERE / "district.toml"
ENV = "OGM_DISTRICT"
OWN = "district.toml"  # beside the store (`python -m data district` writes it)
NEARLY = 1e-9  # weights are told in decimals: their sum is 1 but for rounding
CLASS_DIGITS = 2  # of a code of the event tree


def load_profile(path: str | Path | None = None) -> Profile:
    """Read the profile of a district.

    Parameters
    ----------
    path
        A district TOML; None means the file named by OGM_DISTRICT, else district.toml in the var
        folder, else the one shipped. Files it names (nine_colours, event_tree) are looked for
        beside it, then beside the shipped ones.

    Raises
    ------
    BadInput
        The file is missing, is no TOML, or lacks a key; the sentence names it.
    """
    chosen = Path(path or os.environ.get(ENV) or _own())
    raw = _toml(chosen)
    try:
        colours = _toml(_beside(chosen, raw["nine_colours"]))
        classes, types = _event_tree(_beside(chosen, raw["event_tree"]))
        zones: dict[str, dict[str, str]] = raw["zones"]
        return Profile(
            district=raw["district"],
            name=raw["name"],
            title=raw["title"],
            measure_crs=raw["measure_crs"],
            groups=tuple(Group(**group) for group in colours["group"]),
            groups_version=colours["version"],
            classes=classes,
            types=types,
            sources=tuple(raw["sources"]),
            resources=tuple(raw["resources"]),
            k_internal=int(raw["privacy"]["k_internal"]),
            k_meeting=int(raw["privacy"]["k_meeting"]),
            circle_radius_m=float(raw["circle_radius_m"]),
            stale_hours=int(raw["stale_hours"]),
            zone_fills={code: zone["fill"] for code, zone in zones.items()},
            zone_strokes={code: zone["stroke"] for code, zone in zones.items()},
            zone_names={code: zone["name"] for code, zone in zones.items() if zone.get("name")},
            stale_after={key: int(hours) for key, hours in raw.get("stale_after", {}).items()},
            norms=_norms(raw.get("norms", {})),
            three_rates=_weights(raw.get("three_rates", {})),
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise BadInput(
            f"辖区配置 {chosen.name} 缺少或写错了一项（{fault}）。", remedy="请对照 data/config/district.toml 补全。"
        ) from fault


def own_path() -> Path:
    """Where the configuration of this computer's district lies, if it is not the shipped one."""
    return Path(os.environ.get("OGM_VAR") or HERE.parents[1] / "var") / OWN


def _own() -> Path:
    return path if (path := own_path()).exists() else DEFAULT


def _norms(told: dict[str, Any]) -> Norms:
    """Read [norms]; what a district leaves out keeps its default. Raises ValueError, TypeError."""
    usual = Norms()
    spans = {
        place: {Level(level): (int(low), int(high)) for level, (low, high) in told[place].items()}
        for place in ("urban", "rural")
        if place in told
    }
    if any(low > high for rows in spans.values() for low, high in rows.values()):
        raise ValueError("norms")
    limits = {name: float(told.get(name, getattr(usual, name))) for name in ("cap", "smallest_m2", "thinnest_m")}
    return Norms(spans.get("urban", usual.urban), spans.get("rural", usual.rural), **limits)


def _weights(told: dict[str, Any]) -> dict[str, float]:
    """Read [three_rates]; a weight left out keeps its default. Raises ValueError, TypeError."""
    weights = {name: float(told.get(name, usual)) for name, usual in THREE_RATES.items()}
    if told.keys() - weights.keys() or min(weights.values()) < 0 or abs(sum(weights.values()) - 1) > NEARLY:
        raise ValueError("three_rates")
    return weights


@cache
def columns() -> dict[str, dict[str, list[str]]]:
    """Words by which kinds of table and their columns are recognised (columns.toml); do not change the answer."""
    return _toml(HERE / "columns.toml")


def _beside(district: Path, name: str) -> Path:
    own = district.parent / name
    return own if own.exists() else HERE / name


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise BadInput(f"找不到配置文件 {path.name}。", remedy="请检查 OGM_DISTRICT 或参数给出的路径。") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise BadInput(
            f"配置文件 {path.name} 读不懂（{fault}）。", remedy="请检查该文件是否为 UTF-8 的 TOML。"
        ) from fault


def _event_tree(path: Path) -> tuple[tuple[EventClass, ...], tuple[EventType, ...]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    classes = tuple(
        EventClass(row["code"], row["title"], row["glyph"], row["private"] == "1")
        for row in rows
        if len(row["code"]) == CLASS_DIGITS
    )
    types = tuple(
        EventType(row["code"], row["title"], row["dept"], float(row["sla_days"]))
        for row in rows
        if len(row["code"]) > CLASS_DIGITS
    )
    return classes, types
