"""The planner's desk: open a plan, edit it, go back, lock, comment; every step is one durable event."""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import Any

from sqlalchemy import Connection, func, insert, select

from data import queries
from data.chain import Seal
from data.frames import frame
from data.plans import log
from data.plans.book import LOCKS, Info, Lock, head_to, info_of, locks_of, read_plan, stale
from data.plans.mainline import sync
from data.plans.versions import Row, living, over, put, put_shapes, row_of, rows_at, unit_of, units
from data.plans.versions import get_shapes as shapes_of
from data.store import Store
from data.tables import DataVersion, Plan
from data.ulid import ulids
from data.vault import clock, dump
from geo.model.codes import Level
from geo.model.errors import BadInput
from geo.model.scope import Role, Scope
from geo.plan import ops
from geo.plan.coverage import Change, Coverage
from geo.plan.edit import work_out
from geo.plan.effects import Effect, effects
from geo.plan.gate import Gate, restored
from geo.plan.plane import box_back
from geo.plan.refused import Refused
from geo.plan.states import State, need_editable
from geo.plan.today import homes
from geo.plan.units import Homes

OPEN_PLANS = 4  # coverages kept in memory; each about 30 MB for 2,334 micro grids


@dataclass(frozen=True, slots=True)
class Preview:
    """What a step would do; `token` goes along with commit()."""

    token: str
    change: Change
    effects: list[Effect]


class Desk:
    """Plans of one store; any number of threads and processes.

    A coverage is kept per plan and follows the log: when another process wrote, the next step reads
    it anew. Callers must not change a coverage handed out.
    """

    def __init__(self, store: Store, seal: Seal | None = None) -> None:
        self.store = store
        self.seal = seal or Seal(store.path)
        self.crs = store.profile().measure_crs
        self._lock = RLock()
        self._homes: tuple[int, Homes] | None = None
        self._kept: OrderedDict[str, tuple[int, int, Coverage]] = OrderedDict()
        self._seen: OrderedDict[str, Change] = OrderedDict()

    # --- plans -------------------------------------------------------------------------------------------------

    def create(self, who: Scope, name: str, reason: str = "") -> Info:
        """Open a draft over today's grids. Raises BadInput, NotAllowed, NotReady."""
        with self._lock, self.store.noting() as connection:
            key = self.opened(connection, who, name, reason)
        log.anchor(self.store, self.seal)
        return self.info(key)

    def opened(self, connection: Connection, who: Scope, name: str, reason: str = "", *, dirty: bool = False) -> str:
        """Open a draft inside a transaction; answer its id. `dirty`: over grids that do not fit together."""
        need_editable(State.DRAFT, role=who.role)
        if not name.strip():
            raise BadInput("方案没有名称。", remedy="请给方案起一个名称。")
        now = clock()
        key = ulids(1, now)[0]
        base = sync(connection, self.seal, who, self.crs, dirty=dirty)
        payload = {"base": base, "name": name.strip()}
        seq = log.append(connection, self.seal, key, "create", who=who, payload=payload, reason=reason)
        connection.execute(
            insert(Plan).values(
                id=key,
                name=name.strip()[:80],
                state=State.DRAFT.value,
                author=who.account,
                role=who.role.value,
                root=who.root,
                base_seq=base,
                head_seq=seq,
                effective_from=None,
                published_seq=None,
                created_at=now,
                updated_at=now,
            )
        )
        return key

    def info(self, plan: str) -> Info:
        """Read one plan. Raises NotFound."""
        with self.store.reading() as connection:
            return read_plan(connection, plan)

    def plans(self) -> list[Info]:
        """Read all plans, the newest first."""
        with self.store.reading() as connection:
            rows = connection.execute(select(Plan.__table__).order_by(Plan.rid.desc())).mappings()
            return [info_of(dict(row)) for row in rows]

    def history(self, plan: str | None) -> list[log.Event]:
        """Read the log of a plan (None = main line)."""
        with self.store.reading() as connection:
            return log.events(connection, plan)

    @contextmanager
    def look(self, plan: str) -> Iterator[Coverage]:
        """Give the state of a plan while nobody edits it: for panels and maps of several steps."""
        with self._lock:
            yield self.coverage(plan)

    def coverage(self, plan: str) -> Coverage:
        """Give the state of a plan now; do not change it. It moves on with the next commit."""
        with self._lock, self.store.reading() as connection:
            return self.peek(connection, read_plan(connection, plan))

    # --- edits -------------------------------------------------------------------------------------------------

    def preview(self, who: Scope, plan: str, op: ops.Op, head: int) -> Preview:
        """Work an edit out without doing it. Raises Refused, NotAllowed, BadInput."""
        with self._lock, self.store.reading() as connection:
            info = self.editable(connection, who, plan, head)
            cov = self.peek(connection, info)
            change = work_out(cov, op, self.gate(connection, cov, who, plan))
            token = self._token(plan, head, op, who)
            self._seen[token] = change
            while len(self._seen) > OPEN_PLANS:
                self._seen.popitem(last=False)
            return Preview(token, change, effects(cov, change))

    def commit(
        self, who: Scope, plan: str, op: ops.Op, head: int, *, token: str | None = None, reason: str = ""
    ) -> int:
        """Do an edit as one transaction; answer the plan's new head.

        Parameters
        ----------
        who
            Author of the step; must hold the role of an editor.
        op
            What to do; plane coordinates.
        head
            Head the person saw; another one means somebody wrote meanwhile (Refused, stale).
        token
            Of preview(): what was shown is what is done.
        """
        with self._lock:
            with self.store.noting() as connection:
                info = self.editable(connection, who, plan, head)
                cov = self.peek(connection, info)
                mine = self._token(plan, head, op, who)
                if token is not None and token != mine:
                    raise Refused("stale")
                change = self._seen.pop(mine, None)
                if change is None:
                    change = work_out(cov, op, self.gate(connection, cov, who, plan))
                seq = self.write(connection, who, info, change, told={"in": ops.told(op)}, reason=reason)
            self._take(plan, cov, change, seq, info.base_seq)
        log.anchor(self.store, self.seal, seq)
        return seq

    def undo(self, who: Scope, plan: str, head: int) -> int:
        """Take the last edit back: the stored bytes, nothing worked out anew. Raises BadInput where there is none."""
        return self._again(who, plan, head, back=True)

    def redo(self, who: Scope, plan: str, head: int) -> int:
        """Do the edit again that was taken back last."""
        return self._again(who, plan, head, back=False)

    def lock(self, who: Scope, plan: str, head: int, lock: Lock, *, on: bool = True, reason: str = "") -> int:
        """Lock, or unlock, something for everybody or for one role. Raises Refused, BadInput, NotAllowed."""
        if lock.what not in LOCKS or (lock.what == "level" and lock.key not in set(Level)):
            raise BadInput("没有这种锁。", remedy="可锁定网格、层级或全部。")
        with self._lock, self.store.noting() as connection:
            info = self.editable(connection, who, plan, head)
            cov = self.peek(connection, info)
            if lock.what == "unit" and lock.key not in cov.units:
                raise Refused("unknown", name=lock.key[:40])
            payload = {"what": lock.what, "key": lock.key, "role": lock.role}
            kind = "lock" if on else "unlock"
            seq = log.append(connection, self.seal, plan, kind, who=who, payload=payload, reason=reason)
            head_to(connection, info, seq)
            self._kept.pop(plan, None)
        with self._lock:
            self._keep(plan, seq, info.base_seq, cov)
            self._seen.clear()  # a preview may now meet the lock
        log.anchor(self.store, self.seal, seq)
        return seq

    def locks(self, plan: str) -> list[dict[str, Any]]:
        """List the locks in force: what key role author reason at."""
        with self.store.reading() as connection:
            return locks_of(connection, plan)

    def comment(self, who: Scope, plan: str, units_: list[str], text: str) -> int:
        """Pin a comment 批注 to units; every role that sees the plan may."""
        if not text.strip():
            raise BadInput("批注是空的。", remedy="请写下意见。")
        with self._lock, self.store.noting() as connection:
            read_plan(connection, plan)
            payload = {"units": units_, "text": text.strip()[:500]}
            seq = log.append(connection, self.seal, plan, "comment", who=who, payload=payload)
        log.anchor(self.store, self.seal, seq)
        return seq

    # --- inside ------------------------------------------------------------------------------------------------

    def editable(self, connection: Connection, who: Scope, plan: str, head: int) -> Info:
        """Read a plan that may be edited now. Raises NotAllowed, BadInput, Refused (stale)."""
        info = read_plan(connection, plan)
        need_editable(info.state, role=who.role)
        if info.head_seq != head:
            raise stale(connection, plan, head)
        return info

    def peek(self, connection: Connection, info: Info) -> Coverage:
        """Give the state of a plan inside a transaction; do not change it."""
        kept = self._kept.get(info.id)
        if kept is not None and kept[0] == info.head_seq and kept[1] == info.base_seq:
            self._kept.move_to_end(info.id)
            return kept[2]
        rows = over(living(connection, None, info.base_seq), rows_at(connection, info.id, None))
        cov = Coverage(units(connection, rows), self.homes(connection))
        self._keep(info.id, info.head_seq, info.base_seq, cov)
        return cov

    def _keep(self, plan: str, head: int, base: int, cov: Coverage) -> None:
        self._kept[plan] = (head, base, cov)
        self._kept.move_to_end(plan)
        while len(self._kept) > OPEN_PLANS:
            self._kept.popitem(last=False)

    def _take(self, plan: str, cov: Coverage, change: Change, seq: int, base: int) -> None:
        """Follow what was written; should this fail half-way, the coverage is read anew."""
        self._kept.pop(plan, None)
        cov.take(change)
        self._keep(plan, seq, base, cov)

    def homes(self, connection: Connection) -> Homes:
        """Read where households live, in the same snapshot; kept until the data change."""
        version = connection.scalar(select(func.max(DataVersion.seq))) or 0
        if self._homes is None or self._homes[0] != version:
            self._homes = (version, homes(frame(connection, queries.HOMES, index="building"), self.crs))
        return self._homes[1]

    def whole(self) -> Scope:
        """Scope of the engine itself: it reads the whole district, and only counts."""
        return Scope("plan", Role.PLANNER, self.store.profile().district)

    def gate(self, connection: Connection, cov: Coverage, who: Scope, plan: str) -> Gate:
        """Turn locks and the author's scope into a gate."""
        locks = [lock for lock in locks_of(connection, plan) if lock["role"] in {"", who.role.value}]
        root = None
        if who.root != self.store.profile().district:
            root = next((u.id for u in cov.units.values() if u.code == who.root), "")
        return Gate(
            locked=frozenset(lock["key"] for lock in locks if lock["what"] == "unit"),
            levels=frozenset(Level(lock["key"]) for lock in locks if lock["what"] == "level"),
            everything=any(lock["what"] == "all" for lock in locks),
            root=root,
        )

    def write(
        self, connection: Connection, who: Scope, info: Info, change: Change, *, told: dict[str, Any], reason: str = ""
    ) -> int:
        """Write what a step changes, inside a transaction; answer the plan's new head."""
        before = {k: None if u is None else row_of(u) for k, u in change.before.items()}
        after = {k: None if u is None else row_of(u) for k, u in change.after.items()}
        payload = told | {"units": [[k, before[k], after[k]] for k in sorted(after)], "into": dict(change.into)}
        seq = log.append(connection, self.seal, info.id, change.kind, who=who, payload=payload, reason=reason)
        put_shapes(connection, (u for u in change.after.values() if u is not None))
        put(connection, info.id, seq, after, before, into=change.into)
        head_to(connection, info, seq)
        return seq

    def _again(self, who: Scope, plan: str, head: int, *, back: bool) -> int:
        with self._lock:
            with self.store.noting() as connection:
                info = self.editable(connection, who, plan, head)
                done, undone = log.stacks(connection, plan)
                if not (done if back else undone):
                    word = "撤销" if back else "重做"
                    raise BadInput(f"没有可以{word}的步骤。", remedy="请继续编辑。")
                cov = self.peek(connection, info)
                of = log.event(connection, (done if back else undone)[-1])
                rows: dict[str, Row | None] = {k: was if back else now for k, was, now in of.changes}
                shapes = shapes_of(connection, (row["sha"] for row in rows.values() if row and row["sha"]))
                after = {k: None if row is None else unit_of(k, row, shapes) for k, row in rows.items()}
                self.gate(connection, cov, who, plan).need(cov, [k for k in after if k in cov.units])
                change = restored(cov, "undo" if back else "redo", after)
                seq = self.write(connection, who, info, change, told={"of": of.seq})
            self._take(plan, cov, change, seq, info.base_seq)
        log.anchor(self.store, self.seal, seq)
        return seq

    @staticmethod
    def _token(plan: str, head: int, op: ops.Op, who: Scope) -> str:
        return hashlib.sha256(dump([plan, head, ops.told(op), who.role, who.root]).encode()).hexdigest()[:32]

    def read(self, connection: Connection, plan: str) -> Info:
        """Read one plan inside a transaction. Raises NotFound."""
        return read_plan(connection, plan)

    def forget(self, plan: str) -> None:
        """Read a plan anew at the next step."""
        with self._lock:
            self._kept.pop(plan, None)

    def moved(self, plan: str, head: int) -> None:
        """Follow an event that changed no unit."""
        with self._lock:
            kept = self._kept.pop(plan, None)
            if kept is not None:
                self._keep(plan, head, kept[1], kept[2])

    def close(self) -> None:
        """Anchor the end of the log; call at shutdown."""
        log.anchor(self.store, self.seal)

    def place(self, refused: Refused) -> tuple[float, float, float, float] | None:
        """Box to zoom to, in EPSG:4490."""
        return box_back(refused.bbox, self.crs)


__all__ = ["Desk", "Info", "Lock", "Preview"]
