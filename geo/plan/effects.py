"""What an edit would do, before it is committed: who gains and loses area, households and people."""

from dataclasses import dataclass

from geo.model.codes import Level
from geo.plan.coverage import Change, Coverage
from geo.plan.units import Unit

WORTH_M2 = 0.01  # smaller differences are rounding of a millimetre


@dataclass(frozen=True, slots=True)
class Effect:
    """One unit before and after; m2, households, people. None where it did not or does not exist."""

    unit: str
    name: str
    level: Level
    parent: tuple[str | None, str | None]
    area_m2: tuple[float | None, float | None]
    households: tuple[int | None, int | None]
    people: tuple[int | None, int | None]


def effects(cov: Coverage, change: Change) -> list[Effect]:
    """List the units an edit touches, micro grids first, those whose numbers change.

    Parameters
    ----------
    cov
        State before the change.
    """
    out = []
    for key in sorted({*change.before, *change.after}):
        before, after = change.before.get(key), change.after.get(key)
        told = after or before
        if told is not None and told.level is Level.MICRO and _worth(before, after):
            out.append(
                Effect(
                    key,
                    told.name,
                    Level.MICRO,
                    (before.parent if before else None, after.parent if after else None),
                    (before.body.area if before else None, after.body.area if after else None),
                    (before.households if before else None, after.households if after else None),
                    (before.people if before else None, after.people if after else None),
                )
            )
    return out + _parents(cov, change)


def sums(cov: Coverage, change: Change, key: str) -> tuple[int, int]:
    """Households and people of an L3 after a change."""
    members = {k for k in cov.children.get(key, set()) if k not in change.after}
    units = [cov.units[k] for k in members]
    units += [u for u in change.after.values() if u is not None and u.parent == key and u.level is Level.MICRO]
    return sum(u.households for u in units), sum(u.people for u in units)


def _parents(cov: Coverage, change: Change) -> list[Effect]:
    touched: set[str] = set()
    for units in (change.before, change.after):
        touched |= {u.parent for u in units.values() if u is not None and u.level is Level.MICRO and u.parent}
    out = []
    for key in sorted(touched):
        old, new = cov.units.get(key), change.after.get(key, cov.units.get(key))
        told = new or old
        if told is None:
            continue
        members = [cov.units[k] for k in cov.children.get(key, set())]
        was = (sum(u.households for u in members), sum(u.people for u in members))
        now = sums(cov, change, key)
        area = cov.unions[key].area if key in cov.unions else None
        shape = change.unions.get(key)
        out.append(
            Effect(
                key,
                told.name,
                told.level,
                (old.parent if old else None, new.parent if new else None),
                (area, shape.area if shape is not None else area if new is not None else None),
                (was[0] if old else None, now[0] if new else None),
                (was[1] if old else None, now[1] if new else None),
            )
        )
    return out


def _worth(before: Unit | None, after: Unit | None) -> bool:
    if before is None or after is None:
        return True
    same = (before.parent, before.households, before.people) == (after.parent, after.households, after.people)
    return not same or abs(before.body.area - after.body.area) > WORTH_M2
