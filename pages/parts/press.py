"""The worker that prints an atlas: a process of its own, with progress, that can be stopped and leaves nothing half."""

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field

from geo.model.scope import Scope
from geo.model.view import SheetSpec
from pages.parts.settings import ROOT, STORE_URL, VAR


@dataclass(slots=True)
class Job:
    """One atlas on its way."""

    process: "subprocess.Popen[str]"
    title: str
    done: int = 0
    total: int = 0
    now: str = "准备数据"
    number: str = ""
    error: str = ""
    remedy: str = ""
    stopped: bool = False
    reader: threading.Thread | None = field(default=None, repr=False)

    @property
    def running(self) -> bool:
        """Whether the process is still at it."""
        return self.process.poll() is None or (self.reader is not None and self.reader.is_alive())

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self.done / self.total if self.total else 0.0


_jobs: dict[tuple[str, str], Job] = {}
_guard = threading.Lock()


def job(scope: Scope) -> Job | None:
    """Return the atlas this account is waiting for, or has got last."""
    return _jobs.get((scope.account, scope.key))


def start(scope: Scope, spec: SheetSpec, *, level: str, title: str) -> Job:
    """Start an atlas; one at a time per account: a running one is returned as it is."""
    with _guard:
        old = job(scope)
        if old is not None and old.running:
            return old
        process = subprocess.Popen(  # noqa: S603 - our own program, arguments as a list
            _command(scope, spec, level),
            cwd=ROOT,
            env={**os.environ, "OGM_VAR": str(VAR), "OGM_DATABASE_URL": STORE_URL, "PYTHONUTF8": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        made = Job(process, title)
        made.reader = threading.Thread(target=_listen, args=(made,), name="atlas", daemon=True)
        made.reader.start()
        _jobs[(scope.account, scope.key)] = made
        return made


def stop(scope: Scope) -> None:
    """Stop the running atlas; its half pages go with the process, what it put aside is removed."""
    running = job(scope)
    if running is None or not running.running:
        return
    running.stopped = True
    running.process.terminate()
    running.process.wait(10)
    for part in (VAR / "exports").glob(".*.part"):
        part.unlink(missing_ok=True)


def forget(scope: Scope) -> None:
    """Put a finished job away."""
    with _guard:
        old = job(scope)
        if old is not None and not old.running:
            del _jobs[(scope.account, scope.key)]


def _command(scope: Scope, spec: SheetSpec, level: str) -> list[str]:
    options = {
        "--template": "atlas",
        "--mode": spec.mode.value,
        "--format": "atlas",
        "--days": str(spec.view.days),
        "--level": level,
        "--title": spec.title,
        "--remark": spec.remark,
        "--reason": spec.reason,
        "--review": spec.review,
        "--role": scope.role.value,
        "--root": scope.root,
        "--account": scope.account,
    }
    if spec.view.date:
        options["--date"] = spec.view.date
    words = [f"{name}={value}" for name, value in options.items()]  # joined: a value may begin with a dash
    return [sys.executable, "-m", "pages.parts.export", *words, "--tell", "--", spec.view.place]


def _listen(made: Job) -> None:
    """Take the worker's lines until it ends."""
    if made.process.stdout is None:
        return
    for line in made.process.stdout:
        try:
            told = json.loads(line)
        except ValueError:
            continue
        made.done, made.total = int(told.get("done", made.done)), int(told.get("total", made.total))
        made.now = str(told.get("name", made.now))
        made.number = str(told.get("number", made.number))
        made.error, made.remedy = str(told.get("error", made.error)), str(told.get("remedy", made.remedy))
    made.process.wait()
    if not made.number and not made.error and not made.stopped:
        made.error, made.remedy = "图册没有做成。", "请重试；仍不行时请管理员查看运行日志。"
