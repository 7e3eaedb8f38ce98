"""Holds the tables of a load against each other and against the store: codes, borders, places, references."""

from typing import TYPE_CHECKING

import pandas as pd  # noqa: TC002 - plain imports read better than a block for types
import shapely

from data.access import Access
from data.readers import datum as datums
from data.readers.afar import doubt_place
from data.readers.known import Known
from data.readers.placing import place
from data.readers.staging import StagedTable, Staging
from geo.model.codes import GridCode, Level, parse_code
from geo.model.errors import BadCode
from geo.model.profile import Profile
from geo.rules.codes_check import check_codes, check_tiling

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

# (kind, column, what it names, does a dangling one keep the row out)
REFERENCES = (
    ("building", "compound", "compound", False),
    ("center", "l2", "grid", True),
    ("staff", "grid", "grid", True),
    ("pairing", "dedicated", "grid", True),
    ("pairing", "micro", "grid", True),
    ("star_item", "l2", "grid", True),
    ("star_card", "l2", "grid", True),
    ("household", "building", "building", False),
    ("tag", "household", "household", True),
    ("event", "duplicate_of", "event", False),
    ("visit", "household", "household", True),
    ("visit", "staff", "staff", False),
    ("patrol", "staff", "staff", False),
    ("patrol", "grid", "grid", False),
    ("note", "staff", "staff", False),
)
# (kind, column that comes first, column that comes after, what is wrong where it does not)
ORDERS = (
    ("event", "reported_at", "closed_at", "办结时间早于上报时间"),
    ("star_card", "valid_from", "valid_to", "摘牌日期早于挂牌日期"),
)
TITLES = {
    "compound": "楼院",
    "grid": "网格",
    "building": "楼栋",
    "household": "户底册",
    "event": "事件",
    "staff": "网格员",
}


def cross_check(staging: Staging, store: Access, profile: Profile) -> None:
    """Check and complete the staged tables in place; rows that do not fit leave `good`."""
    _twice(staging)
    _complete_grids(staging)
    known = Known(staging, store)
    _grids(staging, known, profile)
    known = Known(staging, store)
    grids = known.grids()
    outline = _outline(grids)
    for table in staging.tables:
        _doubt_datum(table, outline)
        doubt_place(table, outline, crs=profile.measure_crs)
    place(staging, known, grids, profile.measure_crs)
    _references(staging, known)
    _order(staging)


def _twice(staging: Staging) -> None:
    """Take a code that two tables of one kind bring from the first."""
    for kind in {table.kind.key for table in staging.tables if table.kind}:
        seen: set[str] = set()
        for table in staging.of(kind):
            if "code" not in table.good:
                continue
            again = table.good.index[table.good["code"].astype(object).isin(seen)].tolist()
            for at in again:
                table.fault(
                    int(at), "code", table.good["code"][at], "duplicate", "编码在另一张表中已出现", hint="请只保留一处"
                )
            table.drop(again)
            seen.update(table.good["code"])


def _complete_grids(staging: Staging) -> None:
    """Level and parent follow from the code where a file leaves them out."""
    for table in staging.of("grid"):
        if "code" not in table.good:
            continue
        read = table.good["code"].map(_read)
        for column, told in (
            ("level", read.map(lambda code: code and code.level.value)),
            ("parent", read.map(lambda code: code and code.parent)),
        ):
            own = table.good.get(column)
            table.good[column] = told if own is None else own.where(own.notna(), told)
        for column in ("zone", "name", "kind"):
            if column not in table.good:
                table.good[column] = None


def _read(text: str) -> GridCode | None:
    try:
        return parse_code(text)
    except BadCode:
        return None


def _grids(staging: Staging, known: Known, profile: Profile) -> None:
    tables = [table for table in staging.of("grid") if len(table.good)]
    if not tables:
        return
    codes = known.codes("grid")
    for table in tables:
        rows = table.good.assign(at=table.good.index).set_index("code")
        wrong = check_codes(rows, codes, district=profile.district)
        for misfit in wrong:
            table.fault(
                int(rows["at"][misfit.grid]), misfit.column, misfit.grid, misfit.code, misfit.message, hint=misfit.hint
            )
        table.drop([int(rows["at"][misfit.grid]) for misfit in wrong])
    if any(table.needs_datum for table in tables):
        return
    at = {
        code: (table, position, name)
        for table in tables
        for position, code, name in zip(table.good.index, table.good["code"], _names(table.good), strict=True)
    }
    for misfit in check_tiling(Known(staging, known.store).grids(), crs=profile.measure_crs):
        # the code of a micro grid is masked in a report like a person's number: its name says which one it is
        table, position, name = at.get(misfit.grid, (tables[0], None, ""))
        where = None if position is None else int(position)
        called = name or misfit.grid
        table.fault(where, misfit.column, called, misfit.code, misfit.message, hint=misfit.hint, drops=False)


def _names(rows: "pd.DataFrame") -> list[str]:
    return list(rows["name"].fillna("").astype(str)) if "name" in rows else [""] * len(rows)


def _outline(grids: "pd.DataFrame") -> "BaseGeometry | None":
    district = grids[grids["level"] == Level.DISTRICT]
    return district["geometry"].iloc[0] if len(district) else None


def _doubt_datum(table: StagedTable, outline: "BaseGeometry | None") -> None:
    if (
        table.kind is None
        or table.kind.key == "grid"
        or table.needs_datum
        or table.crs == "GCJ-02"
        or not len(table.good)
    ):
        return
    if "lon" in table.good:
        lon, lat = table.good["lon"].to_numpy(dtype=float), table.good["lat"].to_numpy(dtype=float)
    elif "geometry" in table.good:
        middle = shapely.centroid(table.good["geometry"].to_numpy())
        lon, lat = shapely.get_x(middle), shapely.get_y(middle)
    else:
        return
    doubt = datums.suspicion(lon, lat, outline)
    if doubt:
        table.fault(None, "", "", "datum?", doubt, hint=f"请用 --datum 声明：{datums.CHOICES}", drops=False)


def _references(staging: Staging, known: Known) -> None:
    for kind, column, target, drops in REFERENCES:
        for table in staging.of(kind):
            if column not in table.good or table.good[column].isna().all():
                continue
            codes = known.codes(target)
            if codes.empty:
                table.notes.append(f"库中还没有{TITLES[target]}，“{table.mapping.headers[column]}”未核对")
                continue
            filled = table.good[column].notna()
            dangling = table.good.index[filled & ~table.good[column].astype(object).isin(codes)]
            for at in dangling:
                message = f"{TITLES[target]}中没有这个编号"
                table.fault(
                    int(at),
                    column,
                    table.good[column][at],
                    "reference",
                    message,
                    hint="请核对编号，或先导入对应的表",
                    drops=drops,
                )
            if drops:
                table.drop(list(dangling))


def _order(staging: Staging) -> None:
    for kind, first, then, message in ORDERS:
        for table in staging.of(kind):
            if not {first, then} <= set(table.good.columns):
                continue
            early = table.good.index[table.good[then] < table.good[first]]
            for at in early:
                table.fault(int(at), then, table.good[then][at], "order", message, hint="请核对两个时间")
            table.drop(list(early))
