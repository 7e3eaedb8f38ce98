"""The authored plan of the demo district, read from sketch.toml, and its dice."""

import tomllib
import zlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

HERE = Path(__file__).parent
SEED_FILES = HERE.parent / "seed"


@dataclass(frozen=True)
class Sketch:
    """The tables of sketch.toml; coordinates stay in hundreds of metres until `metres` turns them."""

    table: dict[str, Any]

    def __getitem__(self, key: str) -> Any:  # noqa: ANN401 -- a TOML table is what it is
        return self.table[key]

    @property
    def as_of(self) -> datetime:
        """The fixed 'now' of the demo; its last day is the last of the ninety."""
        return datetime.fromisoformat(self.table["as_of"])

    @property
    def origin(self) -> np.ndarray:
        """Local zero in EPSG:4547, metres."""
        return np.asarray(self.table["origin"])

    def line(self, key: str) -> np.ndarray:
        """Smoothed points of a named road, local metres."""
        return next(smooth(entry["at"]) for entry in self.table["line"] if entry.get("key") == key)


@cache
def load() -> Sketch:
    """Read sketch.toml once."""
    return Sketch(tomllib.loads((HERE / "sketch.toml").read_text(encoding="utf-8")))


def dice(seed: int, salt: str, index: int = 0) -> Generator:
    """Own stream per object: a change at one place must not move everything after it."""
    return np.random.default_rng([seed, zlib.crc32(salt.encode()), index])


def onto(xy: np.ndarray, axis: np.ndarray) -> Any:  # noqa: ANN401 -- one number for one point, an array for many
    """Project points on an axis, term by term: a BLAS rounds by the kind of processor, and a street would turn."""
    return xy[..., 0] * axis[0] + xy[..., 1] * axis[1]


def metres(points: Any) -> np.ndarray:  # noqa: ANN401 -- nested lists of the sketch
    """Hundreds of metres to local metres."""
    return np.asarray(points, float) * 100


def smooth(points: Any, passes: int = 3) -> np.ndarray:  # noqa: ANN401 -- nested lists of the sketch
    """Chaikin's corner cutting of an open line; hundreds of metres in, local metres out."""
    xy = metres(points)
    for _ in range(passes):
        a, b = xy[:-1], xy[1:]
        inner = np.stack([0.75 * a + 0.25 * b, 0.25 * a + 0.75 * b], 1).reshape(-1, 2)
        xy = np.vstack([xy[:1], inner, xy[-1:]])
    return xy
