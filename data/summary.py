"""Counts what the store holds, in the words of the issue."""

from typing import Any

from geopandas import GeoSeries
from sqlalchemy import func, select

from data.frames import geoframe
from data.store import Store
from data.tables import Center, Event, Grid, Household, ResidentTag
from geo.model.codes import Level

GRIDS = {"L1": Level.L1, "L2": Level.L2, "L3": Level.L3, "dedicated": Level.DEDICATED, "micro": Level.MICRO}


def summary(store: Store) -> dict[str, Any]:
    """Count the store's content.

    Returns
    -------
    dict
        grids {L1 L2 L3 dedicated micro}, zones, centres, people, households, events, tags (in force at
        as_of), outline_km2 (district polygon in the profile's plane system), synthetic, version.
        people and households are those of the ledger; without one, what the grids declare.
    """
    now = store.as_of()
    current = (Grid.valid_to.is_(None)) & (Grid.superseded_at.is_(None))
    with store.reading() as connection:

        def count(query: Any) -> int:  # noqa: ANN401 - a select
            return int(connection.scalar(query) or 0)

        by_level = select(Grid.level, func.count()).where(current).group_by(Grid.level)
        levels = {level: number for level, number in connection.execute(by_level)}  # noqa: C416 - dict() of rows confuses types
        alive = (
            ResidentTag.superseded_at.is_(None)
            & (ResidentTag.valid_from.is_(None) | (ResidentTag.valid_from <= now))
            & (ResidentTag.valid_to.is_(None) | (ResidentTag.valid_to > now))
        )
        households = count(select(func.count()).select_from(Household))
        declared = select(func.sum(Grid.people), func.sum(Grid.households)).where(current, Grid.level == Level.MICRO)
        grid_people, grid_households = connection.execute(declared).one()
        people = count(select(func.sum(Household.people))) or int(grid_people or 0)
        district = geoframe(connection, select(Grid.code, Grid.wkb).where(current, Grid.level == Level.DISTRICT))
        made = {
            "grids": {name: levels.get(level.value, 0) for name, level in GRIDS.items()},
            "zones": levels.get(Level.ZONE.value, 0),
            "centres": count(select(func.count()).select_from(Center)),
            "people": people,
            "households": households or int(grid_households or 0),
            "events": count(select(func.count()).select_from(Event)),
            "tags": count(select(func.count()).select_from(ResidentTag).where(alive)),
        }
    outline = GeoSeries(district.geometry).to_crs(store.profile().measure_crs).area.sum() / 1e6
    return made | {
        "outline_km2": round(float(outline), 2),
        "synthetic": store.synthetic(),
        "version": store.version(),
    }


def sentences(counts: dict[str, Any]) -> list[str]:
    """Say the summary in Chinese lines."""
    grids = counts["grids"]
    upper = f"一级 {grids['L1']}，二级 {grids['L2']}，三级 {grids['L3']:,}"
    homes = f"人口 {counts['people']:,}，户 {counts['households']:,}"
    filled = any([*grids.values(), counts["events"], counts["households"]])
    held = "演示数据" if counts["synthetic"] else "真实数据" if filled else "空库"
    return [
        f"网格：{upper}，专属 {grids['dedicated']:,}，微网格 {grids['micro']:,}",
        f"片区 {counts['zones']}，党群服务中心 {counts['centres']}",
        f"{homes}，九色标签 {counts['tags']:,}，事件 {counts['events']:,}",
        f"示意边界面积 {counts['outline_km2']} 平方公里",
        f"{held}，数据版本 {counts['version']}",
    ]
