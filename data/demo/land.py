"""The land as one: from lines to grids, buildings, homes and centres, local metres."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from shapely import Polygon

from data.demo.base import Base, base
from data.demo.buildings import Buildings, buildings
from data.demo.centers import Centers, centers
from data.demo.lines import skeleton
from data.demo.names import Names, community_names, name_units
from data.demo.people import Compounds, People, compounds, people, planned
from data.demo.plots import Plots, plots
from data.demo.quarters import Quarters, cut_quarters
from data.demo.sketch import Sketch
from data.demo.streets import Streets, streets
from data.demo.third import Third, third
from data.demo.units import Units, build


@dataclass
class Land:
    """What stands on the ground, local metres."""

    u: Units
    t: Third
    q: Quarters
    n: Names
    s: Streets
    p: Plots
    b: Buildings
    who: People
    yards: Compounds
    centers: Centers
    base: Base


def settle(sketch: Sketch, outline: Polygon, seed: int, tell: Callable[[float, str], None]) -> Land:
    """Draw the land from the sketch; `tell` hears of each stage."""
    tell(0.0, "道路与村庄")
    lines, villages = skeleton(sketch, outline, seed)
    tell(0.03, "街区")
    q = cut_quarters(sketch, lines, villages, outline, seed)
    tell(0.1, "网格")
    u = build(sketch, lines, q, villages, outline, seed=seed)
    l2_name = community_names(sketch, u)
    tell(0.36, "街道")
    s = streets(lines, u.found, outline)
    tell(0.4, "地块")
    p = plots(sketch, u, seed)
    tell(0.47, "楼栋")
    b = buildings(sketch, u, p, s, q.use, seed=seed)
    homes = planned(sketch, u, b, seed)
    t = third(sketch, u, np.bincount(b.micro, homes, minlength=len(u.micro)), seed)
    n = name_units(u, t, l2_name, sketch["counts"]["zones"])
    who = people(sketch, u, t, b, homes, l2_name=l2_name, seed=seed)
    yards = compounds(sketch, u, b, p, who, use=q.use, seed=seed)
    spots = centers(sketch, u, s, b, who, l2_name=l2_name, seed=seed)
    tell(0.54, "底图")
    ground = base(sketch, lines, villages, u, p, b=b, outline=outline, seed=seed)
    return Land(u, t, q, n, s, p, b, who, yards, spots, ground)
