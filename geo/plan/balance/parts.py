"""Bettering an assignment part by part: a few bordering L3 at a time are solved exactly while the others stay."""

import random
from collections.abc import Iterator, Sequence

from geo.plan.balance.local import Left, beyond, limits
from geo.plan.balance.model import Model
from geo.plan.balance.problem import Assign, Problem, neighbours

SIZES = (2, 3, 4)  # L3 at a time
MOST_UNITS = 32  # micro grids at a time
PART_S = 0.4  # for one part
PATIENCE = 3  # rounds over all L3 without a better answer


def bettered(problem: Problem, start: Assign, left: Left, seed: int = 0) -> Iterator[Assign]:
    """Yield every connected assignment within the cap that changes less than the one before.

    Large neighbourhood search (Shaw, 1998): a group of bordering L3 is freed and settled anew with
    the least load beyond the cap and then the fewest changes; what is no worse is kept. `start` must
    be connected, and need not keep the cap.
    """
    span = limits(problem)
    rng = random.Random(f"{seed}-parts")  # noqa: S311 - a search, no secret
    now, mates = tuple(start), neighbours(problem)
    worth = beyond(problem, now), problem.changes(now)
    tried = 0
    k = len(problem.districts)
    while tried < PATIENCE * k and left() > 0:
        chosen = _group(problem, now, mates, span, rng)
        size = rng.choice(SIZES)
        made = _settled(problem, now, chosen[:size], span, left)
        tried += 1
        if made is None:
            continue
        found = beyond(problem, made), problem.changes(made)
        if found < worth:
            tried = 0
        if found <= worth:
            better = found < worth
            now, worth = made, found
            if better and not worth[0]:
                yield now


def _group(
    problem: Problem, now: Assign, mates: Sequence[Sequence[int]], span: tuple[int, int], rng: random.Random
) -> list[int]:
    """Choose an L3, one beyond the cap where there is one, and some around it, the nearest first."""
    low, high = span
    loads = problem.loads(now)
    off = [d for d, n in enumerate(loads) if not low <= n <= high]
    start = rng.choice(off) if off and rng.random() < 0.8 else rng.randrange(len(loads))  # noqa: PLR2004 - a share
    beside: list[set[int]] = [set() for _ in loads]
    for i, near in enumerate(mates):
        beside[now[i]] |= {now[j] for j in near}
    out, seen = [start], {start}
    while len(out) < max(SIZES):
        front = sorted({d for each in out for d in beside[each]} - seen)
        if not front:
            break
        out.append(rng.choice(front))
        seen.add(out[-1])
    return out


def _settled(problem: Problem, now: Assign, chosen: Sequence[int], span: tuple[int, int], left: Left) -> Assign | None:
    """Solve the chosen L3 alone; None where that fails in time."""
    units = [i for i, d in enumerate(now) if d in chosen]
    if len(units) > MOST_UNITS or len(chosen) < 2:  # noqa: PLR2004 - two can exchange
        return None
    part = _part(problem, chosen, units)
    model = Model(part, span, soft=True)
    place = {d: n for n, d in enumerate(chosen)}
    model.hint(tuple(place[now[i]] for i in units))
    until = left() - PART_S
    solved = model.evener(lambda: min(left(), left() - until))
    if solved.assign is None:
        return None
    out = list(now)
    for i, d in zip(units, solved.assign, strict=True):
        out[i] = chosen[d]
    return tuple(out)


def _part(problem: Problem, chosen: Sequence[int], units: Sequence[int]) -> Problem:
    """Write some L3 and their micro grids of now as a problem of their own."""
    at = {i: n for n, i in enumerate(units)}
    place = {d: n for n, d in enumerate(chosen)}
    inner = [(n, arc) for n, arc in enumerate(problem.arcs) if arc[0] in at and arc[1] in at]
    return Problem(
        units=tuple(problem.units[i] for i in units),
        districts=tuple(problem.districts[d] for d in chosen),
        today=tuple(place.get(problem.today[i], -1) for i in units),
        weight=tuple(problem.weight[i] for i in units),
        arcs=tuple((at[a], at[b]) for _, (a, b) in inner),
        metres=tuple(problem.metres[n] for n, _ in inner),
        outer=tuple(problem.outer[i] for i in units),
        area=tuple(problem.area[i] for i in units),
        root=tuple(at[problem.root[d]] for d in chosen),
        fixed=frozenset(at[i] for i in problem.fixed if i in at),
        closed=frozenset(place[d] for d in problem.closed if d in place),
        cap=problem.cap,
    )
