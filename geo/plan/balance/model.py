"""The exact answer: fewest changes within the cap, every L3 connected, as an integer program (OR-tools CP-SAT).

Connection is asked for where it is missing: the program is solved, pieces cut off from their root
are found, and for each a constraint says that whoever is in the piece needs somebody on its rim. Each
round's optimum bounds the true one from below; the first connected optimum is the true one. (Flow
variables for all pairs, the other way, are ten times slower on communities of 60 micro grids.)
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from geo.plan.balance.local import Left
from geo.plan.balance.problem import Assign, Problem, neighbours, reach

WORKERS = 2
Seen = Callable[[Assign], None]
ROUNDS = 200


@dataclass(frozen=True, slots=True)
class Solved:
    """What the solver says: proven, impossible or unknown; the answer and the least changes possible."""

    status: str
    assign: Assign | None
    bound: int


class Model:
    """One program with variables x[i, d]: micro grid i belongs to L3 d."""

    def __init__(self, problem: Problem, span: tuple[int, int], *, soft: bool = False) -> None:
        """Write the program down.

        Parameters
        ----------
        problem
            What to balance; `today` -1 marks a unit that counts as changed wherever it goes.
        span
            Least and greatest load of an L3.
        soft
            Loads may leave the span at a price above that of any change: for parts of a community
            that is not yet even.
        """
        self.problem, self.mates = problem, neighbours(problem)
        self.over: Any = 0
        self.model: Any = cp_model.CpModel()
        n, k = len(problem.units), len(problem.districts)
        self.x = [[self.model.new_bool_var(f"x{i},{d}") for d in range(k)] for i in range(n)]
        for row in self.x:
            self.model.add_exactly_one(row)
        self._stay()
        low, high = span
        for d in range(k):
            load = sum(problem.weight[i] * self.x[i][d] for i in range(n))
            beyond: Any = self.model.new_int_var(0, sum(problem.weight), f"o{d}") if soft else 0
            self.over += beyond
            self.model.add(load >= low - beyond)
            self.model.add(load <= high + beyond)
            for i in range(n):
                if i != problem.root[d]:  # a unit alone is the commonest piece
                    self.model.add_bool_or([self.x[i][d].negated(), *(self.x[j][d] for j in self.mates[i])])
        self.changed = sum(1 if d < 0 else 1 - self.x[i][d] for i, d in enumerate(problem.today))

    def hint(self, assigned: Assign) -> None:
        """Tell the solver where to look first."""
        self.model.clear_hints()
        for i, row in enumerate(self.x):
            for d, var in enumerate(row):
                self.model.add_hint(var, assigned[i] == d)

    def fewest(self, left: Left, *, most: int | None = None, seen: Seen = lambda _: None) -> Solved:
        """Change as few micro grids as possible.

        Parameters
        ----------
        left
            Tells the seconds left: this room has no clock of its own.
        most
            Changes of an answer already known: only fewer are looked for.
        seen
            Shown every even but perhaps unconnected assignment on the way.

        Returns
        -------
        Solved
            proven (with `most`: impossible means that answer is the best there is), unknown with the
            bound reached, or impossible.
        """
        if most is not None:
            self.model.add(self.changed <= most - 1)
        self.model.minimize(self.changed)
        return self._rounds(left, seen)

    def evener(self, left: Left) -> Solved:
        """Of a soft program: the least load beyond the span, then the fewest changes."""
        self.model.minimize((len(self.problem.units) + 1) * self.over + self.changed)
        return self._rounds(left, lambda _: None, workers=1)

    def roundest(self, changes: int, left: Left) -> Solved:
        """With exactly so many changes, make the borders between L3 as short as possible."""
        self.model.add(self.changed == changes)
        cuts = []
        for (i, j), metres in zip(self.problem.arcs, self.problem.metres, strict=True):
            cut = self.model.new_bool_var(f"c{i},{j}")
            for d in range(len(self.problem.districts)):
                self.model.add(cut >= self.x[i][d] - self.x[j][d])
            cuts.append(round(metres) * cut)
        self.model.minimize(sum(cuts))
        return self._rounds(left, lambda _: None)

    def _rounds(self, left: Left, seen: Seen, *, workers: int = WORKERS) -> Solved:
        bound = 0
        for _ in range(ROUNDS):
            seconds = left()
            if seconds <= 0:
                break
            solver: Any = cp_model.CpSolver()
            solver.parameters.max_time_in_seconds = seconds
            solver.parameters.num_workers = workers
            status = solver.solve(self.model)
            if status == cp_model.INFEASIBLE:
                return Solved("impossible", None, bound)
            if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
                break
            bound = max(bound, math.ceil(solver.best_objective_bound - 1e-6))
            found = tuple(next(d for d, var in enumerate(row) if solver.value(var)) for row in self.x)
            seen(found)
            if not self._join(found):
                return Solved("proven" if status == cp_model.OPTIMAL else "unknown", found, bound)
        return Solved("unknown", None, bound)

    def _join(self, found: Sequence[int]) -> int:
        """Ask every piece that is cut off from its root to be joined; answer how many there are."""
        pieces = 0
        for d, root in enumerate(self.problem.root):
            own = {i for i, e in enumerate(found) if e == d}
            rest = own - reach(self.mates, own, root)
            while rest:
                piece = reach(self.mates, rest, next(iter(rest)))
                rim = {j for i in piece for j in self.mates[i]} - piece
                for i in piece:
                    self.model.add_bool_or([self.x[i][d].negated(), *(self.x[j][d] for j in sorted(rim))])
                rest -= piece
                pieces += 1
        return pieces

    def _stay(self) -> None:
        problem = self.problem
        for d, root in enumerate(problem.root):
            self.model.add(self.x[root][d] == 1)
        for i, d in enumerate(problem.today):
            if i in problem.fixed or d in problem.closed:
                self.model.add(self.x[i][d] == 1)
            for closed in problem.closed - {d}:
                self.model.add(self.x[i][closed] == 0)
