"""What stands between a draft and the published map: faults, newer grids, and the steps of the office."""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from data.plans import office
from data.plans.book import Info
from data.plans.compare import mark_of
from data.plans.rebase import Rebased, conflicts, edits, rebase
from geo.model.errors import BadInput
from geo.model.scope import Scope
from geo.plan.checks import Fault, check
from geo.plan.facts import by_id, facts
from geo.plan.states import EDITABLE, EDITORS, STEPS
from pages.parts.planning import faultlist, words
from pages.parts.planning.room import desk, plan_of
from pages.parts.wiring import store

L2_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Moved:
    """A draft on older grids: names of the units in conflict, and its steps in force by number."""

    conflicts: list[str]
    steps: dict[int, str]


def found(scope: Scope, plan: str) -> list[Fault]:
    """Check a plan: every fault, grave ones first."""
    plan_of(scope, plan)
    cov = desk().coverage(plan)
    return check(cov.units.values(), by_id(facts(store(), desk().whole()), cov))


def faults(scope: Scope, plan: str, told: list[Fault] | None = None) -> pd.DataFrame:
    """List what is wrong with a plan: 类别 程度 问题 网格 位置; 网格 is the first unit's code."""
    listed = found(scope, plan) if told is None else told
    editor = scope.role in EDITORS
    return faultlist.table(
        listed,
        desk().coverage(plan),
        lambda code, _: f"/edit?plan={plan}&place={code}" if editor and len(code) >= L2_DIGITS else None,
    )


def mends(listed: list[Fault]) -> dict[int, str]:
    """Return number in the list -> what is wrong, for the faults a safe edit mends: the unit joins its neighbour."""
    return {n: fault.text for n, fault in enumerate(listed) if fault.fix}


def mend(scope: Scope, plan: str, fault: Fault) -> None:
    """Do the edit that mends a fault, as one step of the plan. Raises Refused, NotAllowed, BadInput."""
    info = plan_of(scope, plan)
    if fault.fix is None:
        raise BadInput("这个问题没有稳妥的自动改法。", remedy="请在“调整”中手工改。")
    desk().commit(scope, plan, fault.fix, info.head_seq, reason=f"修复：{fault.text[:60]}")


def moved_on(scope: Scope, plan: str) -> Moved | None:
    """Say how the grids moved on under a plan; None while it stands on today's."""
    info = plan_of(scope, plan)
    if info.state not in EDITABLE or mark_of(desk(), scope, "")[2] == info.base_seq:
        return None
    cov = desk().coverage(plan)
    names = [cov.units[key].name if key in cov.units else "已撤销的网格" for key in conflicts(desk(), scope, plan)]
    steps_ = {event.seq: f"{words.title(event.kind)}（{event.at:%m-%d %H:%M}）" for event in edits(desk(), plan)}
    return Moved(names, steps_)


def carry_over(scope: Scope, plan: str, drop: frozenset[int]) -> Rebased:
    """Put a draft onto today's grids, without the steps its author gives up."""
    return rebase(desk(), scope, plan, plan_of(scope, plan).head_seq, drop=drop)


def steps(scope: Scope, plan: str) -> dict[str, str]:
    """Return the steps the asker may take now: key -> title."""
    info = plan_of(scope, plan)
    return {
        key: title
        for key, (title, origins, _, roles, others) in STEPS.items()
        if scope.role in roles and info.state in origins and not (others and info.author == scope.account)
    }


def take(scope: Scope, plan: str, step: str, reason: str, effective: datetime | None) -> Info:
    """Take a step of the office. Raises NotAllowed, BadInput."""
    plan_of(scope, plan)
    return office.step(desk(), scope, plan, step, reason=reason, effective=effective)


def history(scope: Scope, plan: str) -> pd.DataFrame:
    """List who did what on the plan's way: 时间 谁 事项 说明; edits are counted together."""
    plan_of(scope, plan)
    events = [event for event in desk().history(plan) if event.kind in words.OFFICE]
    return pd.DataFrame(
        {
            "时间": [f"{event.at:%Y-%m-%d %H:%M}" for event in events],
            "谁": [words.person(event.actor) for event in events],
            "事项": [words.title(event.kind) for event in events],
            "说明": [event.reason or str(event.payload.get("text", "")) for event in events],
        }
    )
