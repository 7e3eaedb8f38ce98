"""A real server on a free port, over a copy of the demo store, and a person signed in to it."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "var" / "grid.db"


@dataclass(frozen=True)
class Served:
    """Where the server answers and what it wrote to its log."""

    url: str
    port: int
    pid: int
    var: Path
    log: Path


def demo_store() -> Path:
    """Return the demo store, made by the same command a user types if it is not there."""
    if not DEMO.exists():
        subprocess.run([sys.executable, "-m", "data", "demo"], cwd=ROOT, check=True)
    return DEMO


def copy_store(target: Path) -> None:
    """Copy the demo store as one consistent file."""
    source = sqlite3.connect(demo_store())
    copy = sqlite3.connect(target)
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@contextmanager
def serve(*, store: str = "demo", env: dict[str, str] | None = None) -> Iterator[Served]:
    """Start the app as `make run` does; `store` is demo, none or a path to a file to use as it is."""
    var = Path(tempfile.mkdtemp(prefix="ogm-"))
    if store == "demo":
        copy_store(var / "grid.db")
    elif store != "none":
        shutil.copy(store, var / "grid.db")
    try:
        with running(var, free_port(), env=env) as served:
            yield served
    finally:
        shutil.rmtree(var, ignore_errors=True)


@contextmanager
def running(var: Path, port: int, *, env: dict[str, str] | None = None) -> Iterator[Served]:
    """Run the app over a folder of data as it is, on a given port."""
    log = var / "server.log"
    full = {k: v for k, v in os.environ.items() if k != "OGM_DATABASE_URL"} | {"OGM_VAR": str(var), **(env or {})}
    with streamlit(ROOT / "app.py", port, full, log) as pid:
        yield Served(f"http://127.0.0.1:{port}", port, pid, var, log)


@contextmanager
def streamlit(script: Path, port: int, env: dict[str, str], log: Path) -> Iterator[int]:
    """Run a script as a user does, until it answers; give its process number, and see that it is gone afterwards."""
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.address", "127.0.0.1"]
    command += ["--server.port", str(port), "--server.headless", "true"]
    with log.open("ab") as sink:
        child = subprocess.Popen(
            command, cwd=ROOT, env=env | {"PYTHONUTF8": "1"}, stdout=sink, stderr=subprocess.STDOUT
        )
    with ended(child):
        _wait(f"http://127.0.0.1:{port}/_stcore/health", child, log)
        yield child.pid


@contextmanager
def ended(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """See that a process is gone afterwards: asked first, then made."""
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(10)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(url: str, child: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + 60
    while time.monotonic() < ends:
        if child.poll() is not None:
            raise RuntimeError(log.read_text(encoding="utf-8", errors="replace"))
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("no answer within 60 s\n" + log.read_text(encoding="utf-8", errors="replace"))
