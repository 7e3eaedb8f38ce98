"""The nine colours as they may be published: where, for whom, and with what hidden."""

import pandas as pd

from geo.model.codes import Level
from geo.model.profile import Profile
from geo.model.scope import Scope, Tier
from geo.ports import Reads
from geo.rules.period import key, without
from geo.rules.suppress import suppress

# Finest level at which groups are shown: a grid by colour has 99.6 % of its cells below 5 (domain note, 2.9).
LEVELS = {Tier.T0: (Level.ZONE, Level.L1), Tier.T1: (Level.ZONE, Level.L1, Level.L2)}


def finest(tier: Tier) -> Level:
    """Smallest areas a tier sees by group."""
    return LEVELS[min(tier, Tier.T1)][-1]


def open_groups(profile: Profile, tier: Tier) -> tuple[str, ...]:
    """Codes of the groups a tier may see counted; restricted ones never at T0 and T1."""
    return tuple(group.code for group in profile.groups if tier > Tier.T1 or not group.restricted)


def month_key(store: Reads) -> str:
    """Name what this month shows leaders of the nine colours."""
    return key(f"{store.as_of():%Y-%m}", "nine", store.profile().k_meeting)


def published(store: Reads, scope: Scope) -> pd.DataFrame:
    """Count tags by place, suppressed over the whole district, then cut to the scope.

    A store of another day tells today's counts, and only of places whose borders are today's: two days, or two
    borders, would be two tables of the same people to subtract from each other.

    The mask is the same for all accounts of a tier: it is found on the district's table, never on
    a part of it, so that two scopes cannot be subtracted. T0 uses profile.k_meeting, finer tiers
    k_internal. At T0 what was hidden once in a month stays hidden until the next (`Reads.held_back`), on
    screens as in files: else the number told after a small change would tell the one hidden before it.

    Returns
    -------
    DataFrame of Int64
        Index code of zones and streets (from T1 also 社区), columns level and one per group allowed;
        <NA> is hidden. The district is summed in when the scope is the district.
    """
    profile, tier, book = store.profile(), scope.tier, store.today()
    groups = open_groups(profile, tier)
    counts = book.tag_counts(scope).reindex(columns=list(groups)).fillna(0).astype(int)
    counts.index = counts.index.astype(str)
    levels = LEVELS[min(tier, Tier.T1)]
    zone_of = zones_of(book, scope, counts.index)
    areas, level_of = areas_of(counts.index, zone_of, levels, profile.district)
    atoms = counts if Level.L2 in levels else _merged(counts, zone_of)
    rows = areas if Level.L2 in levels else {name: blocks_of(area, zone_of) for name, area in areas.items()}
    table = suppress(atoms, rows, k=profile.k_meeting if tier is Tier.T0 else profile.k_internal)
    if tier is Tier.T0:
        table = without(table, store.held_back(month_key(store)))
    table.insert(0, "level", pd.Series(level_of))
    table = unlike(store, table)
    seen = store.places(scope).index
    return table[seen.get_indexer(table.index) >= 0]  # isin would read all names of the district anew


def unlike(store: Reads, table: pd.DataFrame) -> pd.DataFrame:
    """Hide the rows of places whose borders are not today's; column level stays."""
    strange = table.index.isin(list(store.redrawn()))
    if not strange.any():
        return table
    counts = table.columns.difference(["level"])
    return table.assign(**{name: table[name].mask(strange) for name in counts})


def zones_of(store: Reads, scope: Scope, l2: pd.Index) -> pd.Series:
    """Zone of each 社区; empty where it has none."""
    places = store.places(Scope(scope.account, scope.role, store.profile().district))
    zones = places.loc[places["level"] == Level.L2, "zone"]
    return zones.reindex(l2).fillna("").astype(str)


def areas_of(
    l2: pd.Index, zone_of: pd.Series, levels: tuple[Level, ...], district: str
) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """Communities of every area that is published, and the areas' levels."""
    areas = {district: frozenset(l2)}
    level_of = {district: Level.DISTRICT.value}
    for zone in sorted(set(zone_of) - {""}):
        areas[zone], level_of[zone] = frozenset(zone_of.index[zone_of == zone]), Level.ZONE.value
    for street in sorted(set(l2.str[:9])):
        areas[street], level_of[street] = frozenset(l2[l2.str[:9] == street]), Level.L1.value
    if Level.L2 in levels:
        for code in l2:
            areas[code], level_of[code] = frozenset([code]), Level.L2.value
    return areas, level_of


def block_of(l2: pd.Index, zone_of: pd.Series) -> pd.Index:
    """Name the part of a street inside a zone: the finest area anybody can tell apart."""
    zones = dict(zip(zone_of.index, zone_of, strict=True))  # asked area by area: a table would be searched anew
    return pd.Index([f"{code[:9]}|{zones[code]}" for code in l2])


def _merged(counts: pd.DataFrame, zone_of: pd.Series) -> pd.DataFrame:
    return counts.groupby(block_of(counts.index, zone_of)).sum()


def blocks_of(area: frozenset[str], zone_of: pd.Series) -> frozenset[str]:
    """Blocks an area is made of."""
    return frozenset(block_of(pd.Index(sorted(area)), zone_of))
