"""Grids on their way out: cut to the asker's place, counts by tier, a line in the trail, and then the file."""

import hashlib
import json

import pandas as pd
from geopandas import GeoDataFrame

from data.exports import Export, record, reserve
from data.plans.show import frames
from data.writers.grids import write_grids
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.scope import Scope
from geo.model.view import Mode
from geo.render.write import EVERY, GRIDS
from geo.rules import rounding
from geo.rules.publish import limit
from pages.parts import shelf
from pages.parts.planning import hands
from pages.parts.planning.drawing import keys_of
from pages.parts.planning.room import desk
from pages.parts.planning.sides import Side, is_plan, what_of
from pages.parts.wiring import store

FORMATS = {one.key: one.title for one in GRIDS}


def make(scope: Scope, kind: str, side: Side, against: Side | None = None) -> Export:
    """Make a file of one state's grids and write it down.

    Parameters
    ----------
    kind
        Key of geo.render.write.GRIDS.
    against
        Another state: a workbook then also lists what changes hands from there to here.

    Raises
    ------
    BadInput, StoreError
        Unknown format; nothing inside the asker's place; the line or the file could not be written.
    """
    if kind not in FORMATS:
        raise BadInput("没有这种格式。", remedy=f"可选：{'、'.join(FORMATS.values())}。")
    book, form = store(), EVERY[kind]
    rows = told(scope, side)
    if not rows:
        raise BadInput("您的范围内没有网格。", remedy="请由上级导出。")
    tables = {"改动": hands.units(scope, against, side)} if against is not None and kind == "grids" else {}
    ticket = reserve(book, scope)
    body = write_grids(rows, "xlsx" if kind == "grids" else kind, tables)
    spec = json.dumps(
        {"state": side.key, "against": against.key if against else "", "crs": "EPSG:4490"}, ensure_ascii=False
    )
    made = Export(
        number=ticket.number,
        name=shelf.file_name(f"网格_{side.title}_{ticket.number}", form.ending),
        place=scope.root,
        template="grids",
        format=kind,
        mode=Mode.INTERNAL.value,
        scope=scope.key,
        spec=spec,
        spec_sha=hashlib.sha256(spec.encode()).hexdigest(),
        data_version=book.version(),
        k=limit(book.profile(), scope),
        hidden=sum(int(frame["households"].isna().sum()) for frame in rows.values()),
        content_sha="",
        file_sha=hashlib.sha256(body).hexdigest(),
        bytes=len(body),
    )
    shelf.put_aside(body, made, form, lambda: record(book, scope, made))
    return made


def told(scope: Scope, side: Side) -> dict[Level, GeoDataFrame]:
    """Return the grids of a state that lie wholly inside the asker's place, households and people by tier."""
    inside = set(keys_of(side.cov, scope))
    out = {}
    for level, frame in frames(desk(), what_of(side.key)).items():
        seen = [key in inside or inside.issuperset(side.cov.below(key)) for key in frame["id"]]
        kept = frame[seen].copy()
        for name in ("households", "people"):
            # of a draft also the large totals are tens: two drafts that differ in one small grid would tell its count
            public = None if is_plan(side.key) else level
            shown = [rounding.people(value, tier=scope.tier, level=public) for value in kept[name]]
            kept[name] = pd.array(shown, dtype="Int64")
        if len(kept):
            out[level] = kept
    return out
