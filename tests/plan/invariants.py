"""The rules no edit may break (I1-I5, I8), each as a sentence that must stay empty."""

import numpy as np
import shapely

from geo.model.codes import Level
from geo.plan.keys import alone, pinched


def broken(cov, start):
    """Everything that is wrong with a coverage, compared with what it was at the start."""
    out = []
    micro = cov.micro()
    shapes = np.array([u.shape for u in micro], dtype=object)
    if not shapely.coverage_is_valid(shapes):
        out.append("I1 no valid coverage")
    if alone(shapes).keys() != start.frozen:
        out.append("I2 the outline moved")
    district = shapely.coverage_union_all(shapes)
    if (
        shapely.get_num_geometries(district) != start.pieces
        or shapely.get_num_interior_rings(shapely.get_geometry(district, 0)) != start.holes
    ):
        out.append("I2 the district has another form")
    if abs(district.area - start.area) > 1e-6:
        out.append(f"I2 area drifts {district.area - start.area}")
    if sum(u.households for u in micro) != start.households or sum(u.people for u in micro) != start.people:
        out.append("I8 households were lost or won")
    units = [unit for unit in cov.units.values() if unit.level is not Level.DISTRICT]
    return out + [word for unit in units for word in wrong(cov, unit, start)]


def wrong(cov, unit, start):
    """What is wrong with one unit."""
    shape = cov.shape(unit.id)
    if shape.geom_type != "Polygon" and unit.id not in start.multi:
        yield f"I3 {unit.id} is a {shape.geom_type}"
    if pinched(shape) and unit.id not in start.pinched:
        yield f"I3 {unit.id} is pinched"
    if unit.parent not in cov.units:
        yield f"I5 {unit.id} hangs nowhere"
    if unit.level is Level.MICRO:
        return
    if not cov.members(unit):
        yield f"I5 {unit.id} is empty"
        return
    leaves = [cov.units[key].shape for key in cov.below(unit.id)]
    made = shapely.coverage_union_all(np.array(leaves, dtype=object))
    if abs(made.symmetric_difference(shape).area) > 1e-6:
        yield f"I4 {unit.id} is not the union of its children"


class Start:
    """What a coverage was before any edit."""

    def __init__(self, cov):
        shapes = np.array([u.shape for u in cov.micro()], dtype=object)
        district = shapely.coverage_union_all(shapes)
        self.frozen = alone(shapes).keys()
        self.area = district.area
        self.pieces = shapely.get_num_geometries(district)
        self.holes = shapely.get_num_interior_rings(shapely.get_geometry(district, 0))
        self.multi = {k for k, s in cov.unions.items() if s.geom_type != "Polygon"}
        self.pinched = {k for k, s in cov.unions.items() if pinched(s)}
        self.households = sum(u.households for u in cov.micro())
        self.people = sum(u.people for u in cov.micro())


def state(cov):
    """Every byte of a coverage, comparable."""
    return {
        key: (u.level, u.parent, u.zone, u.code, u.name, u.households, u.people, shapely.to_wkb(cov.shape(key)))
        for key, u in cov.units.items()
        if u.level is not Level.DISTRICT
    }
