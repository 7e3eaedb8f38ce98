"""What is to be balanced, as a browser says it: which communities, at which cap, weighing what."""

from collections.abc import Mapping

from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.scope import Scope
from geo.plan.balance.problem import Weights, problem
from geo.plan.coverage import Coverage
from geo.plan.gate import Gate
from geo.plan.panel import Load
from geo.plan.states import need_editable
from pages.parts.planning import drawing
from pages.parts.planning.balance import BALANCING, Task
from pages.parts.planning.room import desk, load

MOST_WEIGHT = 20  # (p)
WIDE = ("l2", "l1", "district", "curve")
Told = dict[str, object]


def begin(scope: Scope, plan: str, body: Mapping[str, object]) -> Told:
    """Start balancing: `wide` l2 (the community `focus`), l1 (its street), district (all in reach), or curve.

    Raises
    ------
    BadInput
        An unknown community, a strange cap or weight, a locked level, or nothing that can be balanced.
    """
    need_editable(desk().info(plan).state, role=scope.role)
    cov, wide = desk().coverage(plan), body.get("wide", "l2")
    if wide not in WIDE:
        raise BadInput("没有说明均衡哪些社区。", remedy="请选择本社区、本镇街或全区。")
    towns = towns_of(cov, scope, body.get("focus"), str(wide))
    cap = body.get("cap", 0.1)
    if not isinstance(cap, int | float) or isinstance(cap, bool):
        raise BadInput("没有说明偏差上限。", remedy="请设置上限。")
    weights, told = weights_of(body.get("weights")), load(cov)
    with desk().store.reading() as connection:
        gate = desk().gate(connection, cov, scope, plan)
    if gate.everything or Level.L3 in gate.levels:
        raise BadInput("三级网格的边界已全部锁定，无法均衡。", remedy="请先解锁这一层。")
    tasks: list[Task] = []
    skipped: list[Told] = []
    for town in towns:
        try:
            tasks.append(_task(cov, town, gate, (float(cap), weights, told)))
        except BadInput as no:
            if len(towns) == 1:
                raise
            skipped.append({"name": cov.units[town].name, "why": no.message})
    if not tasks:
        raise BadInput("这些社区都不需要或不能均衡。", remedy="请检查锁定和权重。")
    if wide == "curve":
        return BALANCING.curve(plan, scope.account, tasks[0])
    return BALANCING.towns(plan, scope.account, tasks, skipped)


def towns_of(cov: Coverage, scope: Scope, focus: object, wide: str) -> list[str]:
    """Ids of the communities asked for, in the order of their codes. Raises BadInput."""
    inside = [key for key in drawing.keys_of(cov, scope) if cov.units[key].level is Level.L2]
    if not isinstance(focus, str) or focus not in inside:
        raise BadInput("没有这个社区。", remedy="请在地图上重新选择。")
    if wide == "district":
        return inside
    return [k for k in inside if cov.units[k].parent == cov.units[focus].parent] if wide == "l1" else [focus]


def weights_of(told: object) -> Weights:
    """Read {"household", "care", "event"} as whole numbers. Raises BadInput."""
    if told is None:
        return Weights()
    parts = [told.get(name, 0) for name in ("household", "care", "event")] if isinstance(told, dict) else []
    fits = [isinstance(n, int) and not isinstance(n, bool) and 0 <= n <= MOST_WEIGHT for n in parts]
    if not parts or not all(fits) or not sum(parts):
        raise BadInput(f"权重应为 0 到 {MOST_WEIGHT} 的整数，且不全为 0。", remedy="请重新设置权重。")
    return Weights(*parts)


def _task(cov: Coverage, town: str, gate: Gate, how: tuple[float, Weights, Load]) -> Task:
    cap, weights, told = how
    locked = [key for key in (*cov.children[town], *cov.below(town)) if gate.closed(cov, key)]
    made = problem(cov, town, cap=cap, weights=weights, locked=locked, care=told.care, events=told.events)
    name = cov.units[town].name
    if len(made.fixed) == len(made.units):
        raise BadInput(f"{name}的微网格全部锁定。", remedy="请先解锁。")
    return Task(town, name, made)
