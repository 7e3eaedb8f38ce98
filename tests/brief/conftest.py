"""The exit over a store of one's own: files and record lie in a folder of the test."""

import pytest

from data.store import open_store
from geo.model.scope import Role, Scope
from pages.parts import save, scene, wiring
from pages.parts.once import Once
from tests.rules.world import DISTRICT
from tests.served import copy_store

LEADER = Scope("王主任", Role.LEADER, DISTRICT)


@pytest.fixture(scope="session")
def demo_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exit")
    copy_store(folder / "grid.db")
    return folder / "grid.db"


@pytest.fixture
def exit_(monkeypatch, tmp_path, demo_file):
    """The module `save` over the demo district; its files go to a folder of the test."""
    book = open_store(f"sqlite:///{demo_file.as_posix()}")
    for module in (wiring, save, scene):
        monkeypatch.setattr(module, "store", lambda: book)
    monkeypatch.setattr(save, "FOLDER", tmp_path / "exports")
    monkeypatch.setattr(save, "_materials", Once(4))
    yield save
    book.close()


@pytest.fixture
def book(exit_):  # noqa: ARG001 - its store
    return wiring.store()
