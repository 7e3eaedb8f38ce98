"""Files on their way in: kept in a folder of their own, read, reported, and stored only after a yes."""

import shutil
import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Protocol

import pandas as pd

from data import batches as table_of_batches
from data.loading import confirm, undo
from data.readers import READERS
from data.readers.stage import stage
from data.readers.staging import Staging
from data.writers.report import write_report
from geo.model.errors import NotAllowed
from geo.model.scope import Role, Scope
from pages.parts.wiring import store

DATUMS = ("WGS84", "CGCS2000", "GCJ-02")
Progress = Callable[[float, str], None]


class Upload(Protocol):
    """A file as the upload widget hands it over."""

    name: str

    def getvalue(self) -> bytes: ...  # noqa: D102 - the bytes


def datums() -> list[str]:
    """Return the coordinate systems a file may be declared in: the usual three and the district's own plane."""
    return [*DATUMS, store().profile().measure_crs]


def endings() -> list[str]:
    """Return the file endings that can be read, without the dot."""
    return [suffix.lstrip(".") for reader in READERS for suffix in reader.suffixes]


def read(scope: Scope, files: Sequence[Upload], datum: str | None, progress: Progress) -> Staging:
    """Read and check uploads; nothing is stored. Own file names are used on the disk, theirs in the report."""
    _may(scope)
    folder = Path(tempfile.mkdtemp(prefix="ogm-intake-"))
    try:
        names: dict[str, str] = {}
        for number, file in enumerate(files):
            path = folder / f"{number}{Path(file.name).suffix.lower()}"
            path.write_bytes(file.getvalue())
            names[str(path)] = file.name
        return stage([*names], datum=datum, store=store(), names=names, progress=progress)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(scope: Scope, staging: Staging, *, synthetic: bool, sure: bool = False, progress: Progress) -> int:
    """Store what was read; `sure` = the doubts were confirmed. Returns the batch's number."""
    _may(scope)
    return confirm(store(), staging, scope.account, synthetic=synthetic, sure=sure, progress=progress)


def take_back(scope: Scope, batch: int) -> None:
    """Undo the newest batch."""
    _may(scope)
    undo(store(), batch, scope.account)


def overview(staging: Staging) -> pd.DataFrame:
    """Return one line per table: what it is, how many rows are good, what was guessed."""
    return pd.DataFrame(
        [
            {
                "文件": table.file,
                "图层/表": table.layer,
                "认作": table.kind.title if table.kind else "未识别",
                "行数": table.rows,
                "可入库": len(table.good),
                "有问题": table.refused,
                "坐标系": table.crs or ("需要声明" if table.needs_datum else "—"),
                "编码": table.encoding or "—",
                "说明": "；".join(table.notes),
            }
            for table in staging.tables
        ]
    )


def faults(staging: Staging, most: int = 500) -> pd.DataFrame:
    """Return the faults as rows, the first `most`."""
    return pd.DataFrame(
        [
            {
                "文件": f.file,
                "图层": f.layer,
                "行": f.row,
                "列": f.column,
                "值": f.value,
                "原因": f.message,
                "怎么办": f.hint,
                "结果": "不入库" if f.drops else "入库并标待核",
            }
            for f in staging.all_faults[:most]
        ]
    )


def report(staging: Staging) -> bytes:
    """Return the whole report as XLSX."""
    sink = BytesIO()
    write_report(staging, sink)
    return sink.getvalue()


def demo_only() -> bool:
    """Say whether new rows must carry the demo's mark: a store holds demo or real data, never both."""
    return store().synthetic()


def batches() -> pd.DataFrame:
    """Return the import batches, newest first."""
    return table_of_batches.batches(store())


def _may(scope: Scope) -> None:
    if scope.role is not Role.ADMIN:
        raise NotAllowed("只有管理员可以导入数据。", remedy="请联系管理员。")
