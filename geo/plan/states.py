"""The way of a plan: 草稿 → 校核 → 审批 → 发布, who may take each step, and that nobody approves their own."""

from enum import StrEnum

from geo.model.errors import BadInput, NotAllowed
from geo.model.scope import Role


class State(StrEnum):
    """Where a plan stands."""

    DRAFT = "draft"
    CHECK = "check"
    APPROVAL = "approval"
    WAITING = "waiting"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    RETURNED = "returned"
    VOID = "void"

    @property
    def title(self) -> str:  # type: ignore[override]  # a word for people; str.title is not wanted here
        """The word on a screen."""
        return TITLES[self]


TITLES = {
    State.DRAFT: "草稿",
    State.CHECK: "校核",
    State.APPROVAL: "审批",
    State.WAITING: "待生效",
    State.PUBLISHED: "已发布",
    State.ARCHIVED: "归档",
    State.RETURNED: "退回",
    State.VOID: "作废",
}
EDITABLE = (State.DRAFT, State.RETURNED)
EDITORS = (Role.PLANNER, Role.STREET)  # (p)
APPROVERS = (Role.LEADER,)  # (p)
CHECKERS = (Role.PLANNER, Role.LEADER)  # (p)

# step -> (title, from, to, who, only others than the author)
STEPS: dict[str, tuple[str, tuple[State, ...], State, tuple[Role, ...], bool]] = {
    "submit": ("提交校核", EDITABLE, State.CHECK, EDITORS, False),
    "pass": ("校核通过", (State.CHECK,), State.APPROVAL, CHECKERS, True),
    "approve": ("批准", (State.APPROVAL,), State.WAITING, APPROVERS, True),
    "return": ("退回", (State.CHECK, State.APPROVAL, State.WAITING), State.RETURNED, CHECKERS, True),
    "withdraw": ("撤回", (State.CHECK,), State.DRAFT, EDITORS, False),
    "void": ("作废", (*EDITABLE, State.CHECK, State.APPROVAL), State.VOID, (*EDITORS, *APPROVERS), False),
    "archive": ("归档", (State.PUBLISHED,), State.ARCHIVED, (Role.PLANNER, Role.LEADER), False),
}


def stepped(step: str, state: State, *, author: str, actor: str, role: Role) -> State:
    """Say where a step leads.

    Raises
    ------
    NotAllowed
        The role may not take it, or authors would decide on their own plan.
    BadInput
        It does not start from this state, or there is no such step.
    """
    if step not in STEPS:
        raise BadInput("没有这一步。", remedy="请刷新页面后重试。")
    title, origins, to, roles, others = STEPS[step]
    if role not in roles:
        who = "、".join(each.title for each in roles)
        raise NotAllowed(f"{role.title}角色不能{title}方案。", remedy=f"请由{who}办理。")
    if others and actor == author:
        raise NotAllowed(f"方案的起草人不能自己{title}。", remedy="请由另一位有权限的同事办理。")
    if state not in origins:
        raise BadInput(f"方案现在是“{state.title}”，不能{title}。", remedy="请刷新后查看方案的状态。")
    return to


def need_editable(state: State, *, role: Role) -> None:
    """Raise NotAllowed or BadInput unless a plan may be edited by this role."""
    if role not in EDITORS:
        who = "、".join(each.title for each in EDITORS)
        raise NotAllowed(f"{role.title}角色不能修改方案。", remedy=f"请由{who}修改。")
    if state not in EDITABLE:
        raise BadInput(f"方案现在是“{state.title}”，已锁定，不能修改。", remedy="请先撤回或由校核人退回，再修改。")
