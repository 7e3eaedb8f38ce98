"""What makes one district differ from another: names, colours, event tree, limits. Data, not code."""

from dataclasses import dataclass, field

from geo.model.norms import Norms

THREE_RATES = {"responded": 0.30, "closing": 0.35, "satisfied": 0.35}  # (p) 响应, 解决, 满意


@dataclass(frozen=True, slots=True)
class Group:
    """One colour of the 九色动态图: a dated tag on a person."""

    code: str
    title: str
    glyph: str
    color: str
    ink: str  # colour of the glyph on the disc
    shape: str  # disc square up diamond down plus hex cross house
    visit: str  # 月 or 季
    restricted: bool = False  # never at T0/T1, never exported


@dataclass(frozen=True, slots=True)
class EventClass:
    """One of the eleven classes of residents' issues."""

    code: str  # two digits
    title: str
    glyph: str
    private: bool  # home or dispute: at T0 drawn at its grid, never at its address


@dataclass(frozen=True, slots=True)
class EventType:
    """A small class of the event tree with its working-day limit."""

    code: str  # class + two digits
    title: str
    dept: str
    sla_days: float


@dataclass(frozen=True, slots=True)
class Profile:
    """One district as configuration."""

    district: str
    name: str
    title: str
    measure_crs: str
    groups: tuple[Group, ...]
    groups_version: str
    classes: tuple[EventClass, ...]
    types: tuple[EventType, ...]
    sources: tuple[str, ...]
    resources: tuple[str, ...]
    k_internal: int
    k_meeting: int
    circle_radius_m: float  # straight-line stand-in for 15 minutes on foot
    stale_hours: int
    zone_fills: dict[str, str]
    zone_strokes: dict[str, str]
    zone_names: dict[str, str] = field(default_factory=dict)  # for the legend; maps take those of the grids
    stale_after: dict[str, int] = field(default_factory=dict)  # kind of source -> hours it may be behind
    norms: Norms = field(default_factory=Norms)
    three_rates: dict[str, float] = field(default_factory=lambda: dict(THREE_RATES))  # figure -> weight in 三率综合
