"""The process's desk of plans, and what its panel counts beside households."""

from functools import lru_cache

from sqlalchemy import select

from data.plans.book import Info
from data.plans.desk import Desk
from data.plans.loads import care
from data.plans.versions import alive, rows_at, units
from data.store import Store
from data.tables import Plan
from geo.model.errors import NotAllowed
from geo.model.scope import Role, Scope
from geo.plan import facts
from geo.plan.coverage import Coverage
from geo.plan.panel import Load
from pages.parts.once import Once
from pages.parts.wiring import store

READERS = frozenset({Role.LEADER, Role.PLANNER, Role.STREET, Role.ADMIN})

_loads: Once[Load] = Once(2)
_bases: Once[Coverage] = Once(2)


def desk() -> Desk:
    """Return the desk over the process's store."""
    return _desk(store())


@lru_cache(maxsize=1)
def _desk(book: Store) -> Desk:
    return Desk(book)


def plan_of(scope: Scope, plan: str) -> Info:
    """Read a plan the asker may see. Raises NotFound, NotAllowed."""
    info = desk().info(plan)
    if not may_see(scope, info):
        raise NotAllowed("这个方案不在您的范围内。", remedy="请在方案列表中重新选择。")
    return info


def may_see(scope: Scope, info: Info) -> bool:
    """Whether a plan concerns the asker: drawn inside their subtree, or their own, or they see the whole district."""
    if scope.role not in READERS:
        return False
    whole = scope.root == store().profile().district
    return whole or info.author == scope.account or info.root.startswith(scope.root)


def role_of(plan: str) -> Role:
    """Read in which role a plan was opened."""
    with store().reading() as connection:
        return Role(connection.execute(select(Plan.role).where(Plan.id == plan)).scalar_one())


def base_of(info: Info) -> Coverage:
    """Return the grids a plan stands on; do not change them."""
    room = desk()

    def make() -> Coverage:
        with room.store.reading() as connection:
            return Coverage(units(connection, alive(rows_at(connection, None, info.base_seq))))

    return _bases.get((id(room), info.base_seq), make)


def load(cov: Coverage) -> Load:
    """Return what the panel counts beside households: today's events, nine-colour tags, 网格员 and villages."""
    book = store()
    return _loads.get(id(book), lambda: facts.load(book, desk().whole(), cov, care(book)), version=book.version())
