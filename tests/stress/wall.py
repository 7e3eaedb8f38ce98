"""`python -m tests.stress.wall --minutes N --speed K`: a night of the wall in K-fold haste; does its memory grow?

Plays the usual list with dwell and refresh times divided by K against a server of its own, and writes a new data
version every few rounds, as a working day would. Each time one and the same view stands (another view is another
amount of memory) the garbage is collected, in the map's workers too, and JS heaps, buffers, DOM nodes, listeners and
the memory of renderer, GPU process and server are noted; a straight line through the notes after the first rounds says
what one turn costs. The browser keeps no network log (tests/devtools.py): with one, the renderer grows by what it
fetched, 8 MB a round. It is an *accelerated* run: it counts turns and refreshes, not hours, and says nothing about what
only time does. Prints one line a round and the result as JSON; exit 1 where anything but the GPU process grows for
certain by more than a fifth in a night.
"""

import argparse
import json
import math
import sys
import time
from dataclasses import dataclass

import numpy as np
import psutil

from data.store import open_store
from geo.model.scope import Role
from tests import devtools
from tests.door.clients import Visitor
from tests.e2e.people import DISTRICT
from tests.served import Served, serve

DWELL_S, REFRESH_S = 20.0, 60.0  # as on a real wall
NIGHT_H = 8
WARM_ROUNDS = 3  # caches fill
VERSIONS = 4  # rounds between two data versions
STAT = "window.__ogm.stats().wall"
KINDS = ("heap_mb", "workers_mb", "buffers_mb", "nodes", "listeners", "renderer_mb", "gpu_mb", "server_mb")
LOOSE = "gpu_mb"  # software GL gives that process a will of its own


@dataclass(frozen=True)
class Note:
    """What was seen after so many turns."""

    turns: int
    heap_mb: float
    workers_mb: float
    buffers_mb: float
    nodes: float
    listeners: float
    renderer_mb: float
    gpu_mb: float
    server_mb: float


def memory(kind: str) -> float:
    """Resident megabytes of the largest process of a kind below this one."""
    found = [0.0]
    for child in psutil.Process().children(recursive=True):
        try:
            if f"--type={kind}" in child.cmdline():
                found.append(child.memory_info().rss / 1e6)
        except psutil.Error:
            continue
    return max(found)


def note(line: devtools.Line, served: Served) -> Note:
    """Collect the garbage, then look: what is left is what cannot be given back."""
    line.collect()
    page, *workers = line.heaps()
    said = {one["name"]: one["value"] for one in line.send("Performance.getMetrics")["metrics"]}
    return Note(
        line.value(f"{STAT}.turns"),
        page["usedSize"] / 1e6,
        sum(heap["usedSize"] for heap in workers) / 1e6,
        sum(heap["backingStorageSize"] + heap["embedderHeapUsedSize"] for heap in (page, *workers)) / 1e6,
        said["Nodes"],
        said["JSEventListeners"],
        memory("renderer"),
        memory("gpu-process"),
        psutil.Process(served.pid).memory_info().rss / 1e6,
    )


def fit(notes: list[Note], kind: str) -> dict[str, float]:
    """Slope per turn with its standard error, and what a night of turns would add."""
    turns = np.array([one.turns for one in notes], dtype=float)
    seen = np.array([getattr(one, kind) for one in notes])
    (slope, level), left = np.polyfit(turns, seen, 1), 0.0
    if len(notes) > 2:
        spread = float(((turns - turns.mean()) ** 2).sum())
        left = math.sqrt(float(((seen - slope * turns - level) ** 2).sum()) / (len(notes) - 2) / spread)
    night = NIGHT_H * 3600 / DWELL_S
    return {
        "from": round(float(seen[0]), 2),
        "to": round(float(seen[-1]), 2),
        "a_turn": round(float(slope), 5),
        "error": round(left, 5),
        "a_night": round(float(slope) * night, 1),
    }


def grows(line: dict[str, float]) -> bool:
    """Say whether a line rises for certain, and by more than a fifth in a night."""
    return line["a_turn"] > 2 * line["error"] and line["a_night"] > 0.2 * line["from"]


def play(line: devtools.Line, served: Served, notes: list[Note], minutes: float, versions: int) -> dict[str, int]:
    """Watch the wall for so long and add a note each round; what the wall counted comes back."""
    line.send("Performance.enable")
    line.until(f"window.__ogm?.stats?.().wall && {STAT}.turns >= 2")
    line.until(f"{STAT}.settled && {STAT}.kind === 'map'")
    ends, seen, view = time.monotonic() + 60 * minutes, 0, line.value(f"{STAT}.view")
    while time.monotonic() < ends:
        told = line.value(STAT)
        if told["settled"] and told["view"] == view and told["turns"] > seen:
            found = note(line, served)
            if line.value(f"{STAT}.turns") > told["turns"]:
                continue  # it has moved on meanwhile: this is no longer the view
            seen = told["turns"]
            notes.append(found)
            print(len(notes), notes[-1], f"refreshes {told['refreshes']}, versions {told['renewed']}", flush=True)
            if len(notes) % versions == 0:
                book = open_store(f"sqlite:///{(served.var / 'grid.db').as_posix()}")
                with book.command("试", "试"):
                    pass
                book.close()
        time.sleep(0.2)
    return dict(line.value(STAT))


def main() -> int:
    """Play, note, fit; 1 where something grows for certain by more than a fifth in a night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--speed", type=float, default=20)
    parser.add_argument("--versions", type=int, default=VERSIONS, help="rounds between two data versions")
    given = parser.parse_args()
    dwell, refresh = DWELL_S / given.speed, REFRESH_S / given.speed
    notes: list[Note] = []
    with serve() as served:
        person = Visitor(served.port)
        assert person.enter(Role.LEADER, DISTRICT).status == 303
        address = f"{served.url}/?kiosk=1&dwell={dwell}&refresh={refresh}"
        with devtools.page(address, person.cookies, (1920, 1080)) as line:
            last = play(line, served, notes, given.minutes, given.versions)
    kept = notes[WARM_ROUNDS:]
    if len(kept) < 3:
        print("轮数太少，无法拟合。请加长 --minutes 或加大 --speed。", file=sys.stderr)
        return 1
    lines = {kind: fit(kept, kind) for kind in KINDS}
    result = {
        "accelerated": given.speed,
        "minutes": given.minutes,
        **{k: last[k] for k in ("turns", "refreshes", "renewed", "failures")},
        "like_hours": round(last["turns"] * DWELL_S / 3600, 1),
        **lines,
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    return int(any(grows(lines[kind]) for kind in KINDS if kind != LOOSE))


if __name__ == "__main__":
    sys.exit(main())
