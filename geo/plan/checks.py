"""Everything that is wrong with a plan or with today's map, each fault with its place and, where safe, a fix."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.model.codes import Level, parse_code
from geo.model.errors import BadCode
from geo.model.norms import Norms
from geo.model.scope import Tier
from geo.plan.coverage import Coverage
from geo.plan.keys import Shapes, pinched, point_keys
from geo.plan.ops import Dissolve, Op
from geo.plan.refused import Box, box_of
from geo.plan.units import ABOVE, Unit
from geo.rules.rounding import words

TITLES = {
    "coverage": "缝隙或重叠",
    "holes": "区内空洞",
    "outline": "区界变动",
    "pieces": "不成一整块",
    "parents": "上下级关系",
    "codes": "编码",
    "slivers": "过小或过窄",
    "norms": "户数标准",
    "cap": "负荷偏差",
    "staff": "人员缺岗",
    "attached": "挂接不上",
    "dedicated": "专属网格跨界",
}
GRAVE = ("coverage", "holes", "outline", "pieces", "parents")
TOLERANCE_M2 = 1.0
ROUNDED_M = 0.002  # mean width of what rounding to millimetres leaves between two lines


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: key of TITLES, the sentence, units (ids), where (plane box), and an edit that mends it."""

    code: str
    text: str
    units: tuple[str, ...] = ()
    bbox: Box | None = None
    fix: Op | None = None

    @property
    def grave(self) -> bool:
        """A plan with such a fault cannot be submitted."""
        return self.code in GRAVE


@dataclass(frozen=True, slots=True)
class Facts:
    """What a check knows beside the units; whatever is empty is not checked.

    `outline` is the official border (plane), `posts` the roles present by grid code, `rural` the ids
    of village L2, `lost` sentences about records without a grid, `dedicated` code -> (name, L2 code,
    shape).
    """

    outline: BaseGeometry | None = None
    posts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    rural: frozenset[str] = frozenset()
    lost: tuple[str, ...] = ()
    dedicated: Mapping[str, tuple[str, str, BaseGeometry]] = field(default_factory=dict)
    published: bool = False  # codes must name their parents
    norms: Norms = field(default_factory=Norms)


NEEDED_POSTS = {Level.L3: ("三级网格长", "网格员"), Level.MICRO: ("微网格长",)}


def check(units: Iterable[Unit], facts: Facts | None = None, norms: Norms | None = None) -> list[Fault]:
    """Run all checks.

    Parameters
    ----------
    units
        Units of all levels; micro grids with shapes in the plane, valid or not.
    facts
        What else is known.
    norms
        Other limits than those of `facts`.

    Returns
    -------
    faults
        Grave ones first, in the order of TITLES, then by unit.
    """
    known = facts or Facts()
    limits = norms or known.norms
    book = _Book(units)
    found = [
        *_coverage(book),
        *_outline(book, known),
        *_pieces(book),
        *_parents(book),
        *_codes(book, known),
        *_slivers(book, limits),
        *_norms(book, known, limits),
        *_staff(book, known),
        *(Fault("attached", text) for text in known.lost),
        *_dedicated(book, known),
    ]
    order = list(TITLES)
    return sorted(found, key=lambda fault: (not fault.grave, order.index(fault.code), fault.units))


def grave(cov: Coverage) -> list[Fault]:
    """Faults that bar a plan from being submitted; numbers that may change the map."""
    book = _Book(cov.units.values())
    return [f for f in (*_coverage(book), *_pieces(book), *_parents(book)) if f.grave]


class _Book:
    """Units by level, and the unions of every level."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self.units = {unit.id: unit for unit in units}
        self.micro = sorted((u for u in self.units.values() if u.level is Level.MICRO), key=lambda u: u.rank)
        self.shapes: Shapes = np.array([u.body for u in self.micro], dtype=object)
        self.valid = bool(len(self.shapes)) and bool(shapely.coverage_is_valid(self.shapes))
        self.members: dict[str, list[str]] = {}
        for unit in self.units.values():
            for above in (unit.parent, unit.zone):
                if above is not None and (unit.level is not Level.ZONE):
                    self.members.setdefault(above, []).append(unit.id)
        self.unions: dict[str, BaseGeometry] = {u.id: u.body for u in self.micro}
        for level in (Level.L3, Level.L2, Level.L1, Level.ZONE, Level.DISTRICT):
            for unit in self.of(level):
                below = [self.unions[k] for k in self.members.get(unit.id, []) if k in self.unions]
                if below:
                    self.unions[unit.id] = self.united(below)

    def of(self, level: Level) -> list[Unit]:
        return sorted((u for u in self.units.values() if u.level is level), key=lambda u: u.rank)

    def united(self, shapes: Sequence[BaseGeometry]) -> BaseGeometry:
        many = np.array(shapes, dtype=object)
        return shapely.coverage_union_all(many) if self.valid else shapely.union_all(shapely.make_valid(many))

    def beside(self, place: BaseGeometry) -> tuple[str, ...]:
        """Id of the micro grid nearest to a place that belongs to none: somebody has to go and look."""
        return (self.micro[int(np.argmin(shapely.distance(self.shapes, place)))].id,)

    def box(self, key: str) -> Box | None:
        return box_of(self.unions[key]) if key in self.unions else None


def _coverage(book: _Book) -> Iterable[Fault]:
    if len(book.shapes) and not book.valid:
        wrong = shapely.coverage_invalid_edges(book.shapes)
        for at in np.flatnonzero(~shapely.is_empty(wrong)):
            unit = book.micro[at]
            yield Fault("coverage", f"{unit.name}与相邻网格有缝隙、重叠或边线不重合。", (unit.id,), box_of(wrong[at]))
    whole = book.united(list(book.shapes)) if len(book.shapes) else None
    for part in shapely.get_parts(whole) if whole is not None else []:
        for ring in part.interiors:
            text = f"区内有 {shapely.Polygon(ring).area:,.0f} 平方米没有微网格。"
            yield Fault("holes", text, book.beside(ring), box_of(ring))


def _outline(book: _Book, facts: Facts) -> Iterable[Fault]:
    if facts.outline is None or not len(book.shapes):
        return
    made = book.united(list(book.shapes))
    for word, part in (
        ("少了", shapely.difference(facts.outline, made)),
        ("超出", shapely.difference(made, facts.outline)),
    ):
        # The grids lie on a grid of millimetres, the official border does not: slivers of that width are no change.
        seen = [one for one in shapely.get_parts(part) if 2 * one.area > ROUNDED_M * one.length]
        area = sum(one.area for one in seen)
        if area > TOLERANCE_M2:
            text = f"微网格合起来比区界{word} {area:,.0f} 平方米。"
            largest = max(seen, key=shapely.area)  # zoomed to: all of them may be the whole district
            yield Fault("outline", text, book.beside(largest), box_of(largest))


def _pieces(book: _Book) -> Iterable[Fault]:
    for at in np.flatnonzero(_pinched(book.shapes) | (shapely.get_type_id(book.shapes) != POLYGON)):
        unit = book.micro[at]
        yield Fault("pieces", f"{unit.name}不是一整块，或只在一个点上相连。", (unit.id,), box_of(unit.body))
    for level in (Level.L3, Level.L2, Level.L1, Level.ZONE):
        for unit in book.of(level):
            if unit.id not in book.unions:
                continue
            parts = shapely.get_parts(book.unions[unit.id])
            if len(parts) > 1:
                smallest = min(parts, key=shapely.area)
                text = f"{level.title}{unit.name}分成了 {len(parts)} 块。"
                yield Fault("pieces", text, (unit.id,), box_of(smallest))
            elif len(parts) and pinched(parts[0]):
                yield Fault("pieces", f"{level.title}{unit.name}只在一个点上相连。", (unit.id,), book.box(unit.id))


POLYGON = shapely.GeometryType.POLYGON.value


def _pinched(shapes: Shapes) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    rings, owner = shapely.get_rings(shapes, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    pairs = np.unique(np.column_stack([owner[ring], point_keys(xy)]), axis=0)[:, 0] if len(ring) else np.empty(0)
    distinct = np.bincount(pairs.astype(int), minlength=len(shapes))
    vertices = np.bincount(owner[ring], minlength=len(shapes)) - np.bincount(owner, minlength=len(shapes))
    return np.asarray(distinct != vertices)


def _parents(book: _Book) -> Iterable[Fault]:
    for unit in book.units.values():
        if unit.level in ABOVE:
            parent = book.units.get(unit.parent or "")
            if parent is None or parent.level is not ABOVE[unit.level]:
                text = f"{unit.name}没有上级{ABOVE[unit.level].title}。"
                yield Fault("parents", text, (unit.id,), book.box(unit.id))
        if unit.level is not Level.MICRO and not book.members.get(unit.id) and unit.level is not Level.DISTRICT:
            yield Fault("parents", f"{unit.level.title}{unit.name}下面没有网格。", (unit.id,))


def _codes(book: _Book, facts: Facts) -> Iterable[Fault]:
    twice = {code for code, n in Counter(u.code for u in book.units.values() if u.code).items() if n > 1}
    for unit in sorted(book.units.values(), key=lambda u: u.rank):
        if unit.code is None:
            continue
        try:
            read = parse_code(unit.code)
        except BadCode as fault:
            yield Fault("codes", str(fault), (unit.id,), book.box(unit.id))
            continue
        parent = book.units.get(unit.parent or "")
        if unit.code in twice:
            yield Fault("codes", f"编码 {unit.code} 用了不止一次。", (unit.id,), book.box(unit.id))
        elif read.level is not unit.level:
            yield Fault("codes", f"{unit.name}的编码 {unit.code} 与层级不符。", (unit.id,), book.box(unit.id))
        elif facts.published and parent is not None and unit.level is not Level.ZONE and read.parent != parent.code:
            yield Fault("codes", f"{unit.name}的编码 {unit.code} 不在上级之下。", (unit.id,), book.box(unit.id))


def _slivers(book: _Book, norms: Norms) -> Iterable[Fault]:
    area = shapely.area(book.shapes)
    thick = 2 * area / np.maximum(shapely.length(book.shapes), 1e-9)
    for at in np.flatnonzero((area < norms.smallest_m2) | (thick < norms.thinnest_m)):
        unit = book.micro[at]
        mates = [k for k in book.members.get(unit.parent or "", []) if k != unit.id]
        text = f"{unit.name}只有 {area[at]:,.0f} 平方米、平均宽 {thick[at]:.1f} 米。"
        yield Fault("slivers", text, (unit.id,), box_of(unit.body), Dissolve(unit.id) if mates else None)


def _norms(book: _Book, facts: Facts, norms: Norms) -> Iterable[Fault]:
    total = {u.id: u.households for u in book.micro}
    for level in (Level.L3, Level.L2):
        for unit in book.of(level):
            total[unit.id] = sum(total.get(k, 0) for k in book.members.get(unit.id, []))
    for level in (Level.L3, Level.MICRO):
        for unit in book.of(level):
            l3 = unit if level is Level.L3 else book.units.get(unit.parent or "")
            rural = l3 is not None and l3.parent in facts.rural
            verdict = norms.verdict(level, total[unit.id], rural=rural)
            if verdict not in {"", "合规"}:
                told = words(total[unit.id], tier=Tier.T0, level=level)  # a list is read by every role
                text = f"{unit.name} {told} 户，{verdict}。"
                yield Fault("norms", text, (unit.id,), book.box(unit.id))
    for l2 in book.of(Level.L2):
        members = [book.units[k] for k in book.members.get(l2.id, [])]
        mean = total[l2.id] / len(members) if members else 0
        for unit in members:
            off = total[unit.id] / mean - 1 if mean else 0.0
            if abs(off) > norms.cap:
                text = f"{unit.name}比{l2.name}平均{'多' if off > 0 else '少'} {abs(off):.0%}。"
                yield Fault("cap", text, (unit.id,), book.box(unit.id))


def _staff(book: _Book, facts: Facts) -> Iterable[Fault]:
    if not facts.posts:
        return
    for level, roles in NEEDED_POSTS.items():
        for unit in book.of(level):
            missing = [role for role in roles if role not in facts.posts.get(unit.code or "", frozenset())]
            if missing:
                yield Fault("staff", f"{unit.name}缺{'、'.join(missing)}。", (unit.id,), book.box(unit.id))


def _dedicated(book: _Book, facts: Facts) -> Iterable[Fault]:
    homes = {unit.code: unit for unit in book.of(Level.L2)}
    for code, (name, l2, shape) in sorted(facts.dedicated.items()):
        home = homes.get(l2)
        if home is None:
            yield Fault("dedicated", f"专属网格{name}（{code}）的社区不存在。", (), box_of(shape))
            continue
        beyond = shapely.area(shapely.difference(shape, book.unions[home.id])) if home.id in book.unions else 0.0
        if beyond > TOLERANCE_M2 + 0.01 * shapely.area(shape):
            text = f"专属网格{name}有 {beyond:,.0f} 平方米在{home.name}以外。"
            yield Fault("dedicated", text, (home.id,), box_of(shape))
