"""Begins another district: reads its grids and writes the configuration the rest of the program then goes by."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from sqlalchemy import select

from data.config import load_profile
from data.config.outset import district_toml
from data.config.profile import DEFAULT
from data.readers.stage import stage
from data.store import Store, open_store
from data.tables import Grid
from geo.model.codes import Level
from geo.model.errors import BadInput, StoreError


def begin_district(files: Sequence[str | Path], *, datum: Mapping[str, str] | None = None, name: str = "") -> str:
    """Return the district TOML that fits the grids of some files.

    Parameters
    ----------
    files
        Grid files as `data load` reads them; what is no grid is passed over.
    datum
        As of `stage`.
    name
        The district's name; "" = of its 区 row.

    Raises
    ------
    BadInput
        No grid was found, the grids belong to several districts, nobody says the name or the
        coordinate system; the sentence says what to do.
    """
    any_district = replace(load_profile(DEFAULT), district="")
    store = open_store("sqlite://", profile=any_district)
    try:
        staging = stage(files, datum=dict(datum or {}), profile=any_district, store=store)
    finally:
        store.close()
    tables = [table for table in staging.of("grid") if len(table.good)]
    if not tables:
        said = "；".join(f"{fault.file}：{fault.message.rstrip('。')}" for fault in staging.all_faults[:3])
        raise BadInput(
            f"文件里没有认得出的网格{f'（{said}）' if said else ''}。",
            remedy="请给出带编码、名称、层级和边界的网格文件（docs/house.md 第 2 节）。",
        )
    if any(table.needs_datum for table in tables):
        raise BadInput("网格文件没有写明坐标系。", remedy="请加 --datum 声明，如 --datum CGCS2000。")
    grids = pd.concat([table.good[["code", "level", "name", "geometry"]] for table in tables], ignore_index=True)
    codes = sorted(set(grids["code"].str[:6]))
    if len(codes) > 1:
        raise BadInput(f"网格属于几个区县：{'、'.join(codes[:5])}。", remedy="一个库管一个区县，请分开文件。")
    whole = grids[grids["level"] == Level.DISTRICT.value]
    title = name or (str(whole["name"].iloc[0]) if len(whole) else "")
    if not title:
        raise BadInput("网格文件里没有“区”这一级，不知道叫什么。", remedy="请加 --name 西湖区 这样的名称。")
    zones = grids[grids["level"] == Level.ZONE.value]
    west, _, east, _ = (whole if len(whole) else grids)["geometry"].iloc[0].bounds
    named = dict(zip(zones["code"], zones["name"].astype(str), strict=True))
    return district_toml(codes[0], title, named, (west + east) / 2)


def refuse_mixing(store: Store, text: str) -> None:
    """Raise StoreError where a store holds grids of another district than a district TOML names."""
    district = tomllib.loads(text)["district"]
    with store.reading() as connection:
        other = connection.scalar(select(Grid.code).where(~Grid.code.startswith(district)).limit(1))
    if other is not None:
        raise StoreError(
            f"库 {store.name} 里已有 {str(other)[:6]} 的网格，没有写配置。",
            remedy="一个库管一个区县：请用 OGM_VAR 指定另一个文件夹，或先移走这个库。",
        )
