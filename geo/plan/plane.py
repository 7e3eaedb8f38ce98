"""Between the stored coordinates (EPSG:4490) and the millimetre plane of a plan, exactly both ways."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geo.plan.keys import MM, Floats, Shapes, point_keys
from geo.rules.shapes import WGS


@cache
def _between(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def to_plane(shapes: Shapes, crs: str) -> Shapes:
    """Take shapes from EPSG:4490 to a plane system in metres, every vertex on the millimetre.

    Points are rounded one by one: GEOS's own rounding may alter topology.
    """

    def there(xy: Floats) -> Floats:
        x, y = _between(WGS, crs).transform(xy[:, 0], xy[:, 1])
        return np.rint(np.column_stack([x, y]) * MM) / MM

    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), there), dtype=object)


def points_to_plane(lon: Floats, lat: Floats, crs: str) -> tuple[Floats, Floats]:
    """Take points from EPSG:4490 to a plane system, metres; NaN stays NaN."""
    x, y = _between(WGS, crs).transform(np.asarray(lon, dtype=float), np.asarray(lat, dtype=float))
    return np.where(np.isfinite(x), x, np.nan), np.where(np.isfinite(y), y, np.nan)


def path_to_plane(path: Sequence[Sequence[float]], crs: str) -> list[list[float]]:
    """Take a drawn line from EPSG:4490 to the plane, on the millimetre; what is no pair of numbers becomes NaN."""
    xy = np.full((len(path), 2), np.nan)
    for n, pair in enumerate(path):
        try:
            xy[n] = float(pair[0]), float(pair[1])
        except (TypeError, ValueError, IndexError):
            continue
    x, y = points_to_plane(xy[:, 0], xy[:, 1], crs)
    made: list[list[float]] = (np.rint(np.column_stack([x, y]) * MM) / MM).tolist()
    return made


class Known:
    """Vertices that are stored already, by their millimetre: they go back to the very same numbers.

    A border between a changed and an unchanged unit would otherwise differ in the last digits.

    Parameters
    ----------
    stored
        Shapes in EPSG:4490 as the store holds them.
    crs
        The plane system.
    rim
        The official outline in EPSG:4490: its vertices are known as well where no stored shape has them.
    """

    def __init__(self, stored: Shapes, crs: str, *, rim: Shapes | None = None) -> None:
        lonlat = np.ascontiguousarray(shapely.get_coordinates(stored))
        keys = point_keys(shapely.get_coordinates(to_plane(stored, crs)))
        self._crs = crs
        self._keys, first = np.unique(keys, return_index=True)
        self._lonlat = lonlat[first]
        pairs = np.unique(np.column_stack([keys, lonlat.view(np.int64)]), axis=0)[:, 0]
        # one vertex stored with two spellings: files differ in the last digit
        self.twofold = pairs[1:][pairs[1:] == pairs[:-1]]
        if rim is not None:
            self._add(rim)

    def _add(self, rim: Shapes) -> None:
        keys, first = np.unique(point_keys(shapely.get_coordinates(to_plane(rim, self._crs))), return_index=True)
        fresh = ~self.holds(keys)
        every = np.append(self._keys, keys[fresh])
        order = np.argsort(every, kind="stable")
        self._lonlat = np.vstack([self._lonlat, shapely.get_coordinates(rim)[first[fresh]]])[order]
        self._keys = every[order]

    def holds(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell which points are stored."""
        at = np.minimum(np.searchsorted(self._keys, keys), max(len(self._keys) - 1, 0))
        return self._keys[at] == keys if len(self._keys) else np.zeros(len(keys), dtype=bool)

    def misspelt(self, shapes: Shapes) -> NDArray[np.bool_]:
        """Tell which shapes (EPSG:4490) have a known vertex written with other digits."""
        lonlat, owner = shapely.get_coordinates(shapes, return_index=True)
        keys = point_keys(shapely.get_coordinates(to_plane(shapes, self._crs)))
        known = self.holds(keys)
        at = np.searchsorted(self._keys, keys[known])
        wrong = (self._lonlat[at] != lonlat[known]).any(axis=1)
        return np.bincount(owner[known][wrong], minlength=len(shapes)) > 0

    def back(self, shapes: Shapes) -> Shapes:
        """Take shapes from the plane to EPSG:4490."""

        def here(xy: Floats) -> Floats:
            out = np.column_stack(_between(self._crs, WGS).transform(xy[:, 0], xy[:, 1]))
            keys = point_keys(xy)
            known = self.holds(keys)
            out[known] = self._lonlat[np.searchsorted(self._keys, keys[known])]
            return out

        return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), here), dtype=object)


def box_back(box: tuple[float, float, float, float] | None, crs: str) -> tuple[float, float, float, float] | None:
    """Take a box of the plane to EPSG:4490; None stays None."""
    if box is None:
        return None
    west, south, east, north = _between(crs, WGS).transform_bounds(*box)
    return west, south, east, north
