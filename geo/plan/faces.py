"""Borders and a drawn line noded together: faces, who owns each, and how faces without an owner find one."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.plan.keys import GRID, MM, Borders, Floats, Shapes, shared

Owners = NDArray[np.intp]
NOBODY = -1
ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Faces:
    """Faces of an arrangement: shape, position of the unit under each, inner point, thickness in metres."""

    shapes: Shapes
    owner: Owners
    point: Floats
    thick: Floats
    borders: Borders


def arrange(units: Shapes, lines: Sequence[BaseGeometry]) -> Faces:
    """Node the borders of units with lines on the millimetre grid and polygonize.

    Faces outside all units are left out.
    """
    noded = shapely.union_all([*shapely.boundary(units), *lines], grid_size=GRID)
    parts = np.asarray(shapely.get_parts(noded), dtype=object)
    parts = np.asarray(shapely.transform(parts, lambda xy: np.rint(xy * MM) / MM), dtype=object)
    made = np.asarray(shapely.get_parts(shapely.polygonize(parts)), dtype=object)
    inner = shapely.point_on_surface(made)
    face, unit = shapely.STRtree(units).query(inner, predicate="intersects")
    owner = np.full(len(made), len(units), dtype=np.intp)
    np.minimum.at(owner, face, unit)
    keep = owner < len(units)
    shapes = made[keep]
    thick = 2 * shapely.area(shapes) / np.maximum(shapely.length(shapes), GRID)
    return Faces(shapes, owner[keep], shapely.get_coordinates(inner)[keep], thick, shared(shapes))


def settle(faces: Faces, owner: Owners, barred: NDArray[np.bool_], fallback: int) -> Owners:
    """Give faces of NOBODY to the owner beside them with the longest common border.

    Parameters
    ----------
    barred
        By position of a unit: may not take anything.
    fallback
        Who keeps what nobody can take; NOBODY leaves it so.
    """
    owner = owner.copy()
    b = faces.borders
    for _ in range(ROUNDS):
        homeless = owner == NOBODY
        if not homeless.any():
            return owner
        face = np.concatenate([b.i, b.j])
        other = owner[np.concatenate([b.j, b.i])]
        metres = np.concatenate([b.metres, b.metres])
        usable = homeless[face] & (other != NOBODY)
        usable[usable] = ~barred[other[usable]]
        if not usable.any():
            break
        face, other, metres = face[usable], other[usable], metres[usable]
        pair, inverse = np.unique(face * len(barred) + other, return_inverse=True)
        total = np.bincount(inverse, weights=metres)
        order = np.lexsort((pair % len(barred), -total, pair // len(barred)))
        faces_first, first = np.unique(pair[order] // len(barred), return_index=True)
        owner[faces_first] = (pair[order] % len(barred))[first]
    owner[owner == NOBODY] = fallback
    return owner


def pieces(faces: Faces, owner: Owners) -> NDArray[np.intp]:
    """Count through the connected pieces: faces of one owner joined by common borders."""
    b = faces.borders
    same = owner[b.i] == owner[b.j]
    count = len(owner)
    graph = coo_matrix((np.ones(int(same.sum())), (b.i[same], b.j[same])), shape=(count, count))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.intp)


def orphans(faces: Faces, owner: Owners) -> NDArray[np.bool_]:
    """Tell which faces are not in the largest piece of their owner."""
    piece = pieces(faces, owner)
    area = np.bincount(piece, weights=shapely.area(faces.shapes))
    out = np.zeros(len(owner), dtype=bool)
    for who in np.unique(owner):
        own = np.unique(piece[owner == who])
        if len(own) > 1:
            out |= (owner == who) & (piece != own[np.argmax(area[own])])
    return out
