"""A quick answer: random moves of border grids that keep everything connected, cooled down slowly."""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from geo.plan.balance.problem import Assign, Problem, neighbours, reach

STEPS = 250_000  # most are rejected at a glance: a quarter of a second
PER_UNIT = 5_000  # smaller communities need fewer
LOOK = 20_000  # steps between looks at the time
Left = Callable[[], float]
TRIES = (
    (0.01, 0.02),
    (0.002, 0.02),
    (0.004, 0.02),
)  # price of a change (low: for tight caps), heat at the start
LEAST_HEAT = 1e-9
EMPTY = 1e-9


def answers(problem: Problem, left: Left, seed: int = 0) -> Iterator[Assign]:
    """Search again and again; yield connected assignments: within the cap where one is found, else the nearest to it.

    Anneals E = sum of e^2 + 0.05 e over the L3, with e the share by which an L3 lies beyond the cap,
    plus a price per changed micro grid; T = heat (1 - t)^2. Same seed, same answers, as long as
    `left` tells of seconds left.
    """
    number = 0
    while True:
        cost, heat = TRIES[number % len(TRIES)]
        yield walk(problem, problem.today, Heat(cost, heat, f"{seed}-{number}"), left)
        number += 1


def mended(problem: Problem, found: Sequence[int], left: Left, seed: int = 0) -> Assign | None:
    """Make an assignment whole that is even but not connected: pieces join a neighbour, then a short search."""
    now = list(found)
    mates = neighbours(problem)
    for d, root in enumerate(problem.root):
        own = {i for i, e in enumerate(now) if e == d}
        for i in own - reach(mates, own, root):
            now[i] = -1
    while -1 in now:
        joined = False
        for i in [i for i, d in enumerate(now) if d == -1]:
            near = [now[j] for j in mates[i] if now[j] >= 0 and now[j] not in problem.closed]
            if near:
                now[i] = problem.today[i] if problem.today[i] in near else max(set(near), key=near.count)
                joined = True
        if not joined:
            return None
    if any(now[i] != problem.today[i] for i in problem.fixed):
        return None
    made = walk(problem, tuple(now), Heat(0.01, 0.005, f"{seed}-mend", STEPS // 5), left)
    return made if beyond(problem, made) == 0 else None


@dataclass(frozen=True, slots=True)
class Heat:
    """How to anneal: price of a change, heat at the start, seed, steps."""

    cost: float
    heat: float
    seed: str
    steps: int = STEPS


def walk(problem: Problem, start: Assign, how: Heat, left: Left) -> Assign:
    """Anneal once; the assignment with the fewest changes that kept the cap, or where the search ended if none did."""
    state = _State(problem, start)
    rng = random.Random(how.seed)  # noqa: S311 - a search, no secret
    chance = rng.random
    movable = [
        i for i in range(len(problem.units)) if i not in problem.fixed and i not in problem.root and state.mates[i]
    ]
    best: Assign | None = start if state.over < EMPTY else None
    least = state.changed if best is not None else math.inf
    steps = min(how.steps, PER_UNIT * len(movable))
    for step in range(steps):
        if step % LOOK == 0 and left() <= 0:
            break
        i = movable[int(chance() * len(movable))]
        b = state.now[state.mates[i][int(chance() * len(state.mates[i]))]]
        if b == state.now[i]:
            continue
        over, change = state.price(i, b)
        worse = over + how.cost * change
        if worse > 0 and chance() >= math.exp(-worse / (how.heat * (1 - step / steps) ** 2 + LEAST_HEAT)):
            continue
        if state.move(i, b, over, change) and state.over < EMPTY and state.changed < least:
            best, least = tuple(state.now), state.changed
    return tuple(state.now) if best is None else best


class _State:
    """Assignment, loads and what they cost, kept up to date move by move."""

    def __init__(self, problem: Problem, start: Assign) -> None:
        self.problem, self.mates = problem, neighbours(problem)
        self.now = list(start)
        self.load = [int(n) for n in problem.loads(start)]
        self.low, self.high = limits(problem)
        self.over = sum(map(self._beyond, self.load))
        self.changed = problem.changes(start)

    def _beyond(self, load: float) -> float:
        if self.low <= load <= self.high:
            return 0.0
        e = max(self.low - load, load - self.high) / self.problem.mean
        return e * e + 0.05 * e

    def price(self, i: int, b: int) -> tuple[float, int]:
        a, w, load = self.now[i], self.problem.weight[i], self.load
        over = self._beyond(load[a] - w) + self._beyond(load[b] + w) - self._beyond(load[a]) - self._beyond(load[b])
        return over, (b != self.problem.today[i]) - (a != self.problem.today[i])

    def move(self, i: int, b: int, over: float, change: int) -> bool:
        """Move a unit unless that cuts its L3 or empties it."""
        a, closed = self.now[i], self.problem.closed
        near = [j for j in self.mates[i] if self.now[j] == a]
        if not near or a in closed or b in closed:
            return False
        if len(near) > 1:
            own = {j for j, d in enumerate(self.now) if d == a and j != i}
            if not set(near) <= reach(self.mates, own, near[0]):
                return False
        self.now[i] = b
        self.load[a] -= self.problem.weight[i]
        self.load[b] += self.problem.weight[i]
        self.over += over
        self.changed += change
        return True


def beyond(problem: Problem, assigned: Sequence[int]) -> int:
    """Load outside the cap, summed over the L3; 0 = the cap is kept."""
    low, high = limits(problem)
    return sum(max(low - int(n), int(n) - high, 0) for n in problem.loads(assigned))


def limits(problem: Problem, cap: float | None = None) -> tuple[int, int]:
    """Least and greatest load of an L3 under a cap (None = the problem's own)."""
    share = problem.cap if cap is None else cap
    return math.ceil(problem.mean * (1 - share) - EMPTY), math.floor(problem.mean * (1 + share) + EMPTY)
