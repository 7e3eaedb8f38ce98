"""三级网格 that only a file knows: founded in the draft with their community, where the file says enough of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.plans.cells import Cells, Known, wanted
from data.readers.base import RawTable
from data.ulid import ulids
from data.vault import clock
from geo.model.codes import Level, parse_code
from geo.model.errors import BadCode
from geo.plan.adopt import Adopted, Founded
from geo.plan.coverage import Coverage

SAID = 10  # names in one sentence
NO_L2 = "没有写明现行社区，没有新设：{}。请在“上级编码”里填社区编码后再导入"
NO_MICRO = (
    "没有微网格以它为上级，没有新设：{}。请把它的编码填进所属微网格的“上级编码”，或只导入三级网格图层，按所在位置归入"
)
NO_ROW = (
    "{}个微网格的“上级编码”在现行网格和文件的三级网格图层里都没有（{}），保持原归属。"
    "请在三级网格图层加一行（编码、名称、上级编码）后再导入"
)
BORN = "新设三级网格：{}。它们的编码在发布时给出，不沿用文件里的"


@dataclass(frozen=True, slots=True)
class Row:
    """One L3 as a file has it: the unit it is, or what is to be founded."""

    unit: str
    founded: Founded | None


class L3s:
    """The L3 of a file by their code, and what was to be said of them.

    Parameters
    ----------
    cov
        State of the plan the file is read for.
    tables
        Everything the file holds; rows of other tiers are passed over.
    """

    def __init__(self, cov: Coverage, tables: Sequence[RawTable]) -> None:
        self._known = Known(cov)
        # founded in this draft and not yet published: without a code, a file read again knows them by their name
        self._young = {(unit.parent, unit.name): unit.id for unit in cov.of(Level.L3) if not unit.code}
        self._codes: dict[str, str] = {}
        self.founded: list[Founded] = []
        self._homeless: list[str] = []
        self._strange: list[str] = []
        listed: set[str] = set()
        rows = 0
        for table in tables:
            at = wanted(table, Level.L3)
            rows += len(at)
            for row in self.read(Cells(table), at).values():
                if row is not None:
                    listed.add(row.unit)
        self.known = frozenset(listed) if rows else None

    def read(self, cells: Cells, rows: Sequence[int]) -> dict[int, Row | None]:
        """Say of rows which L3 they are; new ones get an id; None = one that cannot be founded."""
        out: dict[int, Row | None] = {}
        for n, key in self._known.all_of(Level.L3, cells, rows).items():
            row = Row(key, None) if key else self._born(cells, n)
            out[n] = row
            if row is not None and cells.codes[n]:
                self._codes[cells.codes[n]] = row.unit
        return out

    def _born(self, cells: Cells, n: int) -> Row | None:
        code, name = cells.codes[n], cells.names[n]
        l2 = self._known.at(Level.L2, cells.parents[n]) or self._known.at(Level.L2, _above(code))
        if l2 is None:
            self._homeless.append(name or code or f"第 {n + 1} 行")
            return None
        name = name or f"新设{code[-3:]}网格"
        if (young := self._young.get((l2, name))) is not None:
            return Row(young, None)
        new = Founded(ulids(1, clock())[0], l2, name)
        self.founded.append(new)
        return Row(new.unit, new)

    def of(self, code: str) -> str | None:
        """Id of the L3 a micro grid names above it; None = it does not say, or nobody knows."""
        found = self._codes.get(code) or self._known.at(Level.L3, code)
        if code and found is None:
            self._strange.append(code)
        return found

    def notes(self, made: Adopted) -> list[str]:
        """Sentences for the person: what is founded, and why something is not."""
        told = {key for key, _, _ in made.op.founded} if made.op else set()
        out = []
        if born := [new.name for new in self.founded if new.unit in told]:
            out.append(BORN.format(_few(born)))
        if idle := [new.name for new in self.founded if new.unit not in told]:
            out.append(f"三级网格{NO_MICRO.format(_few(idle))}")
        if self._homeless:
            out.append(f"三级网格{NO_L2.format(_few(self._homeless))}")
        if self._strange:
            codes = list(dict.fromkeys(self._strange))
            out.append(NO_ROW.format(f"{len(self._strange):,} ", _few(codes)))
        return out


def _above(code: str) -> str:
    try:
        return parse_code(code).parent or ""
    except BadCode:
        return ""


def _few(words: Sequence[str]) -> str:
    return "、".join(words[:SAID]) + ("等" if len(words) > SAID else "")
