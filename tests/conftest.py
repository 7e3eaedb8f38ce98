"""Fixtures that cost something and are shared: one server, one browser, one demo store a run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from tests.browser import chromium, program
from tests.served import Served, serve

# A busy machine is slow, not wrong: no example fails for its time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)  # before the groups are read
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Deal whole folders to the workers, so that what a folder shares is made once; browsers first."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    for item in items:
        where = item.path.relative_to(HERE)
        item.add_marker(pytest.mark.xdist_group(where.parts[0]))
    items.sort(key=lambda item: "e2e" not in item.keywords)


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """Serve the demo district once for all browser tests."""
    with serve() as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with software GL; absent, the tests are skipped, or failed where a skip must not pass."""
    if program() is None:
        sentence = "没有找到 chromium。请安装：apt-get install chromium"
        if os.environ.get("OGM_NEED_BROWSER") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with chromium() as started:
        yield started
