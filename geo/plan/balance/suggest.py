"""A proposal for one community: quick answer first, then the proof, then the roundest of the equally small ones."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from geo.plan.balance.blocked import blocked
from geo.plan.balance.local import Left, answers, beyond, limits, mended
from geo.plan.balance.model import Model
from geo.plan.balance.parts import bettered
from geo.plan.balance.problem import Assign, Problem

CURVE = (0.20, 0.15, 0.10, 0.07, 0.05)
CAPS = (0.15, 0.20, 0.30, 0.50, 0.75, 1.0)
SLACK = 1e-9
LONGEST = 0.5  # of the time may go by without a quick answer
PARTS = 0.6  # of the time left goes to bettering parts, the rest to the proof
EXTRA = 1.0  # seconds beyond the time to look for a cap that works
SMALL = 150  # units x L3


@dataclass(frozen=True, slots=True)
class Result:
    """A proposal and what is known about it.

    `status`: proven (no assignment with fewer changes exists), found (at least `bound` changes are
    needed), quick (local search only), impossible (nothing keeps the cap; `possible_cap` does) or
    none (nothing was found; `possible_cap` is the nearest). Shares, not percent.
    """

    status: str
    assign: Assign | None
    changed: int
    bound: int
    deviation: float
    roundness: float
    possible_cap: float | None = None
    cause: str = ""
    blocking: str = ""  # impossible: id of a micro grid that, cut in two, would let the cap be kept
    polished: bool = False  # no rounder answer with as few changes exists

    @property
    def badge(self) -> str:
        """What the screen says about the proof; only a proof is called one."""
        if self.status == "proven":
            return "已证明：现有中心与锁定下改动最少"
        if self.status == "found":
            return f"改动 {self.changed} 个，至少需要 {self.bound} 个，尚未证明最少"
        if self.status == "quick":
            return f"改动 {self.changed} 个，由快速搜索得到，未证明最少"
        if self.status == "impossible":
            tail = f"；可行的最小上限约为 {self.possible_cap:.0%}" if self.possible_cap else ""
            return f"在这个上限内无法均衡{tail}"
        tail = f"；目前最接近的最大偏差约为 {self.possible_cap:.0%}" if self.possible_cap else ""
        return f"没有在限时内找到方案{tail}"


def suggest(
    problem: Problem,
    left: Left,
    *,
    quick: float = 0.5,
    told: Callable[[Result], None] = lambda _: None,
    seed: int = 0,
) -> Result:
    """Balance one community with the fewest changes.

    Parameters
    ----------
    problem
        Of geo.plan.balance.problem.
    left
        Tells the seconds left for everything.
    quick
        Seconds for the local search, longer if it has found nothing.
    told
        Called with every better answer, the first within about a second.
    seed
        Another one searches another way.

    Notes
    -----
    With a time limit and several threads the solver is not reproducible: keep the assignment.
    """
    if max(problem.weight) > limits(problem)[1]:
        return _impossible(problem, left)
    if len(problem.units) * len(problem.districts) <= SMALL:  # the proof is quicker than the search
        sure = _proved(problem, None, left, told)
        if sure is None or sure.status == "proven":
            return _impossible(problem, left) if sure is None else sure
    best, near = _searched(problem, left, quick, told, seed)
    made = _proved(problem, best, left, told)
    if made is not None and made.status == "none":
        return replace(made, possible_cap=problem.deviation(near))
    return _impossible(problem, left) if made is None else made


def _searched(
    problem: Problem, left: Left, quick: float, told: Callable[[Result], None], seed: int
) -> tuple[Result | None, Assign]:
    """Search without a proof, first everywhere and then part by part; the answer, and the nearest to the cap."""
    whole, best, near = left(), None, problem.today
    for found in answers(problem, left, seed):
        off = beyond(problem, found)
        if off < beyond(problem, near):
            near = found
        if not off and (best is None or problem.changes(found) < best.changed):
            near, best = found, _result(problem, "quick", found, 0)
            told(best)
        gone = whole - left()
        if left() <= 0 or (best is not None and (gone > quick or not best.changed)) or gone > LONGEST * whole:
            break
    until = left() * (1 - PARTS)
    for found in bettered(problem, near, lambda: left() - until, seed):
        if best is None or problem.changes(found) < best.changed:
            near, best = found, _result(problem, "quick", found, 0)
            told(best)
    return best, near


def _proved(problem: Problem, best: Result | None, left: Left, told: Callable[[Result], None]) -> Result | None:
    """Look for fewer changes, or for the proof that there are none; None = the cap cannot be kept."""
    if best is not None and not best.changed:
        return replace(best, status="proven")
    held: list[Result | None] = [best]

    def seen(found: Assign) -> None:
        made = mended(problem, found, left)
        now = held[0]
        if made is not None and (now is None or problem.changes(made) < now.changed):
            better = _result(problem, "quick", made, 0)
            held[0] = better
            told(better)

    model = Model(problem, limits(problem))
    model.hint(best.assign if best is not None and best.assign is not None else problem.today)
    solved = model.fewest(left, most=None if best is None else best.changed, seen=seen)
    now = held[0]
    if solved.status == "proven" and solved.assign is not None:
        return _result(problem, "proven", solved.assign, solved.bound)
    if solved.status == "impossible":  # nothing with fewer changes than the answer known at the start
        return None if best is None or best.assign is None else replace(best, status="proven", bound=best.changed)
    if now is None:
        return Result("none", None, 0, solved.bound, problem.deviation(problem.today), math.nan)
    if now.changed <= solved.bound:
        return replace(now, status="proven", bound=now.changed)
    return replace(now, status="found", bound=solved.bound)


def polished(problem: Problem, result: Result, left: Left) -> Result:
    """With just as many changes, make the L3 rounder; the same result where that fails in time."""
    if result.assign is None or not result.changed:
        return result
    model = Model(problem, limits(problem))
    model.hint(result.assign)
    made = model.roundest(result.changed, left)
    if made.status == "impossible" or made.assign is None or not problem.connected(made.assign):
        return result
    if problem.roundness(made.assign) <= result.roundness:
        return result
    return replace(_result(problem, result.status, made.assign, result.bound), polished=made.status == "proven")


def curve(problem: Problem, left: Left, *, caps: tuple[float, ...] = CURVE) -> list[tuple[float, Result]]:
    """Trade changes for evenness: the fewest changes at several caps, loosest first, time shared evenly."""
    out = []
    for number, cap in enumerate(caps):
        until = left() * (1 - 1 / (len(caps) - number))
        out.append((cap, suggest(replace(problem, cap=cap), lambda end=until: left() - end, quick=0.5)))  # type: ignore[misc]
    return out


def _result(problem: Problem, status: str, assigned: Assign, bound: int) -> Result:
    return Result(
        status,
        assigned,
        problem.changes(assigned),
        bound,
        problem.deviation(assigned),
        problem.roundness(assigned),
    )


def _impossible(problem: Problem, left: Left) -> Result:
    """Say why no assignment keeps the cap, and which cap would work."""
    limit = limits(problem)[1]
    heavy = sum(w > limit for w in problem.weight)
    blocking = "" if heavy else blocked(problem, left)
    if heavy:
        cause = f"有 {heavy} 个微网格本身就超过上限"
    elif problem.fixed or problem.closed:
        cause = "锁定使负荷无法移动"
    else:
        cause = "相邻关系使负荷无法移动"
    possible = None
    ends = min(left(), 0.0) - EXTRA
    for cap in (cap for cap in CAPS if cap > max(problem.cap, max(problem.weight) / problem.mean - 1)):
        loose = replace(problem, cap=cap)
        found = next(answers(loose, lambda: left() - ends))
        if loose.deviation(found) <= cap + SLACK:
            possible = loose.deviation(found)
            break
        if left() < ends:
            break
    return Result("impossible", None, 0, 0, problem.deviation(problem.today), math.nan, possible, cause, blocking)
