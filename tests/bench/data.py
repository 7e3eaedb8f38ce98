"""Measures the store: the demo from nothing, cold and kept reads, the cheap look at the version."""

import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from data import open_store
from data.demo_store import make_demo
from data.vault import locate
from geo.model.codes import Level
from geo.model.scope import Role, Scope


def seconds(call):
    """Wall time of one call."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def measure():
    """Build the demo in a folder of its own and read it."""
    with TemporaryDirectory(prefix="ogm_bench_") as folder:
        url = locate(f"sqlite:///{(Path(folder) / 'grid.db').as_posix()}")
        made = {"data.demo_s": seconds(lambda: make_demo(url))}
        store = open_store(str(url))
        scope = Scope("bench", Role.STREET, store.profile().district)
        reads = {
            "grids": lambda: store.grids(scope, Level.MICRO),
            "events": lambda: store.events(scope),
            "tags": lambda: store.tags(scope),
        }
        for name, read in reads.items():
            made[f"data.{name}_cold_ms"] = seconds(read) * 1000
            made[f"data.{name}_kept_ms"] = min(seconds(read) for _ in range(5)) * 1000
        made["data.version_ms"] = min(seconds(store.version) for _ in range(20)) * 1000
        store.close()
    return {key: round(value, 2) for key, value in made.items()}


if __name__ == "__main__":
    print(json.dumps(measure()))
