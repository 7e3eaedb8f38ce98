"""Fixtures that cost something and are shared: one server, one browser, one demo store a run."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from data.store import Store, open_store
from tests.browser import PLAIN, chromium, program
from tests.served import Served, copy_store, serve

# A busy machine is slow, not wrong: no example fails for its time.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture(scope="session")
def server() -> Iterator[Served]:
    """Serve the demo district once for all browser tests."""
    with serve() as served:
        yield served


@pytest.fixture(scope="session")
def demo_book(tmp_path_factory) -> Iterator[Store]:
    """The demo district, open once for all who only read its data; what they read stays warm from test to test."""
    folder = tmp_path_factory.mktemp("demo")
    copy_store(folder / "grid.db")
    book = open_store(f"sqlite:///{(folder / 'grid.db').as_posix()}")
    yield book
    book.close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium with software GL; absent, the tests are skipped, or failed where a skip must not pass.

    Its pages are put together without GL (docs/decisions/009): a quarter of a page's load in a test, and nobody looks.
    """
    if program() is None:
        sentence = "没有找到 chromium。请安装：apt-get install chromium"
        if os.environ.get("OGM_NEED_BROWSER") == "1":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with chromium(PLAIN) as started:
        yield started
