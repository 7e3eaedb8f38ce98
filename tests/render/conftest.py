"""Sheets need a Chinese face; without one their tests are skipped, or failed where a skip must not pass."""

import os

import pytest

from geo.model.errors import NotReady
from geo.render.sheet.faces import faces


@pytest.fixture(autouse=True)
def chinese_face(request):
    if "sheet" not in request.node.name:
        return
    try:
        faces()
    except NotReady as missing:
        if os.environ.get("OGM_NEED_BROWSER") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
