"""One district a session: made once, read by all, and its own account of how the making went."""

import pytest

from data.demo.frames import District
from data.demo.make import make_district


@pytest.fixture(scope="session")
def making() -> tuple[District, list[tuple[float, str]]]:
    """Make the district and keep what was told on the way: (share done, what is being done)."""
    told: list[tuple[float, str]] = []
    return make_district(progress=lambda share, word: told.append((share, word))), told


@pytest.fixture(scope="session")
def district(making) -> District:
    return making[0]
