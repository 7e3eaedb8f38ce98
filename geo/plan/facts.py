"""What checks and the panel know beside the units, read from the store."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from geo.model.codes import Level
from geo.model.scope import Scope
from geo.model.status import DONE, VOID
from geo.plan.checks import Facts
from geo.plan.coverage import Coverage
from geo.plan.panel import Load, Spots
from geo.plan.plane import points_to_plane, to_plane
from geo.ports import Reads
from geo.rules.shapes import bare

RURAL = "村"


def facts(store: Reads, scope: Scope, *, published: bool = False) -> Facts:
    """Gather what geo.plan.checks needs.

    Parameters
    ----------
    scope
        Should be the whole district.
    published
        True for today's map: codes must then name their parents.
    """
    crs = store.profile().measure_crs
    places = store.places(scope)
    dedicated = store.grids(scope, Level.DEDICATED)
    shapes = to_plane(bare(dedicated.geometry), crs)
    names = dedicated["name"].astype(str)
    outline = to_plane(bare(store.grids(scope, Level.DISTRICT).geometry), crs)
    posts = store.staff(scope).groupby("grid")["role"].agg(frozenset)
    return Facts(
        outline=outline[0] if len(outline) else None,
        posts={str(code): roles for code, roles in posts.items()},
        rural=rural(places),
        lost=tuple(_lost(store, scope, places)),
        dedicated={
            str(code): (name, str(code)[:12], shape)
            for code, name, shape in zip(dedicated.index, names, shapes, strict=True)
        },
        published=published,
        norms=store.profile().norms,
    )


def rural(places: pd.DataFrame) -> frozenset[str]:
    """Codes of the L2 of villages: their kind says 农村 or 村."""
    l2 = places[places["level"] == Level.L2]
    return frozenset(l2.index[l2["kind"].astype(str).str.contains(RURAL)].astype(str))


def by_id(known: Facts, cov: Coverage) -> Facts:
    """Name the village L2 by the ids of a coverage."""
    ids = {unit.code: unit.id for unit in cov.of(Level.L2)}
    return replace(known, rural=frozenset(ids[code] for code in known.rural if code in ids))


def load(store: Reads, scope: Scope, cov: Coverage, care: Spots | None = None) -> Load:
    """Gather what the panel counts: open events, 网格员 by L3, villages.

    Parameters
    ----------
    care
        Nine-colour tags by place; the store's own count (data.plans.loads), for reads below T1 have none.
    """
    crs = store.profile().measure_crs
    events = store.events(scope)
    events = events[~events["status"].isin(DONE | VOID)]
    x, y = points_to_plane(events["lon"].to_numpy(dtype=float), events["lat"].to_numpy(dtype=float), crs)
    seen = np.isfinite(x) & np.isfinite(y)
    staff = store.staff(scope)
    count = staff[staff["role"] == "网格员"].groupby("grid").size()
    return Load(
        events=Spots(x[seen], y[seen], np.ones(int(seen.sum()))),
        care=care,
        workers=_by_id({str(code): int(n) for code, n in count.items()}, cov),
        rural=by_id(Facts(rural=rural(store.places(scope))), cov).rural,
        norms=store.profile().norms,
    )


def _by_id(counts: Mapping[str, int], cov: Coverage) -> dict[str, int]:
    return {unit.id: counts[unit.code] for unit in cov.of(Level.L3) if unit.code is not None and unit.code in counts}


def _lost(store: Reads, scope: Scope, places: pd.DataFrame) -> list[str]:
    """Sentences about records that hang on no micro grid or on one that is no more."""
    micro = set(places.index[places["level"] == Level.MICRO])
    out = []
    for word, column in (
        ("户所在的楼栋", store.home_points(scope)["micro"]),
        ("楼栋", store.buildings(scope)["micro"]),
        ("党群服务中心", store.centers(scope)["micro"]),
        ("双格联建", store.pairings(scope)["micro"]),
    ):
        count = int((~column.isin(micro)).sum())
        if count:
            out.append(f"{count:,} 个{word}没有落在任何微网格。")
    staff = store.staff(scope)["grid"]
    gone = int((~staff.isin(set(places.index))).sum())
    return [*out, f"{gone:,} 个岗位的网格编码不存在。"] if gone else out
