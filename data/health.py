"""Looks a store over: soundness, trail, log of plans, borders, references."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select, text

from data import audit
from data.frames import geoframe
from data.migrations import newest
from data.plans.desk import Desk
from data.plans.verify import verify
from data.store import Store
from data.tables import Building, Event, Grid, Household, ResidentTag, Visit
from geo.model.errors import StoreError
from geo.rules.codes_check import check_codes, check_tiling

NAMED = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of the check; `ok` False means somebody has to act."""

    title: str
    ok: bool
    message: str


def check(store: Store) -> Iterator[Finding]:
    """Yield one finding per point, cheapest first."""
    with store.reading() as connection:
        sound = connection.scalar(text("PRAGMA integrity_check"))
        yield Finding("文件完整性", sound == "ok", "完好" if sound == "ok" else "有损坏，请恢复最近的备份")
        revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
        yield Finding("结构版本", revision == newest(), f"{revision}")
        broken = audit.first_break(connection)
        message = "连续" if broken is None else f"第 {broken} 行被改动或删除"
        yield Finding("审计链", broken is None, message)
        yield _plans(store)
        current = (Grid.valid_to.is_(None)) & (Grid.superseded_at.is_(None))
        grids = geoframe(connection, select(Grid.code, Grid.level, Grid.parent, Grid.zone, Grid.wkb).where(current))
        profile = store.profile()
        misfits = check_codes(grids, grids.index, district=profile.district)
        yield Finding("网格编码", not misfits, _named([m.grid for m in misfits], "编码与层级、上级一致"))
        crooked = check_tiling(grids, crs=profile.measure_crs)
        yield Finding("边界与嵌套", not crooked, _named([m.grid for m in crooked], "无缝隙、无重叠，上级等于下级之和"))
        for title, model, column, target in (
            ("户的楼栋", Household, Household.building, Building),
            ("标签的户", ResidentTag, ResidentTag.household, Household),
            ("走访的户", Visit, Visit.household, Household),
        ):
            orphans = connection.scalar(
                select(func.count()).select_from(model).where(column.is_not(None), column.not_in(select(target.code)))
            )
            yield Finding(title, not orphans, f"{orphans:,} 条找不到" if orphans else "都能找到")
        lost = connection.scalar(select(func.count()).select_from(Event).where(Event.micro.is_(None)))
        yield Finding("未落格事件", True, f"{lost:,} 件")


def _plans(store: Store) -> Finding:
    """Hold the log of plans against its chain, shapes, replay, anchors and the grids."""
    title = "方案日志"
    try:
        found = verify(Desk(store))
    except StoreError as fault:  # the key is gone: nobody can vouch for the log
        return Finding(title, False, f"{fault.message}{fault.remedy}")
    if found.faults:
        more = f"等 {len(found.faults)} 处" if len(found.faults) > 1 else ""
        return Finding(title, False, f"{found.faults[0]}{more}请勿再发布方案，并恢复最近的备份核对。")
    if not found.events:
        return Finding(title, True, "还没有方案")
    rest = f"，其后 {found.unanchored} 条尚未锚定" if found.unanchored else ""
    return Finding(title, True, f"{found.events:,} 条连续，形状与重演一致，已锚定 {found.anchored:,} 条{rest}")


def _named(codes: list[str], well: str) -> str:
    if not codes:
        return well
    more = f" 等 {len(codes)} 个" if len(codes) > NAMED else ""
    return f"{'、'.join(codes[:NAMED])}{more}需要核对"
