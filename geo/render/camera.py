"""The camera of the model: where deck.gl puts a point on the screen, and which view shows all of a place."""

from dataclasses import dataclass, replace

import numpy as np

WORLD = 512.0  # px of the whole earth at zoom 0, as deck.gl counts
EARTH_M = 40_030_000.0  # deck.gl's circumference
DISTANCE = 1.5  # of the camera from its middle, in heights of the window: deck.gl's default
ROUNDS = 24  # of moving and zooming until a place fits; it settles in some ten

Pixels = np.ndarray


@dataclass(frozen=True, slots=True)
class Camera:
    """A view of deck.gl: middle (lon, lat), zoom, pitch and bearing in degrees, window in px."""

    lon: float
    lat: float
    zoom: float
    pitch: float
    bearing: float
    width: float
    height: float

    def project(self, points: np.ndarray) -> Pixels:
        """Place rows of (lon, lat, metres above ground) on the screen: px right and down of its corner."""
        return self._seen(points)[0]

    def nearness(self, points: np.ndarray) -> np.ndarray:
        """How much larger than in the middle things look there; deck.gl's texts grow with it."""
        return self._seen(points)[1]

    def _seen(self, points: np.ndarray) -> tuple[Pixels, np.ndarray]:
        x, y, up = self._turned(points)
        pitch = np.radians(self.pitch)
        above = y * np.cos(pitch) + up * np.sin(pitch)
        behind = up * np.cos(pitch) - y * np.sin(pitch)
        near = DISTANCE * self.height / np.maximum(DISTANCE * self.height - behind, 1e-6)
        return np.column_stack([self.width / 2 + x * near, self.height / 2 - above * near]), near

    def _turned(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Px right, ahead and up of the middle, before the tilt."""
        scale = WORLD * 2**self.zoom
        x = (points[:, 0] - self.lon) / 360 * scale
        y = (_north(points[:, 1]) - _north(np.array([self.lat]))) * scale
        up = points[:, 2] * scale / (EARTH_M * np.cos(np.radians(self.lat)))
        turn = np.radians(self.bearing)
        return x * np.cos(turn) - y * np.sin(turn), x * np.sin(turn) + y * np.cos(turn), up

    def moved(self, right: float, down: float) -> "Camera":
        """Return the camera moved over the ground so that the picture shifts by about that many px."""
        scale = WORLD * 2**self.zoom
        ahead = down / np.cos(np.radians(self.pitch))
        turn = np.radians(self.bearing)
        dx, dy = -right * np.cos(turn) + ahead * np.sin(turn), right * np.sin(turn) + ahead * np.cos(turn)
        flat = 2 * np.pi * (_north(np.array([self.lat]))[0] + dy / scale)
        return replace(self, lon=self.lon + dx / scale * 360, lat=float(np.degrees(np.arctan(np.sinh(flat)))))


def fit(
    points: np.ndarray,
    window: tuple[float, float],
    *,
    pitch: float,
    bearing: float,
    room: tuple[float, float, float, float],
) -> Camera:
    """Find the nearest camera that shows all points.

    Parameters
    ----------
    points
        Rows of lon, lat, metres above ground.
    window
        Width and height, px.
    room
        Px kept free at left, top, right and bottom.
    """
    width, height = window
    west, south, _ = points.min(axis=0)
    east, north, _ = points.max(axis=0)
    camera = Camera((west + east) / 2, (south + north) / 2, 10.0, pitch, bearing, width, height)
    left, top, right, bottom = room
    for _ in range(ROUNDS):
        seen = camera.project(points)
        low, most = seen.min(axis=0), seen.max(axis=0)
        grow = min((width - left - right) / (most[0] - low[0]), (height - top - bottom) / (most[1] - low[1]))
        camera = replace(camera, zoom=float(np.clip(camera.zoom + np.log2(grow), 8.0, 17.0)))
        seen = camera.project(points)
        low, most = seen.min(axis=0), seen.max(axis=0)
        want = ((left + width - right) / 2, (top + height - bottom) / 2)
        camera = camera.moved(want[0] - (low[0] + most[0]) / 2, want[1] - (low[1] + most[1]) / 2)
    return camera


def _north(lat: np.ndarray) -> np.ndarray:
    """Mercator's way north, in turns of the earth."""
    return np.asarray(np.arcsinh(np.tan(np.radians(lat))) / (2 * np.pi))
