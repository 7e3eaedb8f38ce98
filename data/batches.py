"""The record of loads, newest first."""

import json

import pandas as pd
from sqlalchemy import select

from data.store import Store
from data.tables import ImportBatch

STATES = {"confirmed": "已入库", "undone": "已撤销"}


def batches(store: Store) -> pd.DataFrame:
    """List the import batches.

    Returns
    -------
    DataFrame
        One row per batch, newest first: 批号 时间 账号 文件 坐标系 新增 更新 不入库 状态.
    """
    with store.reading() as connection:
        found = connection.execute(select(*ImportBatch.__table__.columns).order_by(ImportBatch.rid.desc())).all()
    return pd.DataFrame(
        [
            {
                "批号": row.rid,
                "时间": row.at,
                "账号": row.account,
                "文件": "、".join(dict.fromkeys(file["file"] for file in json.loads(row.files))),
                "坐标系": row.datum or "按文件",
                "新增": row.inserted,
                "更新": row.updated,
                "不入库": row.refused,
                "状态": STATES[row.state],
            }
            for row in found
        ],
        columns=["批号", "时间", "账号", "文件", "坐标系", "新增", "更新", "不入库", "状态"],
    )
