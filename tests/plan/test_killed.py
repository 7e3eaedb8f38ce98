"""A server killed in mid-commit loses nothing that was acknowledged and leaves nothing half-done."""

import random
import sqlite3
import subprocess
import sys
import time

import pytest

from data import open_store
from data.plans.desk import Desk
from data.plans.verify import replay, verify
from data.plans.versions import row_of
from tests.plan.conftest import PLANNER
from tests.plan.invariants import Start, broken
from tests.served import ROOT
from tests.stress import kill_edits

KILLS = 2


def killed(url, plan, seed, delay):
    """Let a planner work for a while, kill it, and answer the last number it was told was safe."""
    command = [sys.executable, "-m", "tests.plan.scribe", url, plan, str(seed)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = child.stdout.readline()
    time.sleep(delay)
    child.kill()
    rest, words = child.communicate()
    assert "Traceback" not in words, words
    safe = [int(line[1:]) for line in (first + rest).splitlines() if line.startswith("C")]
    return max(safe, default=0)


@pytest.mark.slow
def test_killed_in_the_middle_of_work(desk):
    plan = desk.create(PLANNER, "试划").id
    start = Start(desk.coverage(plan))
    url, path = str(desk.store.url), desk.store.path
    dice = random.Random(9)
    for seed in range(KILLS):
        safe = killed(url, plan, seed, dice.uniform(0.02, 0.4))
        raw = sqlite3.connect(path)
        assert raw.execute("PRAGMA quick_check").fetchone()[0] == "ok"
        raw.close()
        late = Desk(open_store(url))
        assert late.info(plan).head_seq >= safe
        assert verify(late).faults == []
        cov = late.coverage(plan)
        assert replay(late, plan) == {key: row_of(unit) for key, unit in cov.units.items()}
        assert broken(cov, start) == []
        late.store.close()
    late = Desk(open_store(url))
    assert late.info(plan).head_seq > KILLS
    late.store.close()


@pytest.mark.slow
@pytest.mark.own
def test_a_server_killed_under_fire_from_two_planners(tmp_path):
    """Short form of `python -m tests.stress.kill_edits`."""
    figures = kill_edits.run(tmp_path, kills=2, seed=9, world="small", longest=0.5)
    assert figures["faults"] == []
    assert figures["kills"] == 2
    assert figures["answered"] > 0
