"""`python -m tests.stress.wall --minutes N --speed K`: a night of the wall in K-fold haste; does its memory grow?

Plays the usual list with dwell and refresh times divided by K against a server of its own, and writes a new data
version every few rounds, as a working day would. Each time the list comes round to its first view the garbage is
collected and JS heap, DOM nodes, listeners and the memory of renderer and GPU process are noted; a straight line
through the notes after the first rounds says what one turn costs. It is an *accelerated* run: it counts turns and
refreshes, not hours, and says nothing about what only time does. Prints one line a round and the result as JSON.
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
from tests.browser import chromium, until
from tests.e2e.people import enter
from tests.served import serve

DWELL_S, REFRESH_S = 20.0, 60.0  # as on a real wall
NIGHT_H = 8
WARM_ROUNDS = 3  # caches fill
VERSIONS = 4  # rounds between two data versions
STAT = "window.__ogm.stats().wall"
KINDS = ("heap_mb", "nodes", "listeners", "renderer_mb", "gpu_mb")


@dataclass(frozen=True)
class Note:
    """What was seen after so many turns."""

    turns: int
    heap_mb: float
    nodes: float
    listeners: float
    renderer_mb: float
    gpu_mb: float


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


def note(page, line) -> Note:
    """Collect the garbage, twice: what finalizers let go of falls to the second; then look.

    The page's own collector does not reach the map's workers; a notice that memory is short does, and empties caches:
    what is left is what cannot be given back.
    """
    for _ in range(2):
        line.send("Memory.simulatePressureNotification", {"level": "critical"})
        line.send("HeapProfiler.collectGarbage")
        time.sleep(0.5)
    said = {one["name"]: one["value"] for one in line.send("Performance.getMetrics")["metrics"]}
    return Note(
        page.evaluate(f"{STAT}.turns"),
        line.send("Runtime.getHeapUsage")["usedSize"] / 1e6,
        said["Nodes"],
        said["JSEventListeners"],
        memory("renderer"),
        memory("gpu-process"),
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


def main() -> int:
    """Play, note, fit; 1 where the heap grows for certain by more than a fifth in a night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--speed", type=float, default=20)
    parser.add_argument("--versions", type=int, default=VERSIONS, help="rounds between two data versions")
    given = parser.parse_args()
    dwell, refresh = DWELL_S / given.speed, REFRESH_S / given.speed
    notes: list[Note] = []
    with serve() as served, chromium() as browser:
        page = enter(browser, served.url, size=(1920, 1080)).new_page()
        line = page.context.new_cdp_session(page)
        line.send("Performance.enable")
        page.goto(f"{served.url}/?kiosk=1&dwell={dwell}&refresh={refresh}")
        until(page, f"window.__ogm?.stats?.().wall && {STAT}.turns >= 2", timeout_s=120)
        ends, seen, rounds = time.monotonic() + 60 * given.minutes, 0, 0
        while time.monotonic() < ends:
            told = page.evaluate(STAT)
            if told["settled"] and (told["turns"] - 1) % 7 == 0 and told["turns"] > seen:
                seen, rounds = told["turns"], rounds + 1
                notes.append(note(page, line))
                print(rounds, notes[-1], f"refreshes {told['refreshes']}, versions {told['renewed']}", flush=True)
                if rounds % given.versions == 0:
                    book = open_store(f"sqlite:///{(served.var / 'grid.db').as_posix()}")
                    with book.command("试", "试"):
                        pass
                    book.close()
            time.sleep(0.05)
        last = page.evaluate(STAT)
    kept = notes[WARM_ROUNDS:]
    if len(kept) < 3:
        print("轮数太少，无法拟合。请加长 --minutes 或加大 --speed。", file=sys.stderr)
        return 1
    result = {
        "accelerated": given.speed,
        "minutes": given.minutes,
        **{k: last[k] for k in ("turns", "refreshes", "renewed", "failures")},
        "like_hours": round(last["turns"] * DWELL_S / 3600, 1),
        **{kind: fit(kept, kind) for kind in KINDS},
    }
    print(json.dumps(result, ensure_ascii=False, indent=1))
    heap = result["heap_mb"]
    sure = heap["a_turn"] - 2 * heap["error"] > 0
    return int(sure and heap["a_night"] > 0.2 * heap["from"])


if __name__ == "__main__":
    sys.exit(main())
