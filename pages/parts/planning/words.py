"""People, states and steps of a plan in words."""

from data.plans.log import Event
from geo.model.errors import GovernanceError
from geo.model.scope import ROLE_TITLES, Role
from geo.plan import ops
from geo.plan.states import STEPS

OTHERS = {
    "create": "起草",
    "clean": "清理边界",
    "undo": "撤销",
    "redo": "重做",
    "lock": "锁定",
    "unlock": "解锁",
    "comment": "批注",
    "settle": "批注已处理",
    "rebase": "换到新的基线",
    "published": "发布",
}
OFFICE = frozenset({"create", "clean", "published", "comment", "settle", "rebase", *STEPS})


def person(account: str) -> str:
    """Name an account; one that only chose a role at the door is called by the role."""
    parts = account.split("-", 2)
    if parts[0] in {"demo", "local"} and len(parts) > 1 and parts[1] in set(Role):
        return f"{'演示' if parts[0] == 'demo' else '本机'}{ROLE_TITLES[Role(parts[1])]}"
    return account


def title(kind: str) -> str:
    """Say what a step of the log was."""
    return ops.TITLES.get(kind) or OTHERS.get(kind) or (STEPS[kind][0] if kind in STEPS else kind)


def line(event: Event) -> dict[str, object]:
    """Say one step of the log as a row."""
    moved = [unit for unit in event.changes if unit[1] or unit[2]]
    told = f"{len(moved):,} 个单元" if moved else str(event.payload.get("text", ""))
    return {
        "seq": event.seq,
        "title": title(event.kind),
        "told": told,
        "who": person(event.actor),
        "at": f"{event.at:%m-%d %H:%M}",
    }


def sentence(error: GovernanceError) -> dict[str, object]:
    """Say an error as the browser shows it."""
    return {"text": error.message, "remedy": error.remedy, "rows": [str(row) for row in error.rows]}
