// The events of two periods as columns, and how many of them count under the filters.
import type { Places } from "../places.ts";

export interface Spot { kind: string; n: number; open: number; last: string; where: string; l2: string; cls: number; at: [number, number] }
export interface Standout { kind: string; l2: string | null; where: string | null; day: string | null; n: number; expected: number; cls: number }
export interface Hot { hex: number; z: number; q: number; n: number; l2: string }
export interface File {
  days: number;
  first: string;
  as_of: string;
  l3: string[];
  cube: { n: number } & Record<"day" | "l3" | "hex" | "cls" | "src" | "st" | "due" | "sent", string>;
  hot: Record<string, Hot[]>;
  repeats: Spot[];
  standouts: Standout[];
  patrols: number[];
  notes: number[] | null;
}
export interface Filter {
  cls: ReadonlySet<number> | null;
  src: ReadonlySet<number> | null;
  st: ReadonlySet<number> | null;
  due: ReadonlySet<number> | null;
}
export const DUES = ["未到期", "临期", "超期", "按期办结", "逾期办结", "无时限"] as const;
export const NOWHERE = 65535;
const DONE = 3;

function u8(text: string): Uint8Array {
  const raw = atob(text);
  const out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}
const u16 = (text: string) => new Uint16Array(u8(text).buffer);

/** Days from..to (exclusive) counted from the file's first day. */
export interface Span { from: number; to: number }

export class Cube {
  readonly n: number;
  readonly day: Uint8Array;
  readonly l3: Uint16Array;
  readonly hex: Uint16Array;
  readonly cls: Uint8Array;
  readonly src: Uint8Array;
  readonly st: Uint8Array;
  readonly due: Uint8Array;
  readonly sent: Uint8Array;
  /** Row in places of each event's community, -1 = none. */
  readonly l2: Int32Array;
  private readonly rows: Int32Array;
  private mask: { root: number; inside: Uint8Array } | null = null;

  constructor(readonly file: File, private readonly places: Places) {
    const { cube } = file;
    this.n = cube.n;
    [this.day, this.cls, this.src, this.st, this.due, this.sent] = [u8(cube.day), u8(cube.cls), u8(cube.src), u8(cube.st), u8(cube.due), u8(cube.sent)];
    [this.l3, this.hex] = [u16(cube.l3), u16(cube.hex)];
    this.rows = Int32Array.from(file.l3, (code) => places.row(code));
    this.l2 = new Int32Array(this.n).fill(-1);
    for (let i = 0; i < this.n; i++) if (this.l3[i] !== NOWHERE) this.l2[i] = places.l2[this.rows[this.l3[i]]] ?? -1;
  }

  get now(): Span { return { from: this.file.days, to: 2 * this.file.days }; }
  get before(): Span { return { from: 0, to: this.file.days }; }
  /** Whether the data reach back to the beginning of the period before. */
  get reaches(): boolean {
    for (let i = 0; i < this.n; i++) if (this.day[i] <= 1) return true;
    return false;
  }
  date(day: number): string {
    const [y, m, d] = this.file.first.split("-").map(Number);
    return new Date(Date.UTC(y, m - 1, d + day)).toISOString().slice(5, 10);
  }
  dayOf(date: string): number { return Math.round((Date.parse(date) - Date.parse(this.file.first)) / 86_400_000); }

  /** Which third-level grids lie in a place; a micro grid counts with its third level. */
  private within(root: number): Uint8Array {
    if (this.mask?.root === root) return this.mask.inside;
    const { places } = this;
    const at = root >= 0 && places.level(root) === "micro" ? places.l3[root] : root >= 0 && places.level(root) === "center" ? places.l2[root] : root;
    const inside = Uint8Array.from(this.rows, (row) => (row >= 0 && (at < 0 || places.inside(row, at)) ? 1 : 0));
    this.mask = { root, inside };
    return inside;
  }

  /** Run through the events that count. */
  each(span: Span, f: Filter, root: number, run: (i: number) => void): void {
    const inside = this.within(root);
    const whole = root < 0 || this.places.level(root) === "district";
    for (let i = 0; i < this.n; i++) {
      if (this.day[i] < span.from || this.day[i] >= span.to) continue;
      if (f.cls && !f.cls.has(this.cls[i])) continue;
      if (f.src && !f.src.has(this.src[i])) continue;
      if (f.st && !f.st.has(this.st[i])) continue;
      if (f.due && !f.due.has(this.due[i])) continue;
      if (!whole && (this.l3[i] === NOWHERE || !inside[this.l3[i]])) continue;
      run(i);
    }
  }
  count(span: Span, f: Filter, root: number): number {
    let n = 0;
    this.each(span, f, root, () => { n++; });
    return n;
  }
  /** Counts by hexagon number or community row. */
  by(what: "hexes" | "l2", span: Span, f: Filter, root: number): Map<number, number> {
    const out = new Map<number, number>();
    this.each(span, f, root, (i) => {
      const key = what === "hexes" ? this.hex[i] : this.l2[i];
      if (key !== NOWHERE && key >= 0) out.set(key, (out.get(key) ?? 0) + 1);
    });
    return out;
  }
  /** Counts by the value of one column, all other filters kept. */
  parts(column: "cls" | "src" | "st" | "due", span: Span, f: Filter, root: number): Map<number, number> {
    const out = new Map<number, number>();
    const values = this[column];
    this.each(span, { ...f, [column]: null }, root, (i) => { out.set(values[i], (out.get(values[i]) ?? 0) + 1); });
    return out;
  }
  daily(f: Filter, root: number): number[] {
    const out = new Array<number>(2 * this.file.days).fill(0);
    this.each({ from: 0, to: 2 * this.file.days }, f, root, (i) => { out[this.day[i]]++; });
    return out;
  }
  /** The grains of the funnel; each has its own unit, they are never added. */
  funnel(f: Filter, root: number): { patrols: number; notes: number | null; events: number; sent: number; done: number } {
    const inside = this.within(root);
    const whole = root < 0 || this.places.level(root) === "district";
    const out = { patrols: 0, notes: this.file.notes?.reduce((sum, n, i) => sum + (whole || inside[i] ? n : 0), 0) ?? null, events: 0, sent: 0, done: 0 };
    this.file.patrols.forEach((n, i) => { if (whole || inside[i]) out.patrols += n; });
    this.each(this.now, f, root, (i) => {
      out.events++;
      out.sent += this.sent[i];
      if (this.st[i] === DONE) out.done++;
    });
    return out;
  }
}

/** Bounds of classes at round numbers, so that each colour has members; the same for every map that is compared. */
export function breaks(values: number[], classes: number): number[] {
  const some = values.filter((v) => v > 0).sort((a, b) => a - b);
  const out = [1];
  for (let k = 1; k < classes && some.length; k++) {
    const raw = some[Math.min(some.length - 1, Math.floor((some.length * [0, 0.4, 0.65, 0.83, 0.94][k]))) ] ?? 1;
    const power = 10 ** Math.max(0, Math.floor(Math.log10(raw)) - (raw >= 20 ? 0 : 1));
    const value = Math.max(out[out.length - 1] + 1, Math.ceil(raw / (power * (raw >= 20 ? 0.5 : 1))) * power * (raw >= 20 ? 0.5 : 1));
    out.push(Math.round(value));
  }
  return out;
}
