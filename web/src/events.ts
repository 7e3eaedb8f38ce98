// The events as columns: which of them count under the chosen filters, and how many lie where.
import { DONE, OVERDUE } from "./contract.ts";
import type { Places } from "./places.ts";
import type { Points } from "./points.ts";
import type { State } from "./store.ts";

export interface Tally { overdue: number; waiting: number; doing: number; done: number }
const FIELD = ["waiting", "doing", "overdue", "done"] as const;

export class Events {
  readonly place: ArrayLike<number>;
  readonly cls: ArrayLike<number>;
  readonly status: ArrayLike<number>;
  readonly day: ArrayLike<number>;
  readonly source: ArrayLike<number>;
  readonly hex: ArrayLike<number>;
  /** Community row of every event, -1 when unknown. */
  readonly l2: Int32Array;

  constructor(readonly points: Points, readonly places: Places, readonly file: string) {
    const none = new Uint16Array(points.n);
    const col = (name: string) => points.column[name] ?? none;
    this.place = col("place");
    this.cls = col("cls");
    this.status = col("status");
    this.day = col("day");
    this.source = col("source");
    this.hex = points.column["hex"] ?? new Uint16Array(points.n).fill(65535);
    this.l2 = new Int32Array(points.n);
    for (let i = 0; i < points.n; i++) this.l2[i] = places.l2[this.place[i]] ?? -1;
  }

  /** Period cuts only what is done (a flow); waiting, doing and overdue are the state now (a stock). */
  counts(i: number, s: Pick<State, "days" | "cls" | "src">): boolean {
    if (this.status[i] === DONE && this.day[i] >= s.days) return false;
    if (s.cls && !s.cls.has(this.cls[i])) return false;
    return !s.src || s.src.has(this.source[i]);
  }

  /** Rows that count, of the given statuses, within a place. */
  rows(s: Pick<State, "days" | "cls" | "src">, statuses: ReadonlySet<number>, root: number): Int32Array {
    const out = new Int32Array(this.points.n);
    let n = 0;
    const inside = this.insideTest(root);
    for (let i = 0; i < this.points.n; i++)
      if (statuses.has(this.status[i]) && inside(i) && this.counts(i, s)) out[n++] = i;
    return out.subarray(0, n);
  }

  tally(s: Pick<State, "days" | "cls" | "src">, root: number): Tally {
    const out: Tally = { overdue: 0, waiting: 0, doing: 0, done: 0 };
    const inside = this.insideTest(root);
    for (let i = 0; i < this.points.n; i++) if (inside(i) && this.counts(i, s)) out[FIELD[this.status[i]] ?? "done"]++;
    return out;
  }

  /** Overdue per community row. */
  overdueByL2(s: Pick<State, "days" | "cls" | "src">): Map<number, number> {
    const out = new Map<number, number>();
    for (let i = 0; i < this.points.n; i++)
      if (this.status[i] === OVERDUE && this.l2[i] >= 0 && this.counts(i, s)) out.set(this.l2[i], (out.get(this.l2[i]) ?? 0) + 1);
    return out;
  }

  byHex(s: Pick<State, "days" | "cls" | "src">, statuses: ReadonlySet<number>): Map<number, number> {
    const out = new Map<number, number>();
    for (let i = 0; i < this.points.n; i++) {
      const hex = this.hex[i];
      if (hex !== 65535 && statuses.has(this.status[i]) && this.counts(i, s)) out.set(hex, (out.get(hex) ?? 0) + 1);
    }
    return out;
  }

  private insideTest(root: number): (i: number) => boolean {
    if (root < 0 || this.places.level(root) === "district") return () => true;
    // One answer per place row, not one climb per event.
    const known = new Int8Array(this.places.n).fill(-1);
    return (i) => {
      const row = this.place[i];
      if (row >= known.length) return false;
      if (known[row] < 0) known[row] = this.places.inside(row, root) ? 1 : 0;
      return known[row] === 1;
    };
  }
}
