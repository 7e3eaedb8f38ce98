"""What the swipe map gets: both states as GeoJSON by hashed address, tinted alike, and what differs."""

import json
from collections.abc import Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.codes import Level
from geo.model.scope import Scope
from geo.plan.coverage import Coverage
from geo.plan.plane import Known
from geo.rules import rounding
from pages.parts.once import Once
from pages.parts.planning import drawing
from pages.parts.planning.hands import changed
from pages.parts.planning.room import desk
from pages.parts.planning.sides import Side
from pages.parts.wiring import blobs

DIGITS = 6  # of a degree: a decimetre, for looking only
TINTS = 6

_urls: Once[str] = Once(12)


def told(scope: Scope, a: Side, b: Side, pins: Mapping[str, int] | None = None) -> dict[str, object]:
    """Say everything the swipe map starts from: {before, after: {title, url}, bbox, count, pins}.

    Parameters
    ----------
    pins
        Open comments by unit id.
    """
    differ = [(key, before, after) for key, before, after in changed(a, b) if _drawn(before, after)]
    keys = frozenset(key for key, _, _ in differ)
    tints = _tints(a.cov, b.cov)
    sides = [{"title": side.title, "url": _url(scope, side, keys, tints, (a.mark, b.mark))} for side in (a, b)]
    shapes = [side.cov.shape(key) for side in (a, b) for key in sorted(keys) if key in side.cov.units]
    return {
        "before": sides[0],
        "after": sides[1],
        "bbox": _box(shapes),
        "count": sum(1 for _, *units in differ if any(u is not None and u.level is Level.MICRO for u in units)),
        "pins": _pins(b.cov, pins or {}),
    }


def box(a: Side, b: Side, key: str) -> list[float] | None:
    """Return where a unit lies on either side, west south east north in degrees."""
    return _box([side.cov.shape(key) for side in (a, b) if key in side.cov.units])


def _drawn(*units: object) -> bool:
    return any(getattr(unit, "level", None) in drawing.DRAWN for unit in units)


def _tints(*covs: Coverage) -> dict[str, int]:
    """Give the L3 of one community different tints, the same in both states."""
    out: dict[str, int] = {}
    used: dict[str, int] = {}
    for cov in covs:
        for unit in cov.of(Level.L3):
            if unit.id not in out:
                out[unit.id] = used.get(unit.parent or "", 0) % TINTS
                used[unit.parent or ""] = used.get(unit.parent or "", 0) + 1
    return out


def _url(scope: Scope, side: Side, keys: frozenset[str], tints: Mapping[str, int], marks: tuple[object, ...]) -> str:
    def publish() -> str:
        body = _features(scope, side.cov, keys, tints)
        return "/" + blobs().publish("plan-side", body, "geojson", scope_key=scope.key, cache="revalidate")

    return _urls.get(
        (side.mark, marks, scope.key), publish, good=lambda held: blobs().get(held.rsplit("/", 1)[1]) is not None
    )


def _features(scope: Scope, cov: Coverage, keys: frozenset[str], tints: Mapping[str, int]) -> bytes:
    wanted = drawing.keys_of(cov, scope)
    shapes = Known(np.array([], dtype=object), desk().crs).back(np.array([cov.shape(k) for k in wanted], dtype=object))
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, DIGITS))
    rows = []
    for key, geometry in zip(wanted, shapely.to_geojson(shapes).tolist(), strict=True):
        unit = cov.units[key]
        above = cov.units.get(unit.parent or "")
        households, _ = drawing.counts(cov, unit)
        said = {
            "id": key,
            "level": unit.level.value,
            "name": unit.name,
            "of": above.name if above else "",
            "hh": rounding.words(households, tier=scope.tier, level=unit.level),
            "tint": tints.get(unit.parent or "", 0) if unit.level is Level.MICRO else 0,
            "new": key in keys,
        }
        rows.append(f'{{"type":"Feature","properties":{_json(said)},"geometry":{geometry}}}')
    return f'{{"type":"FeatureCollection","features":[{",".join(rows)}]}}'.encode()


def _pins(cov: Coverage, pins: Mapping[str, int]) -> list[dict[str, object]]:
    units = [cov.units[key] for key in sorted(pins) if key in cov.units]
    inner = [shapely.point_on_surface(cov.shape(unit.id)) for unit in units]
    if not units:
        return []
    back = Known(np.array([], dtype=object), desk().crs).back(np.array(inner, dtype=object))
    return [
        {"at": [round(p.x, DIGITS), round(p.y, DIGITS)], "n": pins[unit.id], "name": unit.name}
        for unit, p in zip(units, back, strict=True)
    ]


def _box(shapes: Sequence[BaseGeometry]) -> list[float] | None:
    if not shapes:
        return None
    back = Known(np.array([], dtype=object), desk().crs).back(np.array(shapes, dtype=object))
    return [round(float(v), DIGITS) for v in shapely.total_bounds(back)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
