"""Stores what a person confirmed, as one transaction, and can take it back."""

import json
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, DateTime, LargeBinary, Table, delete, func, insert, select, update

from data.borders import follow
from data.readers.staging import Staging
from data.records import TABLES, records, residents, table_of
from data.store import Store
from data.tables import Base, Grid, ImportBatch, ImportBefore, ImportFault, PlanEvent, Resident, Setting
from data.vault import clock, dump
from data.writing import Progress, Writer
from geo.model.errors import BadInput, NotFound

MOST_FAULTS = 20_000  # told in full in the report; the store keeps this many


def confirm(
    store: Store,
    staging: Staging,
    account: str,
    *,
    synthetic: bool = False,
    sure: bool = False,
    progress: Progress | None = None,
) -> int:
    """Store all good rows of a staging in one transaction, with a line of audit and a new data version.

    New codes are inserted. A known code with other values is changed: grids get a new version valid
    from now, tags and staff a corrected one, other records new values; what they said before is kept
    for undo(). A column the file does not have stays as it is. New borders take along what stands in
    them (data.borders).

    Parameters
    ----------
    store
        Where to.
    staging
        From data.readers.stage.stage().
    account
        Who says yes.
    synthetic
        演示数据; a store never holds both.
    sure
        The person has read and confirmed `staging.doubts`.

    Returns
    -------
    batch
        Number for undo().

    Raises
    ------
    BadInput
        A table's coordinate system is not declared, nothing is good, a doubt is not confirmed, or demo
        and real data would mix.
    StoreError
        The store is locked, full or broken; nothing was stored.
    """
    if staging.undeclared:
        names = "、".join(sorted({table.file for table in staging.undeclared}))
        raise BadInput(f"{names} 没有写明坐标系，未保存。", remedy="请声明坐标系（如 --datum CGCS2000）后重新导入。")
    if not any(len(table.good) for table in staging.tables):
        raise BadInput("没有可以保存的行。", remedy="请按报告改正后重新导入。")
    if staging.doubts and not sure:
        raise BadInput(
            "有存疑之处，未保存：" + "；".join(doubt.rstrip("。") for doubt in staging.doubts) + "。",
            remedy="请核对文件；确认无误后勾选“仍然入库”（命令行加 --sure）重试。",
        )
    files = "、".join(dict.fromkeys(table.file for table in staging.tables))
    with store.command(account, "导入", target=files[:400]) as connection:
        _one_kind_of_truth(connection, synthetic=synthetic)
        now = clock()
        batch = _open_batch(connection, staging, account, now, synthetic=synthetic)
        writer = Writer(connection, batch, now, progress, sum(len(table.good) for table in staging.tables))
        for kind in TABLES:
            goods = [table.good for table in staging.of(kind) if len(table.good)]
            if not goods:
                continue
            good = pd.concat(goods, ignore_index=True) if len(goods) > 1 else goods[0]
            if kind == "tag":
                Writer(connection, batch, now).store(table_of(Resident), residents(good))
            writer.store(table_of(TABLES[kind]), records(kind, good, store.profile().measure_crs))
        if staging.of("grid") and batch > 1:
            follow(connection, writer)
        counts = {"inserted": writer.inserted, "updated": writer.updated}
        connection.execute(update(ImportBatch).where(ImportBatch.rid == batch).values(**counts))
    return batch


def undo(store: Store, batch: int, account: str) -> None:
    """Take the newest confirmed batch back: its new rows go, changed rows say again what they said.

    Raises
    ------
    NotFound
        There is no such batch.
    BadInput
        It was taken back already, a later batch stands on it, or a plan was published on its grids.
    """
    with store.command(account, "撤销导入", target=str(batch)) as connection:
        state = connection.scalar(select(ImportBatch.state).where(ImportBatch.rid == batch))
        if state is None:
            raise NotFound(f"没有第 {batch} 批导入。", remedy="请在导入记录中核对批号。")
        if state != "confirmed":
            raise BadInput(f"第 {batch} 批已经撤销过。", remedy="无需再撤销。")
        newest = connection.scalar(select(func.max(ImportBatch.rid)).where(ImportBatch.state == "confirmed"))
        if newest != batch:
            raise BadInput(f"第 {batch} 批之后还有第 {newest} 批导入。", remedy=f"请先撤销第 {newest} 批。")
        _not_built_upon(connection, batch)
        for table in Base.metadata.sorted_tables:
            if "batch" in table.c and table.name not in {"import_error", "import_before"}:
                connection.execute(delete(table).where(table.c.batch == batch))
        for name, rid, body in connection.execute(
            select(ImportBefore.table, ImportBefore.row, ImportBefore.body).where(ImportBefore.batch == batch)
        ).all():
            table = Base.metadata.tables[name]
            said = _revived(table, json.loads(body))
            connection.execute(
                update(table).where(table.c.rid == rid).values(**said, row_version=table.c.row_version + 1)
            )
        connection.execute(delete(ImportBefore).where(ImportBefore.batch == batch))
        connection.execute(update(ImportBatch).where(ImportBatch.rid == batch).values(state="undone"))
        left = connection.scalar(select(func.count()).where(ImportBatch.state == "confirmed"))
        if not left:
            connection.execute(delete(Setting).where(Setting.key == "synthetic"))


def _not_built_upon(connection: Connection, batch: int) -> None:
    """Refuse when borders were published since: they stand on these grids, and records have followed them."""
    at = connection.scalar(select(ImportBatch.at).where(ImportBatch.rid == batch))
    since = select(func.max(PlanEvent.at)).where(PlanEvent.plan.is_(None), PlanEvent.kind == "publish")
    published = connection.scalar(since.where(PlanEvent.at >= at))
    if published is None:
        return
    grids = connection.scalar(select(func.count()).select_from(Grid).where(Grid.batch == batch))
    placed = [name for name, table in Base.metadata.tables.items() if "micro" in table.c or name == "grid"]
    changed = select(func.count()).select_from(ImportBefore)
    if grids or connection.scalar(changed.where(ImportBefore.batch == batch, ImportBefore.table.in_(placed))):
        raise BadInput(
            f"第 {batch} 批导入之后，{published:%Y-%m-%d %H:%M} 在它上面发布过方案，不能再撤销。",
            remedy="请在“规划”中起草一个方案改回，或重新导入更正后的文件。",
        )


def _one_kind_of_truth(connection: Connection, *, synthetic: bool) -> None:
    told = connection.scalar(select(Setting.value).where(Setting.key == "synthetic"))
    own = "1" if synthetic else "0"
    if told is None:
        connection.execute(insert(Setting).values(key="synthetic", value=own))
    elif told != own:
        held, coming = ("演示数据", "真实数据") if told == "1" else ("真实数据", "演示数据")
        raise BadInput(f"库中是{held}，不能再导入{coming}。", remedy="请另建一个数据库（OGM_DATABASE_URL）后导入。")


def _open_batch(connection: Connection, staging: Staging, account: str, now: datetime, *, synthetic: bool) -> int:
    files = [
        {
            "file": table.file,
            "layer": table.layer,
            "kind": table.kind.key if table.kind else None,
            "sha256": table.sha256,
            "encoding": table.encoding,
            "crs": table.crs,
            "rows": table.rows,
            "good": len(table.good),
        }
        for table in staging.tables
    ]
    batch = connection.execute(
        insert(ImportBatch)
        .values(
            at=now,
            account=account,
            state="confirmed",
            synthetic=synthetic,
            datum=staging.datum,
            files=dump(files),
            inserted=0,
            updated=0,
            refused=sum(table.refused for table in staging.tables),
        )
        .returning(ImportBatch.rid)
    ).scalar_one()
    faults = [
        {
            "batch": batch,
            "file": fault.file,
            "layer": fault.layer,
            "row": fault.row,
            "column": fault.column,
            "value": fault.value,
            "code": fault.code,
            "message": fault.message,
            "hint": fault.hint,
        }
        for fault in staging.all_faults[:MOST_FAULTS]
    ]
    if faults:
        connection.execute(insert(ImportFault), faults)
    return batch


def _revived(table: Table, body: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in body.items():
        kind = table.c[name].type
        if value is not None and isinstance(kind, DateTime):
            made[name] = datetime.fromisoformat(value)
        elif value is not None and (name == "wkb" or isinstance(kind, LargeBinary)):
            made[name] = bytes.fromhex(value)
        else:
            made[name] = value
    return made
