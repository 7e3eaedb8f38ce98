"""The chain of an event and the four states a map shows."""

from enum import IntEnum

CHAIN = ("上报", "立案", "派单", "接单", "处置", "反馈", "核查", "办结", "评价")
SIDE = ("退回", "延期", "挂起", "作废", "重复")
WAITING = frozenset({"上报", "立案", "派单", "退回"})
DONE = frozenset({"办结", "评价"})
VOID = frozenset({"作废", "重复"})  # never counted
PASSES = ("达标", "整改中", "未达标")  # of one of the 57 items of a community; only the first is passed
PASSED = "达标"
CARDS = ("黄", "橙", "红")  # 挂牌 of a community, the gravest last


class State(IntEnum):
    """What the map shows; the number stands in the .pts file."""

    WAITING = 0
    DOING = 1
    OVERDUE = 2
    DONE = 3

    @property
    def title(self) -> str:
        """The word on a screen."""
        return ("待接单", "办理中", "超期", "办结")[self]
