"""Measures balancing on the demo district in wall time: every community alone, then the whole district at once."""

import json
import time

import numpy as np

from data.plans.worker import Balancer
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.plan.balance.problem import problem
from tests.plan.worlds import demo

COMMUNITIES = 12  # measured alone, spread over the district
CAP = 0.10


def problems(cov):
    """All communities that can be balanced."""
    out = []
    for unit in cov.of(Level.L2):
        try:
            out.append(problem(cov, unit.id, cap=CAP))
        except BadInput:
            continue
    return out


def asked(worker, jobs, **limits):
    """Ask and wait; answers of every job with the seconds they came after."""
    began, firsts, done, ended = time.perf_counter(), {}, {}, False
    worker.ask(jobs, **limits)
    while not ended:
        for answer in worker.poll(wait=1):
            now = time.perf_counter() - began
            ended |= answer.kind == "end"
            if answer.kind in {"better", "done"}:
                firsts.setdefault(answer.job, now)
            if answer.kind == "done":
                done[answer.job] = (answer.result, now)
    return firsts, done


def measure():
    """Measure with a worker that is warm, as it is when the page has been open for a moment."""
    cov = demo()
    jobs = problems(cov)
    worker = Balancer()
    worker.start()
    while not any(answer.kind == "ready" for answer in worker.poll(wait=1)):
        pass
    first, whole = [], []
    for job in jobs[:: max(len(jobs) // COMMUNITIES, 1)]:
        firsts, done = asked(worker, [job], seconds=4.5, polish=0)
        first.append(firsts[0])
        whole.append(done[0][1])
    began = time.perf_counter()
    _, done = asked(worker, jobs, seconds=5, polish=1, total=110)
    seconds = time.perf_counter() - began
    worker.cancel()
    results = [done[n][0] for n in range(len(jobs))]
    solved = [r for r in results if r.assign is not None]
    units = sum(len(job.units) for job in jobs)
    changed = sum(r.changed for r in solved)
    least = sum(r.bound for r in solved)
    made = {
        "balance.community_first_s": float(np.median(first)),
        "balance.community_p95_s": float(np.percentile(whole, 95)),
        "balance.district_s": seconds,
        "balance.district_max_dev": max(r.deviation for r in solved),
        "balance.changed_share": changed / units,
        "balance.least_share": least / units,  # proven: nobody can change fewer
        "balance.proven_share": sum(r.status in {"proven", "impossible"} for r in results) / len(results),
        "balance.solved_share": len(solved) / len(results),
    }
    return {key: round(value, 3) for key, value in made.items()}


if __name__ == "__main__":
    print(json.dumps(measure()))
