"""The exit over a store of one's own: files and record lie in a folder of the test."""

import pytest

from geo.model.scope import Role, Scope
from pages.parts import save, shelf, wiring
from pages.parts.once import Once
from tests.rules.world import DISTRICT

LEADER = Scope("王主任", Role.LEADER, DISTRICT)


@pytest.fixture(scope="session")
def materials():
    """Rows to print from, of this folder's tests only, gathered once."""
    return Once(4)


@pytest.fixture
def exit_(monkeypatch, tmp_path, demo_book, materials):
    """The module `save` over the demo district; its files go to a folder of the test."""
    monkeypatch.setattr(wiring, "_store", lambda _url: demo_book)
    monkeypatch.setattr(shelf, "FOLDER", tmp_path / "exports")
    monkeypatch.setattr(save, "_materials", materials)
    return save


@pytest.fixture
def book(exit_):  # noqa: ARG001 - its store
    return wiring.store()
