"""Balancing in a process of its own: one community, a street, the district, or a curve of caps; then the proposal."""

import math
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from data.plans.worker import Balancer
from geo.model.codes import Level
from geo.model.errors import BadInput, GovernanceError
from geo.model.scope import Tier
from geo.plan import ops
from geo.plan.balance.local import limits
from geo.plan.balance.problem import Problem, moves
from geo.plan.balance.suggest import CURVE, Result
from geo.plan.coverage import Coverage
from geo.rules import rounding

SECONDS = POLISH = 5.0  # (p) for one community
AGAIN_S = 15.0  # (p) a second try
SHORT_POLISH = 1.0  # (p) each of many
EACH, MOST = 8.0, 110.0  # (p) seconds for a community of several, and for all together
CURVE_S = 25.0  # (p)
SHOWN_HEAVY = 3  # micro grids named where they alone are above the cap
FORGOTTEN_S = 60.0  # somebody who asks no more gives the process to the next

Told = dict[str, object]


@dataclass(slots=True)
class Task:
    """One community at one cap: what is asked, and the best answer so far."""

    key: str  # id of the community; on a curve the cap in percent
    name: str
    problem: Problem
    best: Result | None = None
    done: bool = False

    @property
    def assign(self) -> tuple[int, ...] | None:
        """The assignment to show, None where nothing keeps the cap."""
        return None if self.best is None else self.best.assign


@dataclass(slots=True)
class _Job:
    plan: str
    account: str
    tasks: list[Task]
    skipped: list[Told]
    seconds: float
    began: float
    asked: float
    done: bool = False
    curve: bool = False
    again: bool = False


class Balancing:
    """The process's one balance job: OR-tools takes both cores, so the second asker waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._job: _Job | None = None
        self._balancer = Balancer()

    def warm(self) -> Told:
        """Start the process before it is needed: importing OR-tools takes about two seconds."""
        with self._lock:
            self._balancer.start()
        return {}

    def towns(self, plan: str, account: str, tasks: Sequence[Task], skipped: Sequence[Told]) -> Told:
        """Start the search for the fewest changes in one or several communities. Raises BadInput, StoreError."""
        several = len(tasks) > 1
        seconds = min(EACH * len(tasks), MOST) if several else SECONDS + POLISH
        return self._begin(_Job(plan, account, list(tasks), list(skipped), seconds, 0.0, 0.0), several=several)

    def curve(self, plan: str, account: str, task: Task) -> Told:
        """Start the search at several caps for one community: what evenness costs in changes."""
        tasks = [Task(f"{cap:.0%}", task.name, replace(task.problem, cap=cap)) for cap in CURVE]
        return self._begin(_Job(plan, account, tasks, [], CURVE_S, 0.0, 0.0, curve=True), several=True)

    def _begin(self, job: _Job, *, several: bool) -> Told:
        with self._lock:
            now = time.monotonic()
            old = self._job
            other = old is not None and (old.plan, old.account) != (job.plan, job.account)
            if old is not None and other and not old.done and now - old.asked < FORGOTTEN_S:
                raise BadInput("正在为另一个方案计算均衡。", remedy="请约十秒后再试。")
            if old is not None and not old.done:
                self._balancer.cancel()
            self._balancer.poll()  # what is left of the last job
            job.began = job.asked = now
            self._job = job
            problems = [task.problem for task in job.tasks]
            if several:
                self._balancer.ask(problems, seconds=SECONDS, polish=SHORT_POLISH, total=job.seconds)
            else:
                self._balancer.ask(problems, seconds=SECONDS, polish=POLISH)
        return self.told(job.plan, job.account)

    def told(self, plan: str, account: str, tier: Tier = Tier.T0, cov: Coverage | None = None) -> Told:
        """Say how far the search is, and the best proposals so far. Raises BadInput where there is none."""
        with self._lock:
            job = self._mine(plan, account)
            if not job.done:
                self._listen(job)
            job.asked = time.monotonic()
            return _job_told(job, tier, cov)

    def cancel(self, plan: str, account: str, tier: Tier = Tier.T0, cov: Coverage | None = None) -> Told:
        """End the search; the best proposals so far stay to be looked at."""
        with self._lock:
            job = self._mine(plan, account)
            if not job.done:
                self._listen(job)
                self._balancer.cancel()
            job.done = True
            return _job_told(job, tier, cov)

    def proposal(self, plan: str, account: str, keys: Sequence[str] = ()) -> ops.Balance:
        """Return the best proposals of all tasks, or of some, as one step. Raises BadInput where nothing changes."""
        with self._lock:
            job = self._mine(plan, account)
            chosen = [task for task in job.tasks if not keys or task.key in keys]
            usable = [(task, task.assign) for task in chosen if task.assign is not None]
        if not usable:
            raise BadInput("没有可以采用的均衡方案。", remedy="请放宽偏差上限，或解除部分锁定。")
        moved = tuple(pair for task, assign in usable for pair in moves(task.problem, assign or ()))
        if not moved:
            raise BadInput("现状已在偏差上限以内，不需要改动。", remedy="可以收紧上限再算一次。")
        return ops.Balance(moved)

    def _listen(self, job: _Job) -> None:
        try:
            for answer in self._balancer.poll():
                if answer.kind == "end":
                    job.done = not self._again(job)
                elif answer.result is not None and 0 <= answer.job < len(job.tasks):
                    job.tasks[answer.job].best = answer.result
                    job.tasks[answer.job].done |= answer.kind == "done"
                    if job.curve:
                        _lent(job.tasks)
        except GovernanceError:
            self._job = None
            self._balancer.cancel()
            raise

    def _again(self, job: _Job) -> bool:
        """Ask once more, for longer, where one community found nothing: a hard one, or a busy machine."""
        best = job.tasks[0].best
        if len(job.tasks) > 1 or job.again or best is None or best.status != "none":
            return False
        job.again, job.seconds = True, job.seconds + AGAIN_S
        job.tasks[0].done = False
        self._balancer.ask([job.tasks[0].problem], seconds=AGAIN_S, polish=POLISH)
        return True

    def _mine(self, plan: str, account: str) -> _Job:
        if self._job is None or (self._job.plan, self._job.account) != (plan, account):
            raise BadInput("均衡还没有开始，或已被新的计算取代。", remedy="请重新开始均衡。")
        return self._job


def _job_told(job: _Job, tier: Tier, cov: Coverage | None) -> Told:
    rows = [_task_told(task, tier, cov, done=job.done) for task in job.tasks]
    usable = [task for task in job.tasks if task.assign is not None]
    results = [task.best for task in usable if task.best is not None]
    proven = bool(usable) and all(result.status == "proven" for result in results)
    whole = [task.best is not None and task.best.status in {"proven", "impossible"} for task in job.tasks]
    changed = sum(result.changed for result in results)
    least = sum(result.changed if result.status == "proven" else result.bound for result in results)
    gone = min((time.monotonic() - job.began) / (job.seconds + 2), 0.98)
    ready = sum(task.done for task in job.tasks) / max(len(job.tasks), 1)
    if len(job.tasks) == 1:
        badge = str(rows[0]["badge"])
    elif not results:
        badge = "没有可以采用的方案" if job.done else ""
    elif proven and all(whole):
        badge = "已证明：现有中心与锁定下改动最少"
    else:
        badge = f"共改动 {changed} 个，至少需要 {least} 个，尚未证明最少"
    return {
        "done": job.done,
        "share": 1.0 if job.done else max(ready, gone if len(job.tasks) == 1 else 0.0),
        "rows": rows,
        "skipped": job.skipped,
        "badge": badge,
        "proven": proven and all(whole),
        "usable": bool(usable),
        "changed": changed,
        "units": sum(len(task.problem.units) for task in job.tasks),
        "was": _worst([task.problem.deviation(task.problem.today) for task in usable]),
        "deviation": _worst([result.deviation for result in results]),
    }


def _lent(tasks: Sequence[Task]) -> None:
    """Let a looser cap take the answer of a tighter one that changes less: it keeps both."""
    for loose in tasks:
        for tight in tasks:
            best, own = tight.best, loose.best
            if best is None or best.assign is None or tight.problem.cap >= loose.problem.cap:
                continue
            if own is None or own.assign is None or best.changed < own.changed:
                bound = 0 if own is None else own.bound
                loose.best = replace(best, status="proven" if best.changed <= bound else "found", bound=bound)


def _task_told(task: Task, tier: Tier, cov: Coverage | None, *, done: bool) -> Told:
    best, asked = task.best, task.problem
    out: Told = {"key": task.key, "name": task.name, "units": len(asked.units), "cap": asked.cap}
    out |= {"was": _worst([asked.deviation(asked.today)]), "state": "done" if task.done or done else "waiting"}
    if best is None:
        return out | {"badge": "没有算到" if done else "", "proven": False, "changed": 0, "bound": 0, "usable": False}
    heavy = _heavy(task, tier, cov) if best.status == "impossible" else ""
    cause = heavy or best.cause
    return out | {
        "state": "done" if task.done or done else "better",
        "badge": best.badge + (f"（{cause}）" if cause else ""),
        "proven": best.status == "proven",
        "changed": best.changed,
        "bound": best.changed if best.status == "proven" else best.bound,
        "usable": best.assign is not None,
        "deviation": _worst([best.deviation]) if best.assign is not None else None,
    }


def _heavy(task: Task, tier: Tier, cov: Coverage | None) -> str:
    """Name the micro grids that alone are above the cap, or the one in the way: the largest of those that are."""
    limit = limits(task.problem)[1]
    loads = dict(zip(task.problem.units, task.problem.weight, strict=True))
    units = [key for key, load in loads.items() if load > limit]
    if cov is None:
        return ""
    if not units:
        return _in_the_way(task, tier, cov, max(loads, key=loads.__getitem__))
    named = []
    for key in units[:SHOWN_HEAVY]:
        unit = cov.units.get(key)
        if unit is not None:
            named.append(f"{unit.name} {rounding.words(unit.households, tier=tier, level=Level.MICRO)} 户")
    more = f"等 {len(units)} 个" if len(units) > SHOWN_HEAVY else ""
    return f"{'、'.join(named)}{more}单独就超过上限"


def _in_the_way(task: Task, tier: Tier, cov: Coverage, largest: str) -> str:
    """Name the micro grid that would have to be cut; where none alone would help, the largest."""
    blocking = "" if task.best is None else task.best.blocking
    unit = cov.units.get(blocking or largest)
    if unit is None or (not blocking and (task.problem.fixed or task.problem.closed)):
        return ""
    told = f"{unit.name} {rounding.words(unit.households, tier=tier, level=Level.MICRO)} 户"
    if blocking:
        return f"卡在{told}，按负荷对半切开它就能均衡"
    return f"相邻关系使负荷无法移动，最大的是{told}"


def _worst(shares: Sequence[float]) -> float | None:
    found = [share for share in shares if math.isfinite(share)]
    return round(max(found), 2) if found else None


BALANCING = Balancing()
