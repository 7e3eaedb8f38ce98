"""Codes at publishing: who keeps theirs, who gets the next number that was never used."""

from collections.abc import Iterable, Mapping

from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan.coverage import Coverage
from geo.plan.units import Unit

LAST = {Level.L3: 600, Level.MICRO: 999}  # (p): L3 601-899 are kept for merged ones, 901-999 are dedicated
DIGITS = 3


def coded(cov: Coverage, used: Iterable[str]) -> dict[str, str]:
    """Give every L3 and micro grid a code whose prefix is its parent's.

    Parameters
    ----------
    cov
        The plan's state; L2 and above keep their codes.
    used
        Every code the store ever held; none is given again.

    Returns
    -------
    codes
        Unit id -> code, for units whose code is new.

    Raises
    ------
    BadInput
        A parent has no number left.
    """
    taken: dict[str, int] = {}
    for code in used:
        if code[-DIGITS:].isdigit():
            number = int(code[-DIGITS:])
            # dedicated grids share the numbers of L3 above its last one
            if number <= LAST[Level.MICRO] and not (len(code) == _digits(Level.L3) and number > LAST[Level.L3]):
                taken[code[:-DIGITS]] = max(taken.get(code[:-DIGITS], 0), number)
    out: dict[str, str] = {}
    for level in (Level.L3, Level.MICRO):
        for unit in sorted(cov.of(level), key=lambda u: _place(cov, u)):
            parent = out.get(unit.parent or "") or cov.units[unit.parent or ""].code or ""
            if unit.code is not None and unit.code.startswith(parent) and len(unit.code) == len(parent) + DIGITS:
                continue
            number = taken.get(parent, 0) + 1
            if number > LAST[level]:
                raise BadInput(
                    f"{cov.units[unit.parent or ''].name}的{level.title}编码已用到 {LAST[level]}。",
                    remedy="编码不能重复使用，请改用其他上级网格。",
                )
            taken[parent] = number
            out[unit.id] = f"{parent}{number:0{DIGITS}d}"
    return out


def _digits(level: Level) -> int:
    return {Level.L3: 15, Level.MICRO: 18}[level]


def _place(cov: Coverage, unit: Unit) -> tuple[float, float, str]:
    """Order of numbering: west to east, then north to south."""
    west, _, _, north = cov.shape(unit.id).bounds
    return west, -north, unit.id


def names_of(codes: Mapping[str, str], cov: Coverage) -> dict[str, str]:
    """Old code -> new code, for units that had one."""
    out = {}
    for key, new in codes.items():
        old = cov.units[key].code
        if old is not None:
            out[old] = new
    return out
