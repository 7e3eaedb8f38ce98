"""Any two states side by side, and the state of any date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from data.plans import log
from data.plans.book import read_plan
from data.plans.desk import Desk
from data.plans.mainline import sync
from data.plans.versions import Row, living, over, rows_at, same, units, units_at
from geo.model.errors import NotFound
from geo.model.scope import Scope
from geo.plan.coverage import Coverage
from geo.plan.units import Unit


@dataclass(frozen=True, slots=True)
class Changed:
    """One unit in two states; None where it does not exist."""

    unit: str
    before: Row | None
    after: Row | None

    @property
    def redrawn(self) -> bool:
        """Tell whether its shape differs."""
        return (self.before or {}).get("sha") != (self.after or {}).get("sha")


def mark_of(desk: Desk, who: Scope, what: str | datetime) -> tuple[str, int, int]:
    """Name a state so that two equal names mean the same borders; today's grids are brought into the log first.

    Parameters
    ----------
    what
        Plan id, "" for today's grids, or a date.

    Returns
    -------
    tuple
        Plan id or "", its head, and the number of the main line it stands on.

    Raises
    ------
    NotFound, NotReady
        No such plan, a date before the log, no micro grids.
    """
    with desk.store.noting() as connection:
        now = sync(connection, desk.seal, who, desk.crs, dirty=True)
        if isinstance(what, datetime):
            return "", 0, seq_at(connection, what)
        if not what:
            return "", 0, now
        info = read_plan(connection, what)
        return info.id, info.head_seq, info.base_seq


def state_of(desk: Desk, what: str | datetime) -> Coverage:
    """Build the coverage of a plan (its id), of today's grids ("") or of a date, with today's homes in it."""
    with desk.store.reading() as connection:
        return Coverage(units_of(connection, what), desk.homes(connection))


def units_of(connection: Connection, what: str | datetime) -> list[Unit]:
    """Units of a plan (its id), of today's grids ("") or of a date, with shapes in the plane. Raises NotFound."""
    if isinstance(what, datetime):
        return units_at(connection, seq_at(connection, what))
    return units(connection, rows_of(connection, what)) if what else units_at(connection, None)


def rows_of(connection: Connection, what: str | datetime) -> dict[str, Row]:
    """Rows of a plan (its id), of today's grids ("") or of the grids of a date. Raises NotFound."""
    if isinstance(what, datetime):
        return living(connection, None, seq_at(connection, what))
    if not what:
        return living(connection, None, None)
    info = read_plan(connection, what)
    return over(living(connection, None, info.base_seq), rows_at(connection, what, None))


def seq_at(connection: Connection, at: datetime) -> int:
    """Find the number of the main line that held at a moment.

    Raises NotFound before the first borders the log knows; older ones are in the grids themselves
    (`Reads.grids(..., at=)`).
    """
    held = None
    for number, event in enumerate(log.events(connection, None)):
        told = event.payload.get("effective")
        began = datetime.fromisoformat(told) if told else event.at
        if number == 0 or began <= at:  # what the first import found had held since ever
            held = event.seq
    if held is None:
        raise NotFound("日志中还没有这一天的边界。", remedy="请选择更晚的日期。")
    return held


def diff(desk: Desk, a: str | datetime, b: str | datetime) -> list[Changed]:
    """List the units that differ between two states, by code then id."""
    with desk.store.reading() as connection:
        before, after = rows_of(connection, a), rows_of(connection, b)
    return changed(before, after)


def changed(before: Mapping[str, Row], after: Mapping[str, Row]) -> list[Changed]:
    """Compare rows."""
    keys = [k for k in {*before, *after} if not same(before.get(k), after.get(k))]
    made = [Changed(k, before.get(k), after.get(k)) for k in keys]
    return sorted(made, key=lambda c: (str((c.before or c.after or {}).get("code") or "~"), c.unit))
