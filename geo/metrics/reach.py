"""Who is within reach on foot, and who is not: counts of places, grids and groups, as a role may see them."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.model.codes import Level
from geo.model.errors import NotAllowed
from geo.model.profile import Group, Profile
from geo.model.scope import Tier
from geo.rules import nine_reach, rounding

KM_H = 1000 / 60  # metres a minute for one km/h
CHILD = {
    Level.DISTRICT: Level.L2, Level.ZONE: Level.L2, Level.L1: Level.L2, Level.L2: Level.L3, Level.L3: Level.MICRO,
    Level.MICRO: Level.MICRO,
}  # fmt: skip
DIGITS = {Level.L2: 12, Level.L3: 15, Level.MICRO: 18}
FINE = rounding.FINE


@dataclass(frozen=True, slots=True)
class Near:
    """Every home of the district with its nearest centre on foot.

    `homes` has columns micro, people and further weights; `metres` is inf where no centre is within the
    walk that was looked for, `off_street` marks homes too far from any street: listed, never covered.
    """

    homes: pd.DataFrame
    metres: NDArray[np.float64]
    inside: NDArray[np.bool_]
    off_street: NDArray[np.bool_]
    kmh: float


def of_place(micro: "pd.Series[str]", code: str, l2_of_zone: pd.Index) -> NDArray[np.bool_]:
    """Say which homes lie in a place; a zone is the union of its communities."""
    if "-Z" in code:
        return np.asarray(micro.str[:12].isin(l2_of_zone), dtype=bool)
    return np.asarray(micro.str.startswith(code), dtype=bool)


def totals(near: Near, rows: NDArray[np.bool_], *, tier: Tier, level: Level) -> dict[str, Any]:
    """Count people of a place: all, inside, outside, off_street (part of outside), share in percent.

    Inside + outside = all. At T0 people are in tens (None for 1 to 9) and the share of fine grids whole.
    """
    people = near.homes["people"].to_numpy(dtype=float)[rows]
    every, inside = float(people.sum()), float(people[near.inside[rows]].sum())
    off = float(people[near.off_street[rows]].sum())
    share = None if not every else round(100 * inside / every, 0 if tier is Tier.T0 and level in FINE else 1)
    return {
        "all": rounding.people(every, tier=tier, level=level),
        "inside": rounding.people(inside, tier=tier),
        "outside": rounding.people(every - inside, tier=tier),
        "off_street": rounding.people(off, tier=tier),
        "share": share,
    }


def outside(near: Near, rows: NDArray[np.bool_], names: "pd.Series[str]", *, tier: Tier, level: Level) -> pd.DataFrame:
    """List the grids below a place by people outside, most first.

    Parameters
    ----------
    rows
        Homes of the place.
    names
        Index code, names of places.
    level
        The place's level; the list is one level finer.

    Returns
    -------
    DataFrame
        Index code; name, all, outside (tens at T0, missing for 1 to 9), share (percent of the grid
        outside), minutes (mean walk of those outside as far as one was found; missing without). Grids
        with nobody outside are left out.
    """
    child = CHILD[level]
    homes = near.homes[rows]
    code = homes["micro"].str[: DIGITS[child]]
    people = homes["people"].to_numpy(dtype=float)
    out, metres = ~near.inside[rows], near.metres[rows]
    found = out & np.isfinite(metres)
    table = pd.DataFrame(
        {
            "all": people,
            "outside": people * out,
            "walkers": people * found,
            "walked": people * np.where(found, metres, 0.0),
        },
        index=pd.Index(code, name="code"),
    )
    sums = table.groupby(level="code").sum()
    sums = sums[sums["outside"] > 0].sort_values("outside", ascending=False, kind="stable")
    minutes = (sums["walked"] / sums["walkers"].where(sums["walkers"] > 0)) / (near.kmh * KM_H)
    shown = [rounding.people(n, tier=tier) for n in sums["outside"]]
    hidden = pd.Series(shown, index=sums.index, dtype="Int64").isna()
    digits = 0 if tier is Tier.T0 else 1
    made = pd.DataFrame(
        {
            "name": names.reindex(sums.index).fillna("").astype(str),
            "all": pd.array([rounding.people(n, tier=tier, level=child) for n in sums["all"]], dtype="Int64"),
            "outside": pd.array(shown, dtype="Int64"),
            "share": (100 * sums["outside"] / sums["all"]).round(digits).mask(hidden),
            "minutes": minutes.round().mask(hidden),
        },
        index=sums.index,
    )
    return made.sort_values("outside", ascending=False, kind="stable", na_position="last")


def groups(
    near: Near, counts: pd.DataFrame, rows: NDArray[np.bool_], profile: Profile, *, tier: Tier
) -> list[dict[str, Any]]:
    """Count tags by nine-colour group inside and outside, for who sees homes: both sides or none.

    Parameters
    ----------
    counts
        Tags per home, a column per open group; index as `near.homes`.
    tier
        From T1 on: below, only `groups_told` may be shown.
    """
    if tier is Tier.T0:
        raise NotAllowed("领导角色的九色人数要先整体隐去小数。", remedy="请用 geo.rules.nine_reach 的表。")
    inside = near.inside[rows]
    out = []
    for group in profile.groups:
        if group.code in counts:
            n = counts[group.code].to_numpy(dtype=float)[rows]
            a, b = float(n[inside].sum()), float(n[~inside].sum())
            small = any(0 < x < profile.k_internal for x in (a, b))
            out.append(_group(group, *((None, None) if small else (round(a), round(b)))))
    return out


def groups_told(table: pd.DataFrame, code: str, metres: float, profile: Profile) -> list[dict[str, Any]]:
    """Write one place and walk of `geo.rules.nine_reach.told` in the same form."""
    sides = [table.xs((code, metres, side)) for side in (nine_reach.INSIDE, nine_reach.OUTSIDE)]
    return [
        _group(group, *(None if pd.isna(side[group.code]) else int(side[group.code]) for side in sides))
        for group in profile.groups
        if group.code in table
    ]


def _group(group: Group, inside: int | None, outside: int | None) -> dict[str, Any]:
    kept = {name: getattr(group, name) for name in ("code", "title", "glyph", "color", "ink")}
    return kept | {"inside": inside, "outside": outside}
