"""Units of a plan as GeoJSON for the browser: its own shapes, rounded counts, no person."""

import json
from collections.abc import Iterable

import numpy as np
import shapely

from geo.model.codes import Level
from geo.model.scope import Scope
from geo.plan.coverage import Coverage
from geo.plan.plane import Known
from geo.plan.units import Unit
from geo.rules import rounding

DIGITS = 8  # of a degree: a millimetre
DRAWN = (Level.L2, Level.L3, Level.MICRO)


def root_of(cov: Coverage, scope: Scope) -> str:
    """Id of the unit the asker's subtree hangs from; empty where the coverage has none."""
    return next((unit.id for unit in cov.units.values() if unit.code == scope.root), "")


def keys_of(cov: Coverage, scope: Scope) -> list[str]:
    """Ids of the L2, L3 and micro grids inside the asker's subtree, in drawing order."""
    root = root_of(cov, scope)
    if not root:
        return []
    micro = cov.below(root)
    l3 = {cov.units[key].parent or "" for key in micro}
    l2 = {cov.units[key].parent or "" for key in l3 if key in cov.units}
    inside = {*micro, *l3, *l2}
    return [unit.id for level in DRAWN for unit in cov.of(level) if unit.id in inside]


def inside(cov: Coverage, scope: Scope, key: str) -> bool:
    """Tell whether a unit lies inside the asker's subtree."""
    chain = [key, *cov.ancestors(key)]
    return any(cov.units[each].code == scope.root for each in chain if each in cov.units)


def features(cov: Coverage, keys: Iterable[str], scope: Scope, crs: str) -> bytes:
    """Write units as a FeatureCollection in EPSG:4490; counts as the asker's tier may see them."""
    wanted = list(keys)
    shapes = Known(np.array([], dtype=object), crs).back(np.array([cov.shape(key) for key in wanted], dtype=object))
    shapes = shapely.transform(shapes, lambda xy: np.round(xy, DIGITS))
    told = [
        f'{{"type":"Feature","properties":{_json(told_unit(cov, key, scope))},"geometry":{geometry}}}'
        for key, geometry in zip(wanted, shapely.to_geojson(shapes).tolist(), strict=True)
    ]
    return f'{{"type":"FeatureCollection","features":[{",".join(told)}]}}'.encode()


def told_unit(cov: Coverage, key: str, scope: Scope) -> dict[str, object]:
    """Say what the browser knows of a unit: id level name code parent l2 hh ppl (None = 不足10)."""
    unit = cov.units[key]
    l3 = cov.units.get(unit.parent or "") if unit.level is Level.MICRO else None
    households, people = counts(cov, unit)
    return {
        "id": key,
        "level": unit.level.value,
        "name": unit.name,
        "code": unit.code or "",
        "parent": unit.parent,
        "l2": key if unit.level is Level.L2 else l3.parent if l3 is not None else unit.parent,
        "hh": rounding.people(households, tier=scope.tier, level=unit.level),
        "ppl": rounding.people(people, tier=scope.tier, level=unit.level),
    }


def counts(cov: Coverage, unit: Unit) -> tuple[int, int]:
    """Households and people of a unit of any level, exact: round them before anybody sees them."""
    if unit.level is Level.MICRO:
        return unit.households, unit.people
    below = [cov.units[key] for key in cov.below(unit.id)]
    return sum(each.households for each in below), sum(each.people for each in below)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
