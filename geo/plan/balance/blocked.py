"""Why a community cannot keep the cap: the micro grid that would have to be cut in two."""

from dataclasses import replace

from geo.plan.balance.local import Left, limits
from geo.plan.balance.model import Model
from geo.plan.balance.problem import Problem

TRIED = 8  # micro grids, the heaviest first
SECONDS = 1.0  # for all of them


def blocked(problem: Problem, left: Left) -> str:
    """Find the heaviest micro grid without which, as one piece, the cap could be kept.

    Parameters
    ----------
    problem
        One whose cap is known to be impossible.
    left
        Tells the seconds left; a second more than that is taken.

    Returns
    -------
    str
        Id of the unit; "" where none of the heaviest alone is in the way, or time ran out.
    """
    ends = min(left(), 0.0) - SECONDS
    free = [i for i in range(len(problem.units)) if i not in problem.fixed and problem.weight[i] > 1]
    for i in sorted(free, key=lambda i: -problem.weight[i])[:TRIED]:
        if left() < ends:
            break
        loose = cut_in_two(problem, i)
        solved = Model(loose, limits(loose)).fewest(lambda: left() - ends)
        if solved.assign is not None:
            return problem.units[i]
    return ""


def cut_in_two(problem: Problem, i: int) -> Problem:
    """Write the problem down with one unit as two halves of equal load, beside each other and all its neighbours."""
    n, half = len(problem.units), problem.weight[i] // 2
    beside = [
        (a if b == i else b, metres) for (a, b), metres in zip(problem.arcs, problem.metres, strict=True) if i in (a, b)
    ]
    weight = list(problem.weight)
    weight[i] -= half
    return replace(
        problem,
        units=(*problem.units, f"{problem.units[i]}/2"),
        today=(*problem.today, problem.today[i]),
        weight=(*weight, half),
        arcs=(*problem.arcs, *((j, n) for j, _ in beside), (i, n)),
        metres=(*problem.metres, *(metres for _, metres in beside), 1.0),
        outer=(*problem.outer, problem.outer[i]),
        area=(*problem.area, problem.area[i]),
    )
