"""One community balanced in a process of its own: begin, ask how far it is, end it, and the proposal as one step."""

import math
import threading
import time
from dataclasses import dataclass, field

from data.plans.worker import Balancer
from geo.model.errors import BadInput, GovernanceError
from geo.plan import ops
from geo.plan.balance.problem import Problem, problem
from geo.plan.balance.suggest import Result
from geo.plan.coverage import Coverage
from pages.parts.planning.room import desk

SECONDS = POLISH = 5.0  # (p) per community
FORGOTTEN_S = 60.0  # somebody who asks no more gives the process to the next

Told = dict[str, object]


@dataclass(slots=True)
class _Job:
    plan: str
    account: str
    problem: Problem
    began: float
    asked: float
    best: Result | None = None
    done: bool = False
    balancer: Balancer = field(default_factory=Balancer)


class Balancing:
    """The process's one balance job: OR-tools takes both cores, so the second asker waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: _Job | None = None

    def begin(self, plan: str, account: str, cov: Coverage, l2: str, cap: float) -> Told:
        """Start the search for the fewest changes that keep the cap. Raises BadInput, StoreError."""
        locked = [lock["key"] for lock in desk().locks(plan) if lock["what"] == "unit"]
        asked = problem(cov, l2, cap=cap, locked=locked)
        with self._lock:
            now = time.monotonic()
            job = self._job
            other = job is not None and (job.plan, job.account) != (plan, account)
            if job is not None and other and not job.done and now - job.asked < FORGOTTEN_S:
                raise BadInput("正在为另一个方案计算均衡。", remedy="请约十秒后再试。")
            if job is not None:
                job.balancer.cancel()
            self._job = job = _Job(plan, account, asked, now, now)
            job.balancer.ask([asked], seconds=SECONDS, polish=POLISH)
        return self.told(plan, account)

    def told(self, plan: str, account: str) -> Told:
        """Say how far the search is, and the best proposal so far. Raises BadInput where there is none."""
        with self._lock:
            job = self._mine(plan, account)
            try:
                for answer in job.balancer.poll():
                    if answer.result is not None:
                        job.best = answer.result
                    job.done = job.done or answer.kind in {"done", "end"}
            except GovernanceError:
                self._job = None
                raise
            job.asked = time.monotonic()
            share = min((job.asked - job.began) / (SECONDS + POLISH + 2), 0.98)
            return {"done": job.done, "share": 1.0 if job.done else share} | _result(job.best)

    def cancel(self, plan: str, account: str) -> Told:
        """End the search; the best proposal so far stays to be looked at."""
        with self._lock:
            job = self._mine(plan, account)
            job.balancer.cancel()
            job.done = True
            return {"done": True, "share": 1.0} | _result(job.best)

    def proposal(self, plan: str, account: str) -> ops.Balance:
        """Return the best proposal as one step. Raises BadInput where there is nothing to change."""
        with self._lock:
            job = self._mine(plan, account)
            assign = job.best.assign if job.best is not None else None
            if assign is None:
                raise BadInput("没有可以采用的均衡方案。", remedy="请放宽偏差上限，或解除部分锁定。")
            pairs = zip(job.problem.units, job.problem.today, assign, strict=True)
            moved = tuple((key, job.problem.districts[to]) for key, old, to in pairs if old != to)
        if not moved:
            raise BadInput("现状已在偏差上限以内，不需要改动。", remedy="可以收紧上限再算一次。")
        return ops.Balance(moved)

    def _mine(self, plan: str, account: str) -> _Job:
        if self._job is None or (self._job.plan, self._job.account) != (plan, account):
            raise BadInput("均衡还没有开始，或已被新的计算取代。", remedy="请重新开始均衡。")
        return self._job


def _result(best: Result | None) -> Told:
    if best is None:
        return {"badge": "", "proven": False, "changed": 0, "usable": False}
    return {
        "badge": best.badge + (f"（{best.cause}）" if best.cause else ""),
        "proven": best.status == "proven",
        "changed": best.changed,
        "usable": best.assign is not None,
        "deviation": round(best.deviation, 2) if math.isfinite(best.deviation) else None,
    }


BALANCING = Balancing()
