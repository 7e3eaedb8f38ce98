"""The small district in a store: made once per run, copied per test."""

import shutil

import pytest

from data import open_store
from tests.worlds import small_store


@pytest.fixture(scope="session")
def world_file(tmp_path_factory):
    """Path of a store file with the small district; do not write to it."""
    folder = tmp_path_factory.mktemp("world")
    store = small_store(folder)
    store.close()
    return folder / "grid.db"


@pytest.fixture
def store(world_file, tmp_path):
    """A store of its own for each test."""
    path = tmp_path / "grid.db"
    shutil.copyfile(world_file, path)
    opened = open_store(f"sqlite:///{path.as_posix()}")
    yield opened
    opened.close()
