// Units of the plan on this side of the line: shapes, hits, running sums. Nothing here decides anything.
import type { Feature, FeatureCollection } from "geojson";
import { contains, rings, spans, type Area } from "../geometry.ts";
import type { Box } from "../contract.ts";
import type { Unit } from "./talk.ts";

export interface Held extends Unit { area: Area; box: Box; at: [number, number] }

export class Units {
  readonly all = new Map<string, Held>();

  /** Take units in; answers those whose shape is new, for only they need to be drawn again. */
  put(features: FeatureCollection, gone: string[] = []): string[] {
    const drawn: string[] = [];
    for (const id of gone) this.all.delete(id);
    for (const f of features.features) {
      const id = String(f.properties!["id"]);
      const area = f.geometry as Area;
      const old = this.all.get(id);
      if (old && JSON.stringify(old.area) === JSON.stringify(area)) {
        this.all.set(id, { ...old, ...(f.properties as Unit) });
        continue;
      }
      const box = bounds(area);
      this.all.set(id, { ...(f.properties as Unit), area, box, at: inner(area, box) });
      drawn.push(id);
    }
    return drawn;
  }
  get(id: string | null | undefined): Held | undefined { return id ? this.all.get(id) : undefined; }
  *of(level: Unit["level"]): Iterable<Held> { for (const u of this.all.values()) if (u.level === level) yield u; }
  name(id: string | null | undefined): string { return this.get(id)?.name ?? "其他网格"; }

  /** The micro grid under a point. */
  hit(lon: number, lat: number): Held | undefined {
    for (const u of this.of("micro")) {
      const [w, s, e, n] = u.box;
      if (lon >= w && lon <= e && lat >= s && lat <= n && contains(u.area, lon, lat)) return u;
    }
    return undefined;
  }
  /** Micro grids whose inner point lies inside a drawn ring. */
  within(ring: [number, number][]): string[] {
    const area: Area = { type: "Polygon", coordinates: [ring] };
    return [...this.of("micro")].filter((u) => contains(area, u.at[0], u.at[1])).map((u) => u.id);
  }
  feature(u: Held): Feature {
    return { type: "Feature", geometry: u.area, properties: { id: u.id } };
  }
  boxOf(ids: Iterable<string>): Box | null {
    let out: Box | null = null;
    for (const id of ids) {
      const b = this.all.get(id)?.box;
      if (b) out = out ? [Math.min(out[0], b[0]), Math.min(out[1], b[1]), Math.max(out[2], b[2]), Math.max(out[3], b[3])] : [...b];
    }
    return out;
  }
}

/** Nearest vertex of shapes around a screen point, or the nearest place on their borders, within `reach` pixels. */
export function snapped(near: Iterable<Held>, project: (at: [number, number]) => { x: number; y: number }, at: { x: number; y: number }, reach: number): { x: number; y: number; vertex?: [number, number] } | null {
  let best: { x: number; y: number; vertex?: [number, number] } | null = null;
  let vertex = reach;
  let edge = reach;
  for (const u of near)
    for (const polygon of u.area.type === "Polygon" ? [u.area.coordinates] : u.area.coordinates)
      for (const ring of polygon) {
        let before: { x: number; y: number } | null = null;
        for (const c of ring) {
          const p = project([c[0], c[1]]);
          const d = Math.hypot(p.x - at.x, p.y - at.y);
          if (d < vertex) { vertex = d; best = { x: p.x, y: p.y, vertex: [c[0], c[1]] }; }
          if (before && vertex === reach) {
            const [dx, dy] = [p.x - before.x, p.y - before.y];
            const t = Math.max(0, Math.min(1, ((at.x - before.x) * dx + (at.y - before.y) * dy) / (dx * dx + dy * dy || 1)));
            const q = { x: before.x + t * dx, y: before.y + t * dy };
            const far = Math.hypot(q.x - at.x, q.y - at.y);
            if (far < edge) { edge = far; best = q; }
          }
          before = p;
        }
      }
  return best;
}

function bounds(area: Area): Box {
  const out: Box = [180, 90, -180, -90];
  for (const polygon of area.type === "Polygon" ? [area.coordinates] : area.coordinates)
    for (const [x, y] of polygon[0]) {
      out[0] = Math.min(out[0], x); out[1] = Math.min(out[1], y); out[2] = Math.max(out[2], x); out[3] = Math.max(out[3], y);
    }
  return out;
}
/** A place well inside: the middle of the longest horizontal run at a few heights. */
function inner(area: Area, [, s, , n]: Box): [number, number] {
  const shape = rings(area, ([x, y]) => ({ x, y }));
  let best: [number, number] = [0, 0];
  let wide = -1;
  for (const share of [0.5, 0.38, 0.62]) {
    const y = s + (n - s) * share;
    for (const [a, b] of spans(shape, y)) if (b - a > wide * 1.15) { wide = b - a; best = [(a + b) / 2, y]; }
  }
  return best;
}
