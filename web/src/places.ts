// The index of places: who lies in whom, and the search by name, code and pinyin initials.
import type { Box, Level, PlacesFile } from "./contract.ts";
import { micro, short } from "./format.ts";

export const LEVEL_TITLE: Record<Level, string> = {
  district: "区", zone: "片区", l1: "一级网格", l2: "社区(村)", l3: "三级网格", micro: "微网格", dedicated: "专属网格", center: "党群服务中心",
};
const ORDER: Level[] = ["district", "zone", "l1", "l2", "l3", "micro", "dedicated", "center"];

export class Places {
  readonly n: number;
  private readonly rows = new Map<string, number>();
  private readonly childRows: number[][];
  /** Row of the community (l2) and third level (l3) a row lies in, -1 above them. */
  readonly l2: Int32Array;
  readonly l3: Int32Array;

  /** Row of the account's root: nothing above it is shown, even when it is listed. */
  readonly root: number;

  constructor(readonly file: PlacesFile, root?: string) {
    this.n = file.code.length;
    this.childRows = Array.from({ length: this.n }, () => []);
    this.l2 = new Int32Array(this.n).fill(-1);
    this.l3 = new Int32Array(this.n).fill(-1);
    for (let i = 0; i < this.n; i++) {
      this.rows.set(file.code[i], i);
      const up = file.parent[i];
      if (up >= 0) this.childRows[up].push(i);
      if (file.level[i] === "l2" && file.zone[i] >= 0) this.childRows[file.zone[i]].push(i);
    }
    this.root = this.row(root);
    for (let i = 0; i < this.n; i++)
      for (let at = i, steps = 0; at >= 0 && steps < 8; at = file.parent[at], steps++) {
        if (file.level[at] === "l2") this.l2[i] = at;
        if (file.level[at] === "l3") this.l3[i] = at;
      }
  }

  row(code: string | null | undefined): number {
    return code === null || code === undefined ? -1 : (this.rows.get(code) ?? -1);
  }
  level(row: number): Level { return this.file.level[row]; }
  code(row: number): string { return this.file.code[row]; }
  bbox(row: number): Box { return this.file.bbox[row]; }
  at(row: number): [number, number] { return this.file.at[row]; }

  children(row: number, level?: Level): number[] {
    const kids = this.childRows[row];
    return level ? kids.filter((k) => this.file.level[k] === level) : kids;
  }
  ofLevel(level: Level): number[] {
    const out: number[] = [];
    for (let i = 0; i < this.n; i++) if (this.file.level[i] === level) out.push(i);
    return out;
  }
  /** The step up that the breadcrumb shows: a community lies in its 片区, not in its town. */
  up(row: number): number {
    if (row < 0 || row === this.root) return -1;
    const { level, zone, parent } = this.file;
    // Below a town the town is the step up: its 片区 reaches beyond what the account may see.
    const town = this.root >= 0 && level[this.root] === "l1";
    return level[row] === "l2" && zone[row] >= 0 && !town ? zone[row] : parent[row];
  }
  /** From the district down to the row itself. */
  chain(row: number): number[] {
    const out: number[] = [];
    for (let at = row, steps = 0; at >= 0 && steps < 8; at = this.up(at), steps++) out.unshift(at);
    return out;
  }
  inside(row: number, root: number): boolean {
    if (root < 0) return true;
    const { level, zone, parent } = this.file;
    if (level[root] === "district") return true;
    for (let at = row, steps = 0; at >= 0 && steps < 8; at = parent[at], steps++)
      if (at === root || (level[at] === "l2" && zone[at] === root)) return true;
    return false;
  }
  /** How it is called in a breadcrumb, title or list. */
  title(row: number): string {
    const { level, name, code } = this.file;
    if (level[row] !== "micro") return name[row];
    return name[row] && name[row] !== code[row] ? name[row] : micro(code[row]);
  }
  label(row: number): string {
    const { level, name, code } = this.file;
    if (level[row] === "micro") return micro(code[row]);
    const bare = short(name[row]);
    if (level[row] !== "l3" || this.l2[row] < 0) return bare;
    // Inside its community the community's own name says nothing new: 三湾街02网格 -> 02网格.
    const above = short(name[this.l2[row]]);
    return bare.startsWith(above) && bare.length > above.length + 1 ? bare.slice(above.length) : bare;
  }

  /** Rows that answer a query, best first: name, code, pinyin initials; at most `limit` in a level. */
  search(query: string, limit = 6): { level: Level; rows: number[] }[] {
    const q = query.trim().toLowerCase();
    if (!q) return [];
    const { code, name, py, level } = this.file;
    const scored: { row: number; score: number }[] = [];
    for (let i = 0; i < this.n; i++) {
      const nm = name[i].toLowerCase();
      const initials = (py[i] ?? "").toLowerCase();
      let score = -1;
      if (nm === q || code[i].toLowerCase() === q) score = 0;
      else if (nm.startsWith(q)) score = 1;
      else if (initials === q) score = 1.5;
      else if (/^[a-z]+$/.test(q) && initials.startsWith(q)) score = 2;
      else if (q.length >= 2 && code[i].toLowerCase().startsWith(q) && /\d/.test(q)) score = 3;
      else if (nm.includes(q)) score = 4;
      else if (/^[a-z]{2,}$/.test(q) && initials.includes(q)) score = 5;
      else if (/^\d{3,}$/.test(q) && code[i].endsWith(q)) score = 6;
      if (score >= 0) scored.push({ row: i, score: score + nm.length / 100 });
    }
    // Initials as people type them may leave one out or add one (sww for 三湾街): the longest beginning that fits still finds it.
    if (!scored.length && /^[a-z]{3,}$/.test(q))
      for (let k = q.length - 1; k >= 2 && !scored.length; k--)
        for (let i = 0; i < this.n; i++) if ((py[i] ?? "").toLowerCase().startsWith(q.slice(0, k)) && (level[i] === "l2" || level[i] === "zone")) scored.push({ row: i, score: 7 + (level[i] === "l2" ? 0 : 1) });
    scored.sort((a, b) => a.score - b.score || a.row - b.row);
    return ORDER.map((lv) => ({ level: lv, rows: scored.filter((s) => level[s.row] === lv).slice(0, limit).map((s) => s.row) }))
      .filter((g) => g.rows.length)
      .sort((a, b) => best(scored, a.rows[0]) - best(scored, b.rows[0]));
  }
}

function best(scored: { row: number; score: number }[], row: number): number {
  return Math.floor(scored.find((s) => s.row === row)?.score ?? 9);
}
