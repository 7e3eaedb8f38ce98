"""A file of grids edited elsewhere, on its way into a draft: read, shown, and taken only after a yes."""

import tempfile
from pathlib import Path
from typing import Protocol

import pandas as pd

from data.plans import office
from data.plans.incoming import Incoming, changes, incoming
from data.readers import geojson, gpkg, shapefile
from geo.model.errors import BadInput, GovernanceError
from geo.model.scope import Scope
from geo.plan.coverage import Coverage
from geo.plan.edit import work_out
from geo.plan.states import State, need_editable
from pages.parts.planning.room import desk
from pages.parts.planning.sides import TODAY, Side, side

READERS = (gpkg.READER, geojson.READER, shapefile.READER)
ENDINGS = [ending.lstrip(".") for reader in READERS for ending in reader.suffixes]


class Upload(Protocol):
    """A file as the upload widget hands it over."""

    name: str

    def getvalue(self) -> bytes: ...  # noqa: D102 - the bytes


def read(scope: Scope, file: Upload, datum: str | None) -> tuple[Side, Incoming]:
    """Read a file against today's grids. Raises BadInput, NotAllowed, NotReady."""
    need_editable(State.DRAFT, role=scope.role)
    base = side(scope, TODAY)
    with tempfile.TemporaryDirectory(prefix="ogm-plan-") as folder:
        path = Path(folder) / f"grids{Path(file.name).suffix.lower()}"
        path.write_bytes(file.getvalue())
        return base, incoming(desk(), base.cov, path, file.name, datum=datum)


def summary(found: Incoming) -> str:
    """Say in one sentence what the file is against today's grids."""
    told = found.adopted
    if told.op is None:
        return "文件与现行网格完全一致，没有要采用的改动。"
    fits = "边线逐点相合，按原样采用" if told.exact else "有缝隙、重叠或对不上的边线，已清理到毫米"
    ended = f"，撤销 {len(told.op.ended):,} 个" if told.op.ended else ""
    return f"与现行网格一致 {told.same:,} 个，改动 {len(told.op.units):,} 个{ended}；{fits}。"


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
    """List the units the cleaning changed much: 网格 原因 文件中 清理后 (m2)."""
    told = [(name, doubt.reason, f"{doubt.before_m2:,.0f}", f"{doubt.after_m2:,.0f}") for name, doubt in found.doubts]
    return pd.DataFrame(told, columns=["网格", "原因", "文件中", "清理后"])


def take(scope: Scope, name: str, base: Side, found: Incoming, file: str) -> str:
    """Open a draft and take the file as its first step; answer the plan's id.

    Raises
    ------
    BadInput, Refused, NotAllowed
        No name; locked, out of scope, or an ancestor would fall apart. Then no draft is left behind.
    """
    room, op = desk(), found.adopted.op
    if op is None:
        raise BadInput("文件没有改动，不需要草稿。", remedy="请导入改好的文件。")
    with room.store.reading() as connection:
        gate = room.gate(connection, base.cov, scope, "")
    work_out(base.cov, op, gate)
    info = room.create(scope, name)
    try:
        room.commit(scope, info.id, op, info.head_seq, reason=f"导入 {file[:80]}")
    except GovernanceError:  # the grids moved on in between
        office.step(room, scope, info.id, "void", reason="导入的文件与新的现行网格不合")
        raise
    return info.id
