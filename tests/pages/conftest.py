"""A store of choice behind the screens, and a person standing in for a session."""

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from data.store import open_store
from geo.model.scope import Scope
from pages.parts import mapbox, wiring
from pages.parts.door.identity import standing_in
from pages.parts.rooms import allowed
from pages.parts.settings import SHELL

PATIENCE_S = 60


def behind(monkey, folder):
    """Let the composition root open the store of this folder."""
    monkey.setattr(wiring, "STORE_URL", f"sqlite:///{(folder / 'grid.db').as_posix()}")
    monkey.setattr(wiring, "VAR", folder)
    for kept in (wiring._store, wiring.blobs):
        kept.cache_clear()


@pytest.fixture
def demo(monkeypatch, demo_book):
    """Stand the screens on the demo district; its frames stay warm from test to test."""
    monkeypatch.setattr(wiring, "_store", lambda _url: demo_book)


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory):
    """What `python -m data init` leaves behind."""
    book = open_store(f"sqlite:///{(tmp_path_factory.mktemp('empty') / 'grid.db').as_posix()}", create=True)
    yield book
    book.close()


@pytest.fixture
def empty(monkeypatch, empty_book):
    """Stand the screens on nothing; opening one leaves the store as it was."""
    before = empty_book.version()
    monkeypatch.setattr(wiring, "_store", lambda _url: empty_book)
    yield
    assert empty_book.version() == before


def opened(role, root, key, **query):
    """Run the shell as this person on this screen and answer the page that came of it."""
    scope = Scope(f"test-{role}", role, root)
    mapbox._registered.cache_clear()  # every AppTest has a component manager of its own
    with standing_in(scope):
        page = AppTest.from_file(SHELL, default_timeout=PATIENCE_S)
        for name, value in query.items():
            page.query_params[name] = value
        if key != allowed(role)[0].key:
            page._page_hash = calc_hash(key)
        page.run()
    return page


def told(page):
    """Return every word Python put on the page."""
    kinds = (page.markdown, page.title, page.subheader, page.caption, page.error, page.info, page.warning, page.toast)
    said = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*said, *(element.proto.body for element in page.get("html"))])
