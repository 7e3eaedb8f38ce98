"""The list of plans, and opening one."""

import pandas as pd

from data.plans import log, notes
from data.plans.book import Info
from geo.model.scope import Scope
from geo.plan.states import EDITABLE, EDITORS
from pages.parts.planning import words
from pages.parts.planning.room import desk, may_see
from pages.parts.wiring import store


def listed(scope: Scope) -> list[Info]:
    """Return the plans the asker may see, the newest first."""
    return [info for info in desk().plans() if may_see(scope, info)]


def table(infos: list[Info]) -> pd.DataFrame:
    """Write plans as a table: 方案 状态 起草 改动 批注 生效 更新, index id."""
    open_ = notes.waiting(desk())
    return pd.DataFrame(
        {
            "方案": [info.name for info in infos],
            "状态": [info.state.title for info in infos],
            "起草": [words.person(info.author) for info in infos],
            "改动": [changes(info.id) for info in infos],
            "批注": [f"{open_[info.id]} 条未处理" if info.id in open_ else "" for info in infos],
            "生效": [f"{info.effective_from:%Y-%m-%d %H:%M}" if info.effective_from else "" for info in infos],
            "更新": [f"{info.updated_at:%m-%d %H:%M}" for info in infos],
        },
        index=pd.Index([info.id for info in infos], name="id"),
    )


def titles(infos: list[Info]) -> dict[str, str]:
    """Id -> name, state and what is still to be answered, for lists to choose from."""
    open_ = notes.waiting(desk())
    told = {key: f"，批注 {n} 条未处理" for key, n in open_.items()}
    return {info.id: f"{info.name}（{info.state.title}{told.get(info.id, '')}）" for info in infos}


def changes(plan: str) -> str:
    """Say what a plan changes: how many steps of which kind are in force."""
    with store().reading() as connection:
        done, _ = log.stacks(connection, plan)
        kinds = [log.event(connection, seq).kind for seq in done]
        if log.has(connection, plan, "clean"):
            kinds.insert(0, "clean")
    if not kinds:
        return "还没有改动"
    counted = pd.Series(kinds).value_counts(sort=False)
    return "，".join(f"{words.title(str(kind))} {n} 次" for kind, n in counted.items())


def may_draft(scope: Scope) -> bool:
    """Whether the asker may open and edit plans."""
    return scope.role in EDITORS


def may_edit(scope: Scope, info: Info) -> bool:
    """Whether the asker may edit this plan now."""
    return may_draft(scope) and info.state in EDITABLE


def open_draft(scope: Scope, name: str) -> str:
    """Open a draft over today's grids; answer its id. Raises BadInput, NotAllowed, NotReady."""
    return desk().create(scope, name).id
