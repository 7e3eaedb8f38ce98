"""A desk over the small district, and the people who sit at it."""

import shutil

import pytest

from data import open_store
from data.plans.desk import Desk
from geo.model.scope import Role, Scope
from tests.plan.worlds import square
from tests.worlds import small_store

PLANNER = Scope("规划甲", Role.PLANNER, "410106")
OTHER = Scope("规划乙", Role.PLANNER, "410106")
LEADER = Scope("领导", Role.LEADER, "410106")


@pytest.fixture(scope="session")
def small_file(tmp_path_factory):
    """Path of a store file with the small district; do not write to it."""
    folder = tmp_path_factory.mktemp("small")
    small_store(folder).close()
    return folder / "grid.db"


@pytest.fixture
def cov():
    """The square of 16 cells."""
    return square()


@pytest.fixture
def desk(small_file, tmp_path):
    """A desk over a store of its own."""
    path = tmp_path / "grid.db"
    shutil.copyfile(small_file, path)
    store = open_store(f"sqlite:///{path.as_posix()}")
    yield Desk(store)
    store.close()


def ids(cov):
    """Code -> id."""
    return {unit.code: unit.id for unit in cov.units.values()}
