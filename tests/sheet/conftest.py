"""A small world and the demo district as published material."""

import pytest

from geo.model.errors import NotReady
from geo.model.scope import Role, Scope
from geo.model.view import Mode, Ticket
from geo.render.sheet import Material
from geo.render.sheet.faces import faces
from tests.rules.world import DISTRICT, World, scope

TICKET = Ticket("410106-20261122-0001", "测试员", "领导", "2026-11-22 08:00")


@pytest.fixture(autouse=True, scope="session")
def _faces():
    try:
        faces()
    except NotReady as missing:
        pytest.fail(str(missing))


@pytest.fixture
def small():
    return Material(World(), scope(), Mode.MEETING, 30)


@pytest.fixture(scope="session")
def book(demo_book):
    return demo_book


@pytest.fixture(scope="session")
def district(book):
    return Material(book, Scope("测试员", Role.LEADER, DISTRICT), Mode.MEETING, 30)


def meet(a, b):
    """Whether two boxes share ground."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
