"""A file of grids edited elsewhere, on its way into a draft: read, shown, and taken only after a yes."""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pandas as pd

from data.plans import office
from data.plans.incoming import Incoming, changes, incoming
from data.readers import geojson, gpkg, shapefile
from geo.model.codes import Level
from geo.model.errors import BadInput, GovernanceError, NotAllowed
from geo.model.scope import Scope
from geo.plan.coverage import Coverage
from geo.plan.edit import work_out
from geo.plan.states import State, need_editable
from pages.parts.planning.book import listed, may_edit, titles
from pages.parts.planning.room import desk, plan_of
from pages.parts.planning.sides import TODAY, Side, side

READERS = (gpkg.READER, geojson.READER, shapefile.READER)
ENDINGS = [ending.lstrip(".") for reader in READERS for ending in reader.suffixes]


class Upload(Protocol):
    """A file as the upload widget hands it over."""

    name: str

    def getvalue(self) -> bytes: ...  # noqa: D102 - the bytes


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What a file is held against: today's grids, or an open draft at the step the person saw."""

    side: Side
    plan: str = ""
    head: int = 0


def drafts(scope: Scope) -> dict[str, str]:
    """Id -> name of the asker's own drafts that may still be edited."""
    return titles([info for info in listed(scope) if info.author == scope.account and may_edit(scope, info)])


def read(
    scope: Scope, file: Upload, datum: str | None, *, plan: str = "", tier: Level | None = None
) -> tuple[Base, Incoming]:
    """Read a file against today's grids, or against a draft of the asker's.

    Raises
    ------
    BadInput, NotAllowed, NotReady
        As `data.plans.incoming`; a draft of somebody else; no micro grids.
    """
    if plan and plan not in drafts(scope):
        raise NotAllowed("只能导入到自己的、还能修改的草稿。", remedy="请另选一个草稿，或新建草稿。")
    need_editable(State.DRAFT, role=scope.role)
    base = Base(side(scope, plan or TODAY), plan, plan_of(scope, plan).head_seq if plan else 0)
    with tempfile.TemporaryDirectory(prefix="ogm-plan-") as folder:
        path = Path(folder) / f"grids{Path(file.name).suffix.lower()}"
        path.write_bytes(file.getvalue())
        return base, incoming(desk(), base.side.cov, path, file.name, datum=datum, tier=tier)


def summary(found: Incoming, *, against: str = "现行网格") -> str:
    """Say in one sentence what the file is against today's grids, or a draft's."""
    told = found.adopted
    if told.op is None:
        return f"文件与{against}完全一致，没有要采用的改动。"
    born = f"，新设三级网格 {len(told.op.founded):,} 个" if told.op.founded else ""
    if found.tier is not Level.MICRO:
        whole = f"，{len(told.op.moved):,} 个三级网格整个改隶" if told.op.moved else ""
        return f"归属不变的微网格 {told.same:,} 个，换归属 {len(told.op.units):,} 个{whole}{born}；微网格的边界不动。"
    fits = "边线逐点相合，按原样采用" if told.exact else "有缝隙、重叠或对不上的边线，已清理到毫米"
    ended = f"，撤销 {len(told.op.ended):,} 个" if told.op.ended else ""
    return f"与{against}一致 {told.same:,} 个，改动 {len(told.op.units):,} 个{ended}{born}；{fits}。"


def table(cov: Coverage, found: Incoming) -> pd.DataFrame:
    """List what would change: 网格 变化 面积(平方米)."""
    rows = changes(cov, found.adopted)
    area = [
        " → ".join(f"{value:,.0f}" for value in pair if pd.notna(value)) if not _even(*pair) else f"{pair[1]:,.0f}"
        for pair in zip(rows["before_m2"], rows["after_m2"], strict=True)
    ]
    return pd.DataFrame({"网格": rows["name"], "变化": rows["what"], "面积（平方米）": area})


def _even(before: float | None, after: float | None) -> bool:
    known = before is not None and after is not None and pd.notna(before) and pd.notna(after)
    return bool(known and round(before or 0) == round(after or 0))


def doubts(found: Incoming) -> pd.DataFrame:
    """List the units a person must look at: 网格 原因, and m2: 文件中 清理后, or of the unit and of it inside."""
    heads = ["文件中", "清理后"] if found.tier is Level.MICRO else ["面积", "在范围内"]
    told = [(name, doubt.reason, f"{doubt.before_m2:,.0f}", f"{doubt.after_m2:,.0f}") for name, doubt in found.doubts]
    return pd.DataFrame(told, columns=["网格", "原因", *heads])


def take(scope: Scope, name: str, base: Base, found: Incoming, file: str) -> str:
    """Take the file as one step, of the draft it was read against or as the first of a new one; answer the plan's id.

    Raises
    ------
    BadInput, Refused, NotAllowed
        No name; locked, out of scope, stale, or an ancestor would fall apart. Then nothing is left behind.
    """
    room, op = desk(), found.adopted.op
    if op is None:
        raise BadInput("文件没有改动，不需要草稿。", remedy="请导入改好的文件。")
    if base.plan:
        room.commit(scope, base.plan, op, base.head, reason=f"导入 {file[:80]}")
        return base.plan
    with room.store.reading() as connection:
        gate = room.gate(connection, base.side.cov, scope, "")
    work_out(base.side.cov, op, gate)
    info = room.create(scope, name)
    try:
        room.commit(scope, info.id, op, info.head_seq, reason=f"导入 {file[:80]}")
    except GovernanceError:  # the grids moved on in between
        office.step(room, scope, info.id, "void", reason="导入的文件与新的现行网格不合")
        raise
    return info.id
