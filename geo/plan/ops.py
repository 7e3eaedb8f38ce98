"""The operations on a plan as plain records, as they are written to the log (geo.plan.edit works them out)."""

from dataclasses import asdict, dataclass
from typing import Any

from geo.model.errors import BadInput

Path = tuple[tuple[float, float], ...]  # plane coordinates, metres


@dataclass(frozen=True, slots=True)
class Reassign:
    """调整归属: micro grids go to another L3."""

    units: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Redraw:
    """重画: a micro grid becomes a drawn ring; its neighbours heal."""

    unit: str
    ring: Path


@dataclass(frozen=True, slots=True)
class Reshape:
    """改线: the border of a micro grid follows a line that crosses it twice; neighbours heal."""

    unit: str
    line: Path


@dataclass(frozen=True, slots=True)
class Split:
    """拆分: a line cuts a micro grid; the largest part keeps the id, the others take `born` in order of size."""

    unit: str
    line: Path
    born: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """合并: micro grids of one L3 become one; the first keeps its id."""

    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dissolve:
    """撤销网格: an L3 gives its micro grids to another one, or a micro grid joins its longest neighbour."""

    unit: str
    target: str = ""  # L3; empty for a micro grid


@dataclass(frozen=True, slots=True)
class Found:
    """新设三级网格: micro grids of one L2 become a new L3 with the id `born`."""

    units: tuple[str, ...]
    born: str
    name: str


@dataclass(frozen=True, slots=True)
class Move:
    """改隶: an L3 goes to another L2, or an L2 to another 片区."""

    unit: str
    target: str


@dataclass(frozen=True, slots=True)
class Balance:
    """均衡: the accepted proposal, every moved micro grid with its new L3."""

    assign: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Adopt:
    """导入边界: micro grids as a file drew them, cleaned (geo.plan.adopt).

    `units`: id, L3, name, id of the unit it was cut from ("" = it exists already), rings (shell first);
    `ended`: id (also of an L3) and who took it over; `moved`: an L3 and the L2 it goes over to whole;
    `founded`: id, L2 and name of an L3 the file brings.
    """

    units: tuple[tuple[str, str, str, str, tuple[Path, ...]], ...]
    ended: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[str, str], ...] = ()
    founded: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Rename:
    """改名: a unit of any level gets another name."""

    unit: str
    name: str


Op = Reassign | Redraw | Reshape | Split | Merge | Dissolve | Found | Move | Balance | Adopt | Rename
KINDS: dict[str, type[Op]] = {
    "reassign": Reassign,
    "redraw": Redraw,
    "reshape": Reshape,
    "split": Split,
    "merge": Merge,
    "dissolve": Dissolve,
    "found": Found,
    "move": Move,
    "balance": Balance,
    "adopt": Adopt,
    "rename": Rename,
}
TITLES = {
    "reassign": "调整归属",
    "redraw": "重画",
    "reshape": "改线",
    "split": "拆分",
    "merge": "合并",
    "dissolve": "撤销网格",
    "found": "新设三级网格",
    "move": "改隶",
    "balance": "均衡",
    "adopt": "导入边界",
    "rename": "改名",
}


def kind_of(op: Op) -> str:
    """Key of KINDS."""
    return next(key for key, made in KINDS.items() if isinstance(op, made))


def told(op: Op) -> dict[str, Any]:
    """Write an operation as plain values for the log; numbers are exact."""
    return {"op": kind_of(op), **asdict(op)}


def read(body: dict[str, Any]) -> Op:
    """Read what told() wrote, or what a browser sent in plane coordinates.

    Raises
    ------
    BadInput
        Unknown kind, a missing or strange field.
    """
    made = KINDS.get(str(body.get("op")))
    if made is None:
        raise BadInput("不认识这一步操作。", remedy="请刷新页面后重试。")
    try:
        return made(**{key: _frozen(value) for key, value in body.items() if key != "op"})
    except (TypeError, ValueError) as fault:
        raise BadInput("操作的内容不完整。", remedy="请刷新页面后重试。") from fault


def _frozen(value: object) -> Any:  # noqa: ANN401 - whatever the field holds
    return tuple(_frozen(part) for part in value) if isinstance(value, list | tuple) else value
