"""Measures the planner's engine in process CPU time: edits, checks, commits, any date, ten times the data, cleaning."""

import json
import shutil
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely

from data import open_store
from data.plans.compare import units_of
from data.plans.desk import Desk
from data.plans.verify import verify
from data.vault import clock
from geo.model.scope import Role, Scope
from geo.plan.checks import check
from geo.plan.clean import clean
from geo.plan.refused import Refused
from tests.plan.dirt import shaken
from tests.plan.worlds import demo, voronoi
from tests.served import copy_store
from tests.stress.edits import Hand
from tests.stress.plan import run

EDITS, COMMITS, TENFOLD = 1000, 300, 150
WHO = Scope("bench", Role.PLANNER, "410106")


def cpu_ms(call, rounds=3):
    """Best CPU time of a few rounds."""
    best = float("inf")
    for _ in range(rounds):
        began = time.process_time()
        call()
        best = min(best, time.process_time() - began)
    return best * 1000


def committed(desk):
    """Commit random edits to a draft; CPU milliseconds of each commit, gate included."""
    plan = desk.create(WHO, "bench")
    head, times = plan.head_seq, []
    hand = Hand(desk.coverage(plan.id), np.random.default_rng(1))
    while len(times) < COMMITS:
        op, _ = hand.op()
        try:
            desk.preview(WHO, plan.id, op, head)
        except Refused:
            continue
        began = time.perf_counter()  # a commit waits for the disk: wall time
        head = desk.commit(WHO, plan.id, op, head)
        times.append((time.perf_counter() - began) * 1000)
    return times


def measure():
    """Measure on the demo district, and on a made-up one of ten times its size."""
    edits = run(demo(), seed=1, edits=EDITS, every=EDITS + 1)
    if edits["faults"]:
        raise SystemExit(edits["faults"])
    cov = demo()
    made = {
        "plan.edit_p50_ms": edits["p50_ms"],
        "plan.edit_p95_ms": edits["p95_ms"],
        "plan.check_ms": cpu_ms(lambda: check(cov.units.values())),
    }
    with TemporaryDirectory(prefix="ogm_plan_") as folder:
        copy_store(Path(folder) / "grid.db")
        store = open_store(f"sqlite:///{(Path(folder) / 'grid.db').as_posix()}")
        desk = Desk(store)
        times = committed(desk)
        made["plan.commit_p50_ms"], made["plan.commit_p95_ms"] = np.percentile(times, [50, 95])
        with store.reading() as connection:
            made["plan.asof_ms"] = cpu_ms(lambda: units_of(connection, clock()), rounds=5)
        faults = verify(desk).faults
        if faults:
            raise SystemExit(faults)
        made["plan.verify_ms"] = cpu_ms(lambda: verify(desk))
        store.close()
        shutil.rmtree(folder, ignore_errors=True)
    shapes = np.array([u.shape for u in cov.micro()], dtype=object)
    outline = shapely.coverage_union_all(shapes)
    dirty = shaken(shapes, np.random.default_rng(1))
    made["plan.import_dirty_s"] = cpu_ms(lambda: clean(dirty, outline), rounds=1) / 1000
    large = run(voronoi(1, micro=23_340, side=24_000.0, tiers=(650, 60)), seed=1, edits=TENFOLD, every=TENFOLD + 1)
    made["plan.edit_10x_p95_ms"] = large["p95_ms"]
    return {key: round(float(value), 2) for key, value in made.items()}


if __name__ == "__main__":
    print(json.dumps(measure()))
