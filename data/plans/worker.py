"""Balancing in a process of its own: it can be cancelled, and OR-tools shares no memory with the app.

`python -m data.plans.worker` reads one JSON line per job list and writes one JSON line per answer.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any, TextIO

from geo.model.errors import StoreError
from geo.plan.balance.problem import Problem
from geo.plan.balance.suggest import Result, polished, suggest

LEAST = 0.1  # seconds: enough for the small ones
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the worker: which job, what kind (ready, better, done, end), the result."""

    kind: str
    job: int = -1
    result: Result | None = None


class Balancer:
    """A worker that stays for the next question; one question at a time.

    Start it when the page opens: importing takes about two seconds. cancel() ends the process at
    once, and the next ask() starts another.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self._lines: Queue[str | None] = Queue()

    def start(self) -> None:
        """Start the process unless it runs."""
        if self._child is not None and self._child.poll() is None:
            return
        command = [sys.executable, "-X", "utf8", "-m", "data.plans.worker"]
        try:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError as fault:
            raise StoreError("均衡计算的进程启动不了。", remedy="请检查内存是否充足后重试。") from fault
        self._lines = Queue()
        Thread(target=_pump, args=(self._child.stdout, self._lines), daemon=True).start()

    def ask(
        self, problems: Sequence[Problem], *, seconds: float = 5.0, polish: float = 5.0, total: float | None = None
    ) -> None:
        """Send jobs; answers come through poll().

        Parameters
        ----------
        seconds, polish
            Per job, as for geo.plan.balance.suggest.
        total
            For all jobs together; each gets a fair share of what is left, and jobs without an answer
            another try at the end (their `done` comes then).
        """
        self.start()
        child = self._child
        if child is None or child.stdin is None:
            raise TypeError
        told = {"seconds": seconds, "polish": polish, "total": total, "jobs": [written(p) for p in problems]}
        try:
            child.stdin.write(json.dumps(told) + "\n")
            child.stdin.flush()
        except OSError as fault:
            raise StoreError("均衡计算的进程已经退出。", remedy="请重新开始均衡。") from fault

    def poll(self, wait: float = 0.0) -> list[Answer]:
        """Collect the answers since the last call, waiting up to so many seconds for the first.

        Raises
        ------
        StoreError
            The process died.
        """
        out = []
        try:
            line = self._lines.get(timeout=wait) if wait else self._lines.get_nowait()
            while True:
                if line is None:
                    raise StoreError("均衡计算的进程意外退出。", remedy="请重新开始均衡。")
                out.append(_answer(json.loads(line)))
                line = self._lines.get_nowait()
        except Empty:
            return out

    def cancel(self) -> None:
        """End the process at once; what it found before stays with the caller."""
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for stream in (child.stdin, child.stdout):
                if stream is not None:
                    stream.close()


def written(problem: Problem) -> dict[str, Any]:
    """Write a problem as plain values."""
    return {k: sorted(v) if isinstance(v, frozenset) else v for k, v in asdict(problem).items()}


def read(body: dict[str, Any]) -> Problem:
    """Read what written() wrote."""
    told = {k: tuple(v) if isinstance(v, list) else v for k, v in body.items()}
    told["arcs"] = tuple((int(a), int(b)) for a, b in body["arcs"])
    return Problem(**told | {name: frozenset(body[name]) for name in ("fixed", "closed")})


def _answer(body: dict[str, Any]) -> Answer:
    told = body.get("result")
    if told is None:
        return Answer(body["kind"], body.get("job", -1))
    assign = None if told["assign"] is None else tuple(told["assign"])
    return Answer(body["kind"], body["job"], Result(**(told | {"assign": assign})))


def _pump(stream: TextIO, lines: "Queue[str | None]") -> None:
    try:
        for line in stream:
            lines.put(line)
    except ValueError:  # closed by cancel()
        return
    lines.put(None)


def _serve() -> None:
    """Answer job lists until the parent goes away."""
    _say({"kind": "ready"})
    for line in sys.stdin:
        told = json.loads(line)
        jobs = [read(body) for body in told["jobs"]]
        seconds, polish = told["seconds"], told["polish"]
        if told["total"] is None:
            for number, job in enumerate(jobs):
                _done(number, _worked(number, job, seconds, polish))
        else:
            _shared(jobs, seconds, polish, _left(told["total"]))
        _say({"kind": "end"})


def _shared(jobs: Sequence[Problem], seconds: float, polish: float, left: Callable[[], float]) -> None:
    """Give each job a fair share of the time; what is left over goes to those that found nothing."""
    open_: list[int] = []
    for number, job in enumerate(jobs):
        share = max(left() / (len(jobs) - number), LEAST)
        made = _worked(number, job, min(seconds, 1.5 * share), min(polish, share / 4))
        if made.status == "none":
            open_.append(number)
        else:
            _done(number, made)
    for place, number in enumerate(open_):
        share = max(left() / (len(open_) - place), LEAST)
        _done(number, _worked(number, jobs[number], share, 0.0, seed=1))


def _worked(number: int, job: Problem, seconds: float, polish: float, *, seed: int = 0) -> Result:
    def say(result: Result) -> None:
        _say({"kind": "better", "job": number, "result": asdict(result)})

    return polished(job, suggest(job, _left(seconds), told=say, seed=seed), _left(polish))


def _done(number: int, made: Result) -> None:
    _say({"kind": "done", "job": number, "result": asdict(made)})


def _left(seconds: float) -> Callable[[], float]:
    ends = time.monotonic() + seconds
    return lambda: ends - time.monotonic()


def _say(body: dict[str, Any]) -> None:
    print(json.dumps(body), flush=True)  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    _serve()
