"""A unit of the district as a plan sees it: id for life, code, parent, people, and its shape if it is a micro grid."""

import hashlib
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from geo.model.codes import Level
from geo.plan.keys import Floats

ABOVE = {Level.MICRO: Level.L3, Level.L3: Level.L2, Level.L2: Level.L1, Level.L1: Level.DISTRICT}


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; every larger one is the union of the micro grids below it and keeps no shape of its own.

    `parent` and `zone` are ids; only an L2 has a zone. `shape` lies in the measuring plane, every
    vertex on a millimetre, normalized. `code` is None until it is published.
    """

    id: str
    level: Level
    name: str
    parent: str | None = None
    zone: str | None = None
    code: str | None = None
    households: int = 0
    people: int = 0
    shape: Polygon | None = None
    born_of: str | None = None  # the unit it was split from
    estimated: bool = False  # part of its households was shared out by area

    @property
    def body(self) -> Polygon:
        """The shape of a micro grid."""
        if self.shape is None:
            raise TypeError(self.id)
        return self.shape

    @property
    def rank(self) -> str:
        """What decides ties: the code, then the id."""
        return self.code or f"~{self.id}"


def wkb(shape: Polygon) -> bytes:
    """Write a shape in the one form that is stored and hashed: little-endian, 2-D, no SRID."""
    return bytes(shapely.to_wkb(shape, output_dimension=2, byte_order=1, include_srid=False))


def sha(shape: Polygon) -> str:
    """Name a shape by its bytes, hex."""
    return hashlib.sha256(wkb(shape)).hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Where households live: plane coordinates, households and people at each point; no person."""

    x: Floats
    y: Floats
    households: NDArray[np.int64]
    people: NDArray[np.int64]


NO_HOMES = Homes(np.empty(0), np.empty(0), np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64))
