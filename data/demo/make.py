"""Makes the demo district: a pure function of the seed."""

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
from shapely import Polygon

from data.demo import frames, life, notes, staff
from data.demo import stars as made_stars
from data.demo.check import check
from data.demo.frames import District, Globe
from data.demo.land import Land, settle
from data.demo.lines import largest
from data.demo.sketch import SEED_FILES, Sketch, load
from data.demo.street_names import street_names
from geo.model.errors import BadInput

SEED = 410106


def make_district(seed: int = SEED, *, progress: Callable[[float, str], None] | None = None) -> District:
    """Make the whole district.

    Parameters
    ----------
    seed
        Same seed, same district (same build of shapely and GEOS; counts hold on any).
    progress
        Called with a share 0..1 and a Chinese word for the stage.

    Returns
    -------
    District
        Frames with the columns of docs/house.md section 2; geometry EPSG:4490, unrounded; people,
        counts and dates fixed by data/demo/sketch.toml. Everything but outline and names is made up.

    Raises
    ------
    BadInput
        A stage or a bar of `check` fails; never a district with 2,333 grids.
    """
    tell = progress or (lambda _share, _word: None)
    sketch = load()
    globe = Globe(sketch)
    published = largest(gpd.read_file(SEED_FILES / "outline.geojson").to_crs(frames.WGS).geometry.iloc[0])
    try:
        land = settle(sketch, largest(globe.local(published)), seed, tell)
        tell(0.62, "户与人")
        district = _district(sketch, globe, land, published, seed, tell=tell)
    except ValueError as fault:
        raise _unfit(seed, [str(fault)]) from fault
    tell(0.94, "核对")
    faults = check(district)
    if faults:
        raise _unfit(seed, faults)
    tell(1.0, "完成")
    return district


def _unfit(seed: int, faults: list[str]) -> BadInput:
    return BadInput(
        f"种子 {seed} 画不出符合要求的演示区（{'; '.join(faults)}）。",
        remedy="请换一个种子，或恢复 data/demo/sketch.toml。",
    )


def _district(
    sketch: Sketch, globe: Globe, land: Land, published: Polygon, seed: int, *, tell: Callable[[float, str], None]
) -> District:
    u, n, who = land.u, land.n, land.who
    grid = frames.grids(u, land.t, n, land.p, households=who.micro_households, people=who.micro_people)
    team = staff.staff(sketch, grid, n.l3[who.crowded_l3], seed)
    grid["posts"] = grid["code"].map(team.posts).fillna(0).astype(int)
    home = life.homes(sketch, land, globe, seed)
    tell(0.68, "九色与走访")
    tag, visit = life.tags_and_visits(sketch, land, home, team.table, seed)
    tell(0.8, "九十天事件")
    event = life.events(sketch, land, globe, seed)
    patrol = life.patrols(sketch, land, team.table, globe, seed)
    tell(0.9, "坐标")
    pairing = staff.pairings(grid[grid["level"] == "专属"], grid[grid["level"] == "微网格"], seed)
    stars = made_stars.stars(sketch, grid, seed)
    street = _to_degrees(frames.street_frame(land.s, street_names(land)), globe)
    return District(
        _columns(_to_degrees(grid, globe), "code name level parent zone kind households people posts geometry"),
        street,
        _to_degrees(frames.base_frame(land.base), globe),
        _to_degrees(home.building, globe),
        _to_degrees(home.compound, globe),
        life.center_frame(land, globe, seed),
        team.table,
        pairing,
        home.household,
        tag,
        event,
        visit,
        patrol,
        stars.item,
        stars.card,
        notes.notes(sketch, patrol, len(event), seed),
        sketch.as_of,
        seed,
        published,
    )


def _to_degrees(frame: gpd.GeoDataFrame, globe: Globe) -> gpd.GeoDataFrame:
    geometry = globe.shapes(frame.geometry.to_numpy())
    return gpd.GeoDataFrame(pd.DataFrame(frame.drop(columns="geometry")), geometry=geometry, crs=frames.WGS)


def _columns(frame: gpd.GeoDataFrame, names: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame[names.split()], geometry="geometry", crs=frame.crs)
