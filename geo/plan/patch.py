"""What the browser repaints after an edit: the changed shapes in EPSG:4490, and what is gone."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely

from geo.model.codes import Level
from geo.plan.coverage import Change, Coverage
from geo.plan.plane import Known
from geo.plan.units import Unit

DIGITS = 8  # of a degree: a millimetre


def patch(cov: Coverage, change: Change, known: Known) -> dict[str, Any]:
    """Describe a change as GeoJSON, without any count of people.

    Parameters
    ----------
    cov
        State before or after the change: only units the change does not name are read from it.
    known
        Of the stored micro grids, for the way back to degrees.

    Returns
    -------
    dict
        `features` (id level parent zone name code), one per changed unit of any level, and `gone`,
        the ids that are no more.
    """
    shapes: dict[str, Any] = {
        key: unit.body for key, unit in change.after.items() if unit is not None and unit.level is Level.MICRO
    }
    shapes |= dict(change.unions)
    units = {key: change.after.get(key) or cov.units[key] for key in shapes}
    gone = sorted(key for key, unit in change.after.items() if unit is None)
    return {"type": "FeatureCollection", "gone": gone, "features": features(units.values(), shapes, known)}


def features(units: Iterable[Unit], shapes: dict[str, Any], known: Known) -> list[dict[str, Any]]:
    """Write units with shapes of the plane as GeoJSON features in degrees."""
    chosen = [unit for unit in units if unit.id in shapes]
    back = known.back(np.array([shapes[unit.id] for unit in chosen], dtype=object))
    return [
        {
            "type": "Feature",
            "id": unit.id,
            "properties": {
                "id": unit.id,
                "level": unit.level.value,
                "parent": unit.parent,
                "zone": unit.zone,
                "name": unit.name,
                "code": unit.code,
            },
            "geometry": _short(shapely.geometry.mapping(shape)),
        }
        for unit, shape in zip(chosen, back, strict=True)
    ]


def _short(body: Any) -> Any:  # noqa: ANN401 - nested coordinates
    if isinstance(body, float):
        return round(body, DIGITS)
    if isinstance(body, dict):
        return {key: _short(value) for key, value in body.items()}
    return [_short(part) for part in body] if isinstance(body, list | tuple) else body
