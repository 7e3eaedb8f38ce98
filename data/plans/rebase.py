"""A draft moves onto newer grids: its edits are done again there; geometry is never merged."""

from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import Connection, update

from data.plans import log
from data.plans.book import Info
from data.plans.compare import changed
from data.plans.desk import Desk
from data.plans.mainline import sync
from data.plans.versions import Row, living, over, put, put_shapes, row_of, rows_at, units
from data.tables import Plan
from geo.model.codes import Level
from geo.model.scope import Scope
from geo.plan import ops
from geo.plan.coverage import Coverage
from geo.plan.edit import work_out
from geo.plan.keys import point_keys
from geo.plan.refused import Refused


@dataclass(frozen=True, slots=True)
class Rebased:
    """What became of the edits: numbers kept, and (number, title, reason) of those left out."""

    head: int
    base: int
    kept: list[int]
    dropped: list[tuple[int, str, str]]


def conflicts(desk: Desk, who: Scope, plan: str) -> list[str]:
    """Ids of units changed here that were changed in the grids meanwhile, or lie beside one that was."""
    with desk.store.noting() as connection:
        info = desk.read(connection, plan)
        now = sync(connection, desk.seal, who, desk.crs)
        return _conflicts(connection, info, now)


def rebase(desk: Desk, who: Scope, plan: str, head: int, *, drop: frozenset[int] = frozenset()) -> Rebased:
    """Put a draft onto today's grids: every edit still in force is worked out again, in order.

    Parameters
    ----------
    head
        As for Desk.commit().
    drop
        Numbers of edits the author gives up; edits that the gate refuses on the new base are left
        out too, and both are listed.

    Notes
    -----
    Undo starts anew after a rebase: earlier steps belong to borders that no longer hold.
    """
    with desk.store.noting() as connection:
        desk.editable(connection, who, plan, head)
        now = sync(connection, desk.seal, who, desk.crs)
        base = living(connection, None, now)
        own = rows_at(connection, plan, None)
        cov = Coverage(units(connection, base), desk.homes(connection))
        gate = desk.gate(connection, cov, who, plan)
        kept: list[int] = []
        dropped: list[tuple[int, str, str]] = []
        for event in _edits(connection, plan):
            title = ops.TITLES.get(event.kind, event.kind)
            if event.seq in drop:
                dropped.append((event.seq, title, "起草人放弃"))
                continue
            try:
                cov.take(work_out(cov, ops.read(event.payload["in"]), gate))
                kept.append(event.seq)
            except Refused as no:
                dropped.append((event.seq, title, no.message))
        rows = {key: row_of(unit) for key, unit in cov.units.items()}
        after: dict[str, Row | None] = {c.unit: c.after for c in changed(base, rows)}
        before: dict[str, Row | None] = {**base, **{k: v for k, v in own.items() if not v["gone"]}}
        stale = [k for k, row in own.items() if k not in after and (not row["gone"] or k in base)]
        for key in stale:  # back to what the grids say, or to nothing if the unit was born here
            after[key] = base.get(key)
        put_shapes(connection, (cov.units[k] for k in after if k in cov.units))
        told = [[k, before.get(k), row] for k, row in sorted(after.items())]
        payload = {"base": now, "kept": kept, "dropped": [list(each) for each in dropped], "units": told}
        seq = log.append(connection, desk.seal, plan, "rebase", who=who, payload=payload)
        put(connection, plan, seq, after, before)
        connection.execute(update(Plan).where(Plan.id == plan).values(base_seq=now, head_seq=seq))
    desk.forget(plan)
    log.anchor(desk.store, desk.seal)
    return Rebased(seq, now, kept, dropped)


def edits(desk: Desk, plan: str) -> list[log.Event]:
    """List the steps of a plan that are in force, in order: what rebase() would do again."""
    with desk.store.reading() as connection:
        return _edits(connection, plan)


def _edits(connection: Connection, plan: str) -> list[log.Event]:
    """Edits in force, those before an earlier rebase included as far as that kept them."""
    force: list[int] = []
    undone: list[int] = []
    for event in log.events(connection, plan):
        if event.kind in log.MOVES:
            force.append(event.seq)
            undone.clear()
        elif event.kind == "undo":
            undone.append(force.pop())
        elif event.kind == "redo":
            force.append(undone.pop())
        elif event.kind == "rebase":
            force, undone = list(event.payload["kept"]), []
    return [log.event(connection, seq) for seq in force]


def _conflicts(connection: Connection, info: Info, now: int) -> list[str]:
    base, new = living(connection, None, info.base_seq), living(connection, None, now)
    own = over(base, rows_at(connection, info.id, None))
    theirs = {c.unit for c in changed(base, new)}
    mine = {c.unit for c in changed(base, own)}
    if not theirs or not mine:
        return []
    return sorted(mine & (theirs | _beside(connection, {**base, **new}, theirs)))


def _beside(connection: Connection, rows: dict[str, Row], keys: set[str]) -> set[str]:
    """Micro grids that share a vertex with one of these."""
    micro = [u for u in units(connection, rows) if u.level is Level.MICRO]
    shapes = np.array([u.body for u in micro], dtype=object)
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    names = point_keys(xy)
    theirs = np.isin(owner, [n for n, u in enumerate(micro) if u.id in keys])
    return {micro[n].id for n in np.unique(owner[np.isin(names, names[theirs])])}
