"""The road of a plan, for who has none yet: four states, who works in each, and what one may look at meanwhile."""

from geo.model.scope import Scope
from geo.plan.states import State
from pages.parts import frame, guide

SAYS = {
    State.DRAFT: "网格规划或镇街人员从现行网格起草：划转、重画、切分、合并，边界不会裂开，负荷随手变化。",
    State.CHECK: "另一位网格规划人员或领导看改了什么、谁交接给谁、还有哪些问题，不合适的退回。",
    State.APPROVAL: "领导批准并定下生效日期；起草人不能批准自己的方案。",
}
LAST = "到日期自动换成新边界；从前每一天的边界都留着，随时可以回看。"


def show(scope: Scope, lead: str) -> None:
    """Draw the road below a sentence that says what to do first."""
    compare = frame.address(scope, "/compare")
    cards = [guide.Card(state.title, says) for state, says in SAYS.items()]
    guide.show(lead, [*cards, guide.Card(State.PUBLISHED.title, LAST, compare, "对比任意两天的网格")], steps=True)
