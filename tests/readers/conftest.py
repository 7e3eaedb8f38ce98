"""An empty store and one with the small district's grids to stage against."""

import shutil

import pytest

from data import open_store
from data.readers.stage import stage
from tests.worlds import small_store


@pytest.fixture(scope="session")
def world_file(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    small_store(folder).close()
    return folder / "grid.db"


@pytest.fixture
def store(world_file, tmp_path):
    shutil.copyfile(world_file, tmp_path / "grid.db")
    opened = open_store(f"sqlite:///{(tmp_path / 'grid.db').as_posix()}")
    yield opened
    opened.close()


@pytest.fixture
def staged(store):
    """Stage files against the small district."""

    def run(*files, datum="CGCS2000"):
        return stage(files, datum=datum, store=store)

    return run
