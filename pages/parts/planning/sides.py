"""The states that can be held against each other: today's grids, a date's, a plan's; as the address names them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from data.plans.compare import mark_of, state_of
from data.vault import clock
from geo.model.errors import BadInput
from geo.model.scope import EVENING, Scope
from geo.plan.coverage import Coverage
from pages.parts.once import Once
from pages.parts.planning.room import base_of, desk, plan_of
from pages.parts.wiring import store

TODAY = "today"

_states: Once[Coverage] = Once(3)


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One state: how the address and a person call it, its units, and a name that changes when they do."""

    key: str
    title: str
    cov: Coverage
    mark: tuple[object, ...]


def side(scope: Scope, key: str) -> Side:
    """Read one side: `today`, a date as YYYY-MM-DD, or a plan's id.

    Raises
    ------
    BadInput, NotFound, NotAllowed, NotReady
        No date and no plan, a day that has not come, a plan of others, no micro grids.
    """
    title, what = _title(scope, key), what_of(key)
    room = desk()
    mark = (id(room), *mark_of(room, scope, what), store().version())
    return Side(key, title, _states.get(mark, lambda: state_of(room, what)), mark)


def begun(scope: Scope, plan: str) -> Side:
    """Return the grids a plan stands on. Raises NotFound, NotAllowed."""
    info = plan_of(scope, plan)
    return Side("", "起草时的网格", base_of(info), (id(desk()), "", 0, info.base_seq, store().version()))


def _title(scope: Scope, key: str) -> str:
    """Name a side; refuse what the asker may not see and days to come."""
    day = day_of(key)
    if key == TODAY:
        return "现行网格"
    if day is None:
        return plan_of(scope, key).name
    if day >= clock().date():
        raise BadInput("只能回看今天以前的边界。", remedy="请选择更早的日期；今天的请选“现行网格”。")
    return f"{day:%Y-%m-%d} 的网格"


def what_of(key: str) -> str | datetime:
    """Return what data.plans.compare calls a side."""
    day = day_of(key)
    return "" if key == TODAY else datetime.combine(day, EVENING) if day else key


def day_of(key: str) -> date | None:
    """Read a date as the address writes it; None = it is something else."""
    try:
        return date.fromisoformat(key) if len(key) == 10 else None  # noqa: PLR2004 - YYYY-MM-DD
    except ValueError:
        return None


def yesterday() -> date:
    """Day before today."""
    return clock().date() - timedelta(days=1)


def is_plan(key: str) -> bool:
    """Whether a side is a plan."""
    return key != TODAY and day_of(key) is None
