"""Takes office files up to the point where a person can say yes: nothing is stored here."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.access import Access
from data.config import columns
from data.readers import READERS
from data.readers import datum as datums
from data.readers.base import RawTable, Reader
from data.readers.cross import cross_check
from data.readers.match import Mapping as ColumnMapping
from data.readers.match import map_columns, recognise
from data.readers.roads import prepared
from data.readers.shapes import take_positions
from data.readers.staging import Cancelled, StagedTable, Staging
from geo.model.errors import BadInput, GovernanceError
from geo.model.profile import Profile
from geo.schema import Fault, Kind
from geo.schema.coerce import read as read_column
from geo.schema.coerce import texts
from geo.schema.values import MISSING, TWICE, check

Progress = Callable[[float, str], None]
EVERY = "*"
REMARKS = re.compile(r"说明|填表|须知|readme", re.IGNORECASE)  # sheets and files that explain the others
CONVERT = {
    ".xls": "请用 Excel 或 WPS 另存为 .xlsx。",
    ".et": "请用 WPS 另存为 .xlsx。",
    ".dwg": "请在 CAD 中另存为 DXF，再用 GIS 软件转为 GeoPackage。",
    ".shp": "请把 .shp、.shx、.dbf、.prj 压缩成一个 zip。",
    ".rar": "请解压后改用 zip 压缩。",
    ".7z": "请解压后改用 zip 压缩。",
}


def stage(
    files: Sequence[str | Path],
    *,
    datum: str | Mapping[str, str] | None = None,
    profile: Profile | None = None,
    store: Access,
    names: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    cancel: Callable[[], bool] | None = None,
) -> Staging:
    """Read, recognise, check and place the rows of files.

    Parameters
    ----------
    files
        Paths; a folder stands for the files in it.
    datum
        Coordinate system of files that do not say theirs: WGS84, CGCS2000, GCJ-02, EPSG:n. A mapping
        from file name to system overrides what that file says; its key "*" is for the rest.
    profile
        District; None = the store's.
    store
        Where codes are looked up and grids are taken from; only read.
    names
        Path -> name the person knows, for uploads under other names.
    progress, cancel
        Called with (share done, what is being done); asked between steps, True raises Cancelled.

    Returns
    -------
    Staging
        Good rows wait for confirm(); every fault names file, row, column, value and reason.

    Raises
    ------
    BadInput
        No file, or a datum nobody knows. Faults of single files are in the answer, not raised.
    """
    profile = profile or store.profile()
    paths = _expand(files)
    by_file = dict(datum) if isinstance(datum, Mapping) else {}
    told = by_file.get(EVERY) if isinstance(datum, Mapping) else datum
    overall = datums.canonical(told) if told else None
    staging = Staging([], overall)
    for done, path in enumerate(paths):
        name = (names or {}).get(str(path), path.name)
        _tick(progress, cancel, 0.7 * done / len(paths), f"读取 {name}")
        forced = datums.canonical(by_file[name]) if name in by_file else None
        found = _read(path, name, staging)
        digest = _digest(path) if found else ""
        for raw in found:
            table = _table(raw, profile, forced, overall)
            if table.kind is None and REMARKS.search(f"{Path(raw.file).stem} {raw.layer}"):
                continue
            table.sha256 = digest
            table.drop(table.dropped())
            staging.tables.append(table)
    _tick(progress, cancel, 0.75, "核对编码、边界与落格")
    cross_check(staging, store, profile)
    if staging.of("street"):
        from data.readers.walkable import check_roads  # noqa: PLC0415 - scipy's graphs, only for roads

        _tick(progress, cancel, 0.9, "连通路网")
        check_roads(staging, store, measure_crs=profile.measure_crs)
    _tick(progress, cancel, 1.0, "核对完成")
    return staging


def _read(path: Path, name: str, staging: Staging) -> list[RawTable]:
    try:
        tables = reader_for(Path(name)).read(path, name)
    except GovernanceError as fault:
        message = fault.message.removeprefix(f"{name}：")
        staging.faults.append(Fault(name, "", None, "", "", "file", message, fault.remedy))
        return []
    except OSError:
        staging.faults.append(Fault(name, "", None, "", "", "file", "文件打不开。", "请检查文件是否存在、是否被占用。"))
        return []
    if not tables:
        staging.faults.append(Fault(name, "", None, "", "", "file", "文件里没有数据。", "请确认导出时选中了数据。"))
    return tables


def reader_for(path: Path) -> Reader:
    """Find the reader of a file by its ending.

    Raises
    ------
    BadInput
        The format is not read; the remedy says how to convert it.
    """
    suffix = path.suffix.lower()
    for reader in READERS:
        if suffix in reader.suffixes:
            return reader
    known = "、".join(ending for reader in READERS for ending in reader.suffixes)
    raise BadInput(
        f"{path.name}：不支持 {suffix or '没有后缀'} 格式。", remedy=CONVERT.get(suffix, f"可以导入 {known}。")
    )


def _table(raw: RawTable, profile: Profile, forced: str | None, default: str | None) -> StagedTable:
    raw = prepared(raw)
    kind = recognise(raw)
    headers = [str(header) for header in raw.cells.columns]
    mapping = map_columns(headers, kind) if kind else ColumnMapping({}, (), tuple(headers))
    frame = pd.DataFrame(index=range(len(raw.cells)))
    table = StagedTable(
        raw.file,
        raw.layer,
        kind,
        len(raw.cells) + len(raw.faults) * (raw.geometry is None),
        mapping,
        frame,
        raw.rows,
        faults=list(raw.faults),
        notes=list(raw.notes),
        encoding=raw.encoding,
    )
    if kind is None:
        hint = "请让文件名、图层名或表头与模板一致，如“事件.csv”"
        table.faults.append(Fault(raw.file, raw.layer, None, "", "", "kind", "认不出这是哪一类数据", hint))
        return table
    if mapping.guessed:
        pairs = "、".join(f"“{mapping.headers[name]}”" for name in mapping.guessed)
        table.notes.append(f"按相近的表头识别：{pairs}，请核对")
    bad_cells = np.zeros(len(frame), dtype=bool)
    for column in kind.fields:
        if column.name not in mapping.headers:
            continue
        cells = raw.cells[mapping.headers[column.name]]
        values, bad, expected = read_column(cells, column, profile)
        frame[column.name] = values
        for at in np.flatnonzero(bad):
            table.fault(int(at), column.name, cells.iloc[at], "unreadable", f"读不懂，应为{expected}")
        bad_cells |= bad
    if kind.keyed and set(kind.keyed) <= set(frame.columns):
        first, second = (texts(frame[name]) for name in kind.keyed)
        frame["code"] = first.str.cat(second, sep="-")
    table.good = frame
    take_positions(table, raw, forced, default)
    _hold(table, kind, profile, bad_cells)
    return table


def _hold(table: StagedTable, kind: Kind, profile: Profile, already: NDArray[np.bool_]) -> None:
    """Hold the frame against the schema; a cell that was already found unreadable is not missing as well."""
    for finding in check(kind, table.good, profile):
        if finding.at is None:
            message = f"缺少“{columns()[kind.key].get(finding.column, [finding.column])[0]}”这一列"
            table.fault(None, "", "", MISSING, message, hint="请补上该列，或改正表头")
            table.good = table.good.iloc[:0]
            return
        if not (finding.code == MISSING and already[finding.at]):
            hint = "请删除或改正重复的行" if finding.code == TWICE else ""
            table.fault(finding.at, finding.column, finding.value, finding.code, finding.message, hint=hint)


def _expand(files: Sequence[str | Path]) -> list[Path]:
    made: list[Path] = []
    for given in map(Path, files):
        made += (
            sorted(p for p in given.iterdir() if p.is_file() and not p.name.startswith((".", "~$")))
            if given.is_dir()
            else [given]
        )
    if not made:
        raise BadInput("没有要导入的文件。", remedy="请给出文件或文件夹。")
    return made


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _tick(progress: Progress | None, cancel: Callable[[], bool] | None, share: float, what: str) -> None:
    if cancel is not None and cancel():
        raise Cancelled("已取消导入，没有保存任何数据。")
    if progress is not None:
        progress(share, what)
