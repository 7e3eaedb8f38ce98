"""`python -m tests.stress.plan --seed N --edits K`: random edits, every invariant; one JSON line, 0 when none broke."""

import argparse
import json
import sys
import time

import numpy as np

from geo.model.codes import Level
from geo.plan.edit import work_out
from geo.plan.gate import Gate
from geo.plan.refused import Refused
from tests.plan.invariants import Start, broken, state
from tests.plan.worlds import demo, voronoi
from tests.stress.edits import Hand


class Run:
    """One run over one coverage: what was done, what broke."""

    def __init__(self, cov, seed, *, locks=True, undos=0.08):
        self.cov, self.rng, self.undos = cov, np.random.default_rng(seed), undos
        self.start, self.hand = Start(cov), Hand(cov, self.rng)
        locked = locks_of(cov, self.rng) if locks else frozenset()
        self.held = {key: held(cov, key) for key in locked}
        self.gate = Gate(locked=locked)
        self.used = set(cov.units)
        self.done, self.times, self.faults, self.codes = [], [], [], {}
        self.tally = {"edits": 0, "accepted": 0, "refused": 0, "outline": 0, "undone": 0}

    def step(self):
        """Try one edit; sometimes take some back, and mostly do them again."""
        op, outer = self.hand.op()
        self.tally["edits"] += 1
        self.tally["outline"] += outer
        began = time.process_time()
        try:
            change = work_out(self.cov, op, self.gate)
        except Refused as no:
            self.codes[no.code] = self.codes.get(no.code, 0) + 1
            self.tally["refused"] += 1
            return
        finally:
            self.times.append(time.process_time() - began)
        born = {k for k, now in change.after.items() if now is not None and k not in self.cov.units}
        if born & self.used:
            self.faults.append(f"I7 {sorted(born & self.used)} used again")
        self.used |= born
        self.cov.take(change)
        self.done.append(change)
        self.tally["accepted"] += 1
        if self.rng.random() < self.undos:
            self.back_and_forth(int(self.rng.integers(1, min(len(self.done), 5) + 1)))

    def back_and_forth(self, depth):
        steps = [self.done.pop() for _ in range(depth)]
        for step in steps:
            self.cov.take(step.reverse())
            wrong = [k for k, was in step.before.items() if self.cov.units.get(k) != was]
            if wrong:
                self.faults.append(f"I9 {wrong[:3]} did not come back from {step.kind}")
        self.tally["undone"] += depth
        if self.rng.random() < 0.7:
            for step in reversed(steps):
                self.cov.take(step)
            self.done += steps[::-1]

    def check(self, where):
        self.faults += [f"{where}: {word}" for word in broken(self.cov, self.start)]

    def figures(self):
        """Finish: the last check, everything back to the start, the times."""
        self.check("at the end")
        self.faults += [
            f"I6 {key} is locked and changed" for key, was in self.held.items() if held(self.cov, key) != was
        ]
        ms = np.array(self.times) * 1000
        p50, p95 = (round(float(np.percentile(ms, q)), 1) for q in (50, 95))
        told = {"broken": len(self.faults), "faults": self.faults[:20], "codes": self.codes}
        return self.tally | told | {"p50_ms": p50, "p95_ms": p95}


def run(cov, *, seed, edits, every=250, locks=True):
    """Edit a coverage at random, look at every invariant now and then; answer counts, times and what broke."""
    one = Run(cov, seed, locks=locks)
    first = state(cov)
    for number in range(1, edits + 1):
        one.step()
        if number % every == 0:
            one.check(f"at {number}")
    figures = one.figures()
    for step in reversed(one.done):
        cov.take(step.reverse())
    if state(cov) != first:
        figures["broken"] += 1
        figures["faults"].append("I9 undoing everything did not lead back to the start")
    return figures


def locks_of(cov, rng):
    """Lock a few micro grids and one L3."""
    micro = [u.id for u in cov.micro()]
    l3 = [u.id for u in cov.of(Level.L3)]
    few = rng.choice(micro, max(len(micro) // 60, 1), replace=False).tolist()
    return frozenset([*few, *cov.below(str(rng.choice(l3)))])


def held(cov, key):
    unit = cov.units.get(key)
    return None if unit is None else (unit.shape.wkb if unit.shape is not None else None, unit.parent)


def main(words):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--world", choices=["demo", "voronoi"], default="demo")
    parser.add_argument("--every", type=int, default=250)
    told = parser.parse_args(words)
    cov = demo() if told.world == "demo" else voronoi(told.seed, micro=300, side=6000.0)
    figures = run(cov, seed=told.seed, edits=told.edits, every=told.every)
    print(json.dumps({"seed": told.seed, "world": told.world, **figures}, ensure_ascii=False))
    return 1 if figures["broken"] or figures["outline"] * 2 < told.edits else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
