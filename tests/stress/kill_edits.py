"""`python -m tests.stress.kill_edits --kills N --seed S`: a real server, killed in the middle of plan edits.

Two planners send edits to the HTTP route as fast as it answers; after a random while the process is killed outright.
Then the store is held against what they were told: the log's chain and shapes, its replay, the invariants, every
answered edit; of the one on its way all is there or nothing. Prints one JSON line; 0 when nothing is broken.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import numpy as np
import psutil
from pyproj import Transformer

from data.plans.book import Lock
from data.plans.desk import Desk
from data.plans.verify import replay, verify
from data.plans.versions import row_of
from data.signin import open_signins
from data.store import open_store
from geo.model.scope import Role, Scope
from geo.plan import ops
from tests.door.clients import Visitor
from tests.plan.invariants import Start, broken
from tests.served import Served, copy_store, serve
from tests.stress.edits import Hand
from tests.worlds import small_store

DISTRICT = "410106"
LONGEST_S = 3.0  # a server lives so long under fire
BATCH = 400  # edits made ready before the fire: the store is not read meanwhile
SENT = ("reassign", "redraw", "reshape", "split", "merge", "dissolve", "found")


@dataclass
class Planner:
    """One planner with one plan: what was sent, and what was answered."""

    plan: str
    head: int
    answered: list[tuple[int, str]] = field(default_factory=list)  # number of the event, kind
    refused: int = 0
    asking: str | None = None  # kind of the edit that is on its way
    faults: list[str] = field(default_factory=list)

    def work(self, visitor: Visitor, csrf: str, bodies: list[dict[str, object]]) -> None:
        """Send edits until nobody answers."""
        headers = {"Content-Type": "application/json", "Origin": visitor.origin, "X-CSRF-Token": csrf}
        for body in bodies:
            self.asking = str(body["op"])
            what = self.asking if self.asking in {"undo", "redo"} else "commit"
            try:
                told = visitor.ask(
                    "POST",
                    f"/data/v1/plan/{self.plan}/{what}",
                    headers,
                    json.dumps({**body, "head": self.head}).encode(),
                )
            except (OSError, HTTPException):  # the line broke: the server is dead
                return
            except (EOFError, ValueError) as gone:
                self.faults.append(f"half an answer: {gone}")
                return
            answer = json.loads(told.body)
            if told.status == 200 and "plan" in answer:
                self.head = answer["plan"]["head"]
                self.answered.append((self.head, self.asking))
            elif told.status >= 500:
                self.faults.append(f"{self.asking}: {told.status} {told.body.decode()[:200]}")
            else:
                self.refused += 1
            self.asking = None


def made_ready(desk: Desk, plan: str, rng: np.random.Generator) -> list[dict[str, object]]:
    """Random edits of a plan as a browser would send them."""
    back = Transformer.from_crs(desk.crs, "EPSG:4490", always_xy=True)
    hand = Hand(desk.coverage(plan), rng)
    out: list[dict[str, object]] = []
    while len(out) < BATCH:
        if rng.random() < 0.15:
            out.append({"op": str(rng.choice(["undo", "redo"]))})
            continue
        op, _ = hand.op()
        body = ops.told(op)
        if body["op"] not in SENT:
            continue
        for name in ("ring", "line"):
            path = body.pop(name, None)
            if path:
                body["path"] = np.column_stack(back.transform(*np.array(path).T)).tolist()
        out.append({key: value for key, value in body.items() if key != "born"})
    return out


class Night:
    """One store, two planners, a server that dies and comes back."""

    def __init__(self, folder: Path, seed: int, world: str) -> None:
        self.folder, self.rng = folder, np.random.default_rng(seed)
        if world == "demo":
            copy_store(folder / "grid.db")
        else:
            small_store(folder).close()
        desk = self.desk()
        who = [Scope(f"demo-{role.value}-{DISTRICT}", role, DISTRICT) for role in (Role.PLANNER, Role.PLANNER)]
        plans = [desk.create(one, f"试划{n}") for n, one in enumerate(who)]
        self.planners = [Planner(info.id, info.head_seq) for info in plans]
        self.held: dict[str, bytes] = {}
        for planner, one in zip(self.planners, who, strict=True):
            unit = desk.coverage(planner.plan).micro()[0]
            planner.head = desk.lock(one, planner.plan, planner.head, Lock("unit", unit.id, ""))
            self.held[planner.plan] = unit.body.wkb
        self.locked = unit.id
        self.start = Start(desk.coverage(self.planners[0].plan))
        desk.store.close()
        self.tally = {"kills": 0, "answered": 0, "refused": 0, "on_the_way": 0, "landed": 0}
        self.faults: list[str] = []

    def desk(self) -> Desk:
        return Desk(open_store(f"sqlite:///{(self.folder / 'grid.db').as_posix()}"))

    def kill(self, served: Served, longest: float) -> None:
        """Let both work for a while and kill the server."""
        desk = self.desk()
        ready = [made_ready(desk, planner.plan, self.rng) for planner in self.planners]
        desk.store.close()
        visitor = Visitor(served.port)
        visitor.enter("planner", DISTRICT)
        table = open_signins(self.folder / "sessions.db")
        signin = table.find(visitor.cookies["grid_session"])
        table.close()
        assert signin is not None
        lines = [Visitor(served.port, dict(visitor.cookies)) for _ in self.planners]
        threads = [
            threading.Thread(target=planner.work, args=(line, signin.csrf, bodies))
            for planner, line, bodies in zip(self.planners, lines, ready, strict=True)
        ]
        for planner in self.planners:
            planner.answered, planner.refused, planner.asking = [], 0, None
        for thread in threads:
            thread.start()
        until = time.monotonic() + 30  # the first edit after a start reads the grids: wait for it
        while not all(planner.answered or planner.refused for planner in self.planners) and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(float(self.rng.uniform(0.0, longest)))
        psutil.Process(served.pid).kill()
        for thread in threads:
            thread.join(30)
        self.tally["kills"] += 1

    def look(self) -> None:
        """Hold the store against what the planners were told."""
        raw = sqlite3.connect(self.folder / "grid.db")
        if raw.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            self.faults.append("the file is broken")
        raw.close()
        desk = self.desk()
        self.faults += verify(desk).faults
        for planner in self.planners:
            self.faults += planner.faults
            planner.faults = []
            self.faults += self.told(desk, planner)
        desk.store.close()

    def told(self, desk: Desk, planner: Planner) -> list[str]:
        """Say what is wrong with one plan, and go on from where it stands."""
        wrong = []
        log = {event.seq: event for event in desk.history(planner.plan)}
        for seq, kind in planner.answered:
            if seq not in log or log[seq].kind != kind:
                wrong.append(f"event {seq} was answered as {kind} and is {log[seq].kind if seq in log else 'gone'}")
        head = desk.info(planner.plan).head_seq
        late = [event for event in log.values() if event.seq > planner.head]
        if planner.head > head or len(late) > 1 or (late and late[0].kind != planner.asking):
            wrong.append(f"{[(e.seq, e.kind) for e in late]} after {planner.head}, {planner.asking} was on its way")
        self.tally["answered"] += len(planner.answered)
        self.tally["refused"] += planner.refused
        self.tally["on_the_way"] += planner.asking is not None
        self.tally["landed"] += len(late)
        planner.head = head
        cov = desk.coverage(planner.plan)
        if replay(desk, planner.plan) != {key: row_of(unit) for key, unit in cov.units.items()}:
            wrong.append("I10 the replay of the log is not what is there")
        if cov.units[self.locked].body.wkb != self.held[planner.plan]:
            wrong.append("I6 a locked unit changed")
        born = [
            key
            for event in log.values()
            if event.kind not in {"undo", "redo"}
            for key, before, _ in event.changes
            if before is None
        ]
        if len(born) != len(set(born)):
            wrong.append("I7 an id was given twice")
        return wrong + broken(cov, self.start)


def run(folder: Path, *, kills: int, seed: int, world: str, longest: float = LONGEST_S) -> dict[str, object]:
    """Kill a server so many times; answer counts and what broke."""
    night = Night(folder, seed, world)
    for _ in range(kills):
        with serve(store="none", env={"OGM_VAR": str(folder)}) as served:
            night.kill(served, longest)
        night.look()
    return night.tally | {"broken": len(night.faults), "faults": night.faults[:20]}


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--world", choices=["demo", "small"], default="demo")
    told = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="ogm-kill-", ignore_cleanup_errors=True) as folder:
        figures = run(Path(folder), kills=told.kills, seed=told.seed, world=told.world)
    print(json.dumps({"seed": told.seed, "world": told.world, **figures}, ensure_ascii=False))
    return 1 if figures["broken"] or figures["kills"] != told.kills else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
