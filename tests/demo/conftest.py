"""One district a session: made once, read by all."""

import pytest

from data.demo.frames import District
from data.demo.make import make_district


@pytest.fixture(scope="session")
def district() -> District:
    return make_district()
