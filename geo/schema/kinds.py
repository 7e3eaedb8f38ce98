"""The kinds of table the house takes in, with their columns, in the order they are loaded."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "code", "whole", "number", "flag", "time", "level", "group", "event_type"]
Shape = Literal["none", "point", "any", "line", "area"]


@dataclass(frozen=True, slots=True)
class Field:
    """One column: name in the store, how it is read, whether every row needs it."""

    name: str
    type: Type = "text"
    required: bool = False
    person: bool = False  # a name of a person: masked in reports


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of table: key, word, columns, and where its place comes from.

    `shape` "point" takes lon and lat columns (or point geometry), "any" polygon or point geometry.
    """

    key: str
    title: str
    shape: Shape
    fields: tuple[Field, ...]
    placed: bool = False  # gets a micro grid from its position
    keyed: tuple[str, ...] = ()  # columns that make the code of a row that has none: joined by "-"

    def field(self, name: str) -> Field:
        """Find a column by name."""
        return next(field for field in self.fields if field.name == name)


def _code(name: str = "code", *, required: bool = True) -> Field:
    return Field(name, "code", required=required)


LON, LAT = Field("lon", "number"), Field("lat", "number")

KINDS: tuple[Kind, ...] = (
    Kind(
        "grid",
        "网格",
        "area",
        (
            _code(),
            Field("name", required=True),
            Field("level", "level"),
            _code("parent", required=False),
            _code("zone", required=False),
            Field("kind"),
            Field("households", "whole"),
            Field("people", "whole"),
            Field("posts", "whole"),
        ),
    ),
    Kind("street", "道路", "line", (_code(), Field("name"), Field("klass", required=True))),
    Kind("base", "底图要素", "any", (_code(), Field("name"), Field("klass", required=True))),
    Kind(
        "compound",
        "楼院",
        "any",
        (
            _code(),
            Field("name"),
            Field("kind"),
            Field("unmanaged", "flag"),
            Field("step", "whole"),
            _code("five_have", required=False),
        ),
        placed=True,
    ),
    Kind(
        "building",
        "楼栋",
        "any",
        (
            _code(),
            Field("name"),
            Field("use"),
            Field("floors", "whole"),
            Field("units", "whole"),
            _code("compound", required=False),
        ),
        placed=True,
    ),
    Kind(
        "center",
        "党群服务中心",
        "point",
        (
            _code(),
            Field("name", required=True),
            _code("l2", required=False),
            Field("lon", "number", required=True),
            Field("lat", "number", required=True),
            Field("staff_n", "whole"),
            Field("hours"),
            *(Field(f"r{i}", "flag") for i in range(1, 8)),
        ),
        placed=True,
    ),
    Kind(
        "staff",
        "网格员",
        "none",
        (
            _code(),
            Field("name", person=True),
            Field("role", required=True),
            _code("grid"),
            Field("valid_from", "time"),
        ),
    ),
    Kind(
        "pairing",
        "双格联建",
        "none",
        (_code("dedicated"), _code("micro"), Field("topic")),
        keyed=("dedicated", "micro"),
    ),
    Kind(
        "star_item",
        "57项清单",
        "none",
        (
            _code("l2"),
            Field("no", "whole", required=True),
            Field("group"),
            Field("dept"),
            Field("state", required=True),
        ),
        keyed=("l2", "no"),
    ),
    Kind(
        "star_card",
        "挂牌",
        "none",
        (
            _code(),
            _code("l2"),
            Field("card", required=True),
            Field("reason"),
            Field("valid_from", "time", required=True),
            Field("valid_to", "time"),
        ),
    ),
    Kind(
        "household",
        "户底册",
        "point",
        (
            _code(),
            _code("building", required=False),
            Field("people", "whole"),
            LON,
            LAT,
            Field("verified_at", "time"),
        ),
        placed=True,
    ),
    Kind(
        "tag",
        "九色标签",
        "none",
        (
            _code(),
            _code("resident"),
            _code("household"),
            Field("birth_year", "whole"),
            Field("group", "group", required=True),
            Field("source"),
            Field("valid_from", "time"),
            Field("valid_to", "time"),
            Field("visit_due", "time"),
        ),
    ),
    Kind(
        "event",
        "事件",
        "point",
        (
            _code(),
            Field("type", "event_type", required=True),
            Field("text"),
            Field("address"),
            LON,
            LAT,
            Field("source"),
            Field("severity"),
            Field("status", required=True),
            Field("dispatch"),
            Field("reported_at", "time", required=True),
            Field("filed_at", "time"),
            Field("feedback_at", "time"),
            Field("due_at", "time"),
            Field("closed_at", "time"),
            Field("dept"),
            _code("duplicate_of", required=False),
            Field("rating"),
            Field("callback"),
        ),
        placed=True,
    ),
    Kind(
        "visit",
        "走访",
        "none",
        (
            _code(),
            _code("household"),
            _code("staff", required=False),
            Field("at", "time", required=True),
            Field("kind"),
        ),
    ),
    Kind(
        "patrol",
        "巡查",
        "point",
        (
            _code(),
            _code("staff", required=False),
            _code("grid", required=False),
            Field("at", "time", required=True),
            LON,
            LAT,
            Field("found", "whole"),
        ),
        placed=True,
    ),
    Kind(
        "note",
        "随手记",
        "point",
        (_code(), _code("staff", required=False), Field("at", "time", required=True), LON, LAT),
        placed=True,
    ),
)


def kind_of(key: str) -> Kind:
    """Find a kind by key."""
    return next(kind for kind in KINDS if kind.key == key)
