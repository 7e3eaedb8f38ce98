"""数据截至, source by source: the newest time its records tell of, or when its file was taken in."""

from typing import Any

import pandas as pd
from sqlalchemy import Connection, func, select

from data.tables import (
    Center,
    Compound,
    Event,
    Grid,
    Household,
    ImportBatch,
    Note,
    Patrol,
    ResidentTag,
    Staff,
    StarCard,
    StarItem,
    Street,
    Visit,
)

RECORDED, LOADED = "最新记录", "入库"
# Kind, title, columns of time its records carry; without any, the day its file was taken in counts.
SOURCES: tuple[tuple[str, str, Any, tuple[Any, ...]], ...] = (
    ("event", "事件", Event, (Event.reported_at, Event.feedback_at, Event.closed_at)),
    ("visit", "走访", Visit, (Visit.at,)),
    ("patrol", "巡查", Patrol, (Patrol.at,)),
    ("note", "随手记", Note, (Note.at,)),
    ("tag", "九色标签", ResidentTag, (ResidentTag.valid_from,)),
    ("household", "户底册", Household, (Household.verified_at,)),
    ("staff", "网格员", Staff, ()),
    ("compound", "楼院", Compound, ()),
    ("star_item", "57项清单", StarItem, ()),
    ("star_card", "挂牌", StarCard, ()),
    ("center", "党群服务中心", Center, ()),
    ("grid", "网格", Grid, ()),
    ("street", "道路", Street, ()),
)


def freshness(connection: Connection) -> pd.DataFrame:
    """Find how new each source is.

    Returns
    -------
    DataFrame
        Index key (kind of docs/house.md, 2); columns title, at (local; NaT where the store has nothing
        of it), how (`最新记录`, or `入库` for sources whose records carry no time of their own).
    """
    rows = []
    for key, title, table, times in SOURCES:
        found = [connection.scalar(select(func.max(column))) for column in times]
        if not times:
            loads = select(func.max(ImportBatch.at)).where(ImportBatch.rid.in_(select(table.batch).distinct()))
            found = [connection.scalar(loads)]
        known = [moment for moment in found if moment is not None]
        rows.append((key, title, max(known, default=None), RECORDED if times else LOADED))
    made = pd.DataFrame(rows, columns=["key", "title", "at", "how"]).set_index("key")
    return made.assign(at=pd.to_datetime(made["at"]))
