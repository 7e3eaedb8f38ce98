"""What may be shown to whom: events of homes only as their grid, people only suppressed, by mode of publication."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.model.codes import Level
from geo.model.errors import NotAllowed
from geo.model.profile import Profile
from geo.model.scope import Role, Scope, Tier
from geo.model.view import Mode, SheetSpec
from geo.ports import Reads
from geo.rules.hexes import hex_rows, hexagons
from geo.rules.nine import published, unlike
from geo.rules.period import Known, Plain, held, key, plain
from geo.rules.scope import outline
from geo.rules.shapes import WGS, bare
from geo.rules.suppress import WIDTH, suppress

_FEWEST = 2  # hidden cells of a list: one alone is its sum less the others


def is_private(types: pd.Series, profile: Profile) -> pd.Series:
    """Tell which types (4-digit codes) are about homes or disputes; unknown classes count as private."""
    public = {item.code for item in profile.classes if not item.private}
    return ~types.astype(str).str[:2].isin(public)


def published_points(events: GeoDataFrame, grid_points: GeoSeries, profile: Profile, *, tier: Tier) -> GeoDataFrame:
    """Events at the places this tier may see.

    Parameters
    ----------
    events
        Columns type, micro; points in EPSG:4490.
    grid_points
        Inner point of each micro grid (index its code), EPSG:4490.
    tier
        At T0 events of private classes move to the inner point of their micro grid, and are left
        out where they have none; their text and address are blanked. Finer tiers see all.

    Returns
    -------
    GeoDataFrame
        New, a subset of the rows, same columns.
    """
    if tier > Tier.T0:
        return events.copy()
    private = is_private(events["type"], profile)
    homeless = ~events["micro"].isin(grid_points.index)
    out = events[~(private & homeless)].copy()
    moved = is_private(out["type"], profile)
    geometry = bare(out.geometry).copy()
    geometry[moved.to_numpy()] = bare(GeoSeries(grid_points.reindex(out.loc[moved, "micro"])))
    out = out.set_geometry(GeoSeries(geometry, index=out.index, crs=events.crs))
    for column in ("text", "address"):
        if column in out:
            out[column] = out[column].mask(moved, "")
    return out


def exported(scope: Scope, mode: Mode) -> Scope:
    """Find the eyes a file is made with: never finer than the mode allows, nor than the person's own.

    会议 and 公开 see what a leader sees of the same place. 内部 keeps the person's own tier, but never
    single persons and never the restricted groups: these are not exported at all.
    """
    if mode is Mode.INTERNAL:
        return scope if scope.tier <= Tier.T1 else replace(scope, role=Role.STREET)
    return replace(scope, role=Role.LEADER)


def limit(profile: Profile, scope: Scope) -> int:
    """Smallest count of people a file made with these eyes may show."""
    return profile.k_meeting if scope.tier is Tier.T0 else profile.k_internal


def withheld(mode: Mode) -> frozenset[str]:
    """Layer keys that never leave in this mode: in public, points of events, the nine colours and what was circled."""
    return frozenset({"events", "nine", "sketches"}) if mode is Mode.PUBLIC else frozenset()


def permit(spec: SheetSpec) -> None:
    """Check what a mode demands before anything is drawn.

    Raises
    ------
    NotAllowed
        内部 without a reason, 公开 without a 审图号.
    """
    if spec.mode is Mode.INTERNAL and not spec.reason.strip():
        raise NotAllowed("“内部”模式需要写明用途。", remedy="请填写用途，或改用“会议”模式。")
    if spec.mode is Mode.PUBLIC and not spec.review.strip():
        raise NotAllowed("“公开”模式需要审图号：公开使用的地图应先送审。", remedy="请填写审图号，或改用“会议”模式。")


class Told:
    """What a period has published of people, and what a file shows of it: the latter is kept when it leaves."""

    def __init__(self, period: str, known: Known) -> None:
        self._period, self._known = period, known
        self.shown: dict[str, Plain] = {}

    def held(self, name: str, k: int, fresh: pd.DataFrame) -> pd.DataFrame:
        """Show a table as the period first did."""
        place = key(self._period, name, k)
        first = self._known(place)
        table = held(fresh, first)
        self.shown[place] = plain(table) if first is None else first
        return table


def nine_table(store: Reads, scope: Scope, mode: Mode, told: Told | None = None) -> pd.DataFrame:
    """Read the nine colours as a file may print them: by 片区 and 镇街, in public by 片区 only.

    All files of a tier show parts of one and the same suppressed table, and outside 内部 the one that was
    published first in the period, so that two files cannot be subtracted from each other.

    Parameters
    ----------
    told
        What the period has published; notes what this file shows.

    Returns
    -------
    DataFrame of Int64
        Index place code; columns level and one per open group; <NA> is hidden.
    """
    eyes = exported(scope, mode)
    if mode is Mode.INTERNAL or told is None:
        table = published(store, eyes)
    else:
        whole = published(store.today(), Scope(scope.account, eyes.role, store.profile().district))
        counts = told.held("nine", limit(store.profile(), eyes), whole.drop(columns="level"))
        table = unlike(store, pd.concat([whole[["level"]], counts], axis=1))
        table = table[table.index.isin(store.places(eyes).index)]
    kept = [Level.DISTRICT, Level.ZONE] if mode is Mode.PUBLIC else [Level.DISTRICT, Level.ZONE, Level.L1]
    return table[table["level"].isin([level.value for level in kept])]


def community_totals(store: Reads, scope: Scope, mode: Mode, told: Told | None = None) -> pd.DataFrame:
    """Count persons with an open colour by 社区(村), 片区 and district, suppressed: what 公开 tells of communities.

    Persons are counted once however many colours they carry, so no sum of the nine colours gives back a cell.

    Returns
    -------
    DataFrame of Int64
        Index place code, columns level and persons; <NA> is hidden.
    """
    eyes, profile, book = exported(scope, mode), store.profile(), store.today()
    reader = Scope(scope.account, Role.STREET, profile.district)
    k = limit(profile, eyes)
    places = book.places(reader)
    l2 = places.index[places["level"] == Level.L2]
    micro = _homes_of_persons(book, reader)
    counts = pd.Series(micro.str[:12]).value_counts().reindex(l2, fill_value=0)
    rows = {profile.district: frozenset(l2)}
    levels = {profile.district: Level.DISTRICT.value}
    for code in places.index[places["level"] == Level.ZONE]:
        rows[str(code)] = frozenset(l2[(places.loc[l2, "zone"] == code).to_numpy()])
        levels[str(code)] = Level.ZONE.value
    for code in l2:
        rows[str(code)], levels[str(code)] = frozenset([code]), Level.L2.value
    table = suppress(pd.DataFrame({"persons": counts}), rows, k=k)
    if told is not None and mode is not Mode.INTERNAL:
        table = told.held("persons", k, table)
    table.insert(0, "level", pd.Series(levels))
    table = unlike(store, table)
    return table[table.index.isin(store.places(eyes).index)]


def _homes_of_persons(store: Reads, reader: Scope) -> pd.Series:
    """Micro grid of every person with an open colour, once each."""
    tags = store.tags(reader)
    found = _alive(tags, pd.Timestamp(store.as_of())) if len(tags) else tags
    if not len(found):
        return pd.Series([], dtype=str)
    return found.drop_duplicates("resident")["micro"].dropna().astype(str)


@dataclass(frozen=True, slots=True)
class Crowd:
    """People in hexagons, as classes: `cells` (name, step; geometry), their words, and how many are hidden.

    `step` is -1 where the count is hidden, 0 where nobody is, else 1..len(words).
    """

    cells: GeoDataFrame
    words: tuple[str, ...]
    hidden: int
    k: int


def crowd(store: Reads, scope: Scope, mode: Mode, told: Told | None = None) -> Crowd:
    """Count the people with a colour in hexagons and publish classes only.

    Persons are counted once however many colours they carry, over the whole district, so that the mask is
    the same for every account. Cells of 1 to k-1 are hidden, and with them the smallest others until at
    least two are, holding k people or more. Counts themselves do not leave: sums of classes give nothing
    back by subtraction from tables of other areas.
    """
    eyes, profile = exported(scope, mode), store.profile()
    k = limit(profile, eyes)
    # The one place that reads rows of persons for eyes that may not: they end here, as classes.
    reader = Scope(scope.account, Role.STREET, profile.district)
    tags = store.today().tags(reader)
    cells = hexagons(outline(store, reader).geometry, crs=profile.measure_crs)
    found = _alive(tags, pd.Timestamp(store.as_of())) if len(tags) else tags
    row = np.full(0, -1, dtype=np.int64)
    if len(found):
        persons = found.drop_duplicates("resident")
        at = store.today().households(reader).reindex(persons["household"])
        known = at["lon"].notna().to_numpy() & at["lat"].notna().to_numpy()
        points = GeoSeries(shapely.points(at["lon"].to_numpy()[known], at["lat"].to_numpy()[known]), crs=WGS)
        row = hex_rows(points, cells, crs=profile.measure_crs)
    counts = np.bincount(row[row >= 0], minlength=len(cells))
    hide = masked(counts, k)
    breaks = _steps(counts[~hide & (counts > 0)], k)
    least = (0, *breaks)
    step = np.where(hide, -1, np.where(counts == 0, 0, np.searchsorted(breaks, counts, side="right")))
    if told is not None and mode is not Mode.INTERNAL:
        # The lower edge of each cell's class; a cell the period has not told of is hidden.
        shown = pd.array([pd.NA if n < 0 else least[n] for n in step], dtype="Int64")
        low = told.held("hexes", k, pd.DataFrame({"least": shown}, index=cells.index))["least"]
        breaks = sorted({int(n) for n in low.dropna() if n > 0})
        step = np.array([-1 if pd.isna(n) else 0 if n == 0 else breaks.index(int(n)) + 1 for n in low])
    mine = hexagons(outline(store, eyes).geometry, crs=profile.measure_crs)
    own = mine.assign(step=pd.Series(step, index=cells.index).reindex(mine.index).fillna(0).astype(int))
    words = (
        *(f"{low:,}–{high - 1:,} 人" for low, high in pairwise(breaks)),
        *([f"{breaks[-1]:,} 人以上"] if breaks else []),
    )
    return Crowd(own[["name", "step", "geometry"]], words, int((own["step"] == -1).sum()), k)


def masked(counts: NDArray[np.int64], k: int) -> NDArray[np.bool_]:
    """Tell which cells of one list are hidden: those of 1..k-1, and the smallest others until the sum is no help.

    Audited against somebody who knows every shown count exactly and the sum of all, which is more than classes
    tell: a hidden cell then lies between 1 and the hidden sum less 1 for each other one, and that must reach k
    and leave `WIDTH` open.
    """
    need = max(k, WIDTH + 1)
    hide = (counts > 0) & (counts < k)
    order = [int(n) for n in np.argsort(counts, kind="stable") if counts[n] >= k]
    while hide.any() and (hide.sum() < _FEWEST or counts[hide].sum() - hide.sum() + 1 < need) and order:
        hide[order.pop(0)] = True
    return np.asarray(hide, dtype=bool)


def _steps(values: NDArray[np.int64], k: int) -> list[int]:
    """Find the breaks of at most five classes at round numbers, from k on, so that each class has members."""
    if not len(values):
        return []
    found = [k]
    for share in (0.35, 0.6, 0.8, 0.93):
        raw = float(np.quantile(values, share))
        power = 10 ** max(math.floor(math.log10(max(raw, 1.0))), 1)
        near = min((step * power for step in (1, 1.5, 2, 3, 5, 7.5, 10)), key=lambda one: abs(one - raw))
        if near > found[-1] and (values >= near).any():
            found.append(int(near))
    return found


def _alive(tags: pd.DataFrame, now: pd.Timestamp) -> pd.DataFrame:
    began = tags["valid_from"].isna() | (tags["valid_from"] <= now)
    return tags[began & (tags["valid_to"].isna() | (tags["valid_to"] > now))]
